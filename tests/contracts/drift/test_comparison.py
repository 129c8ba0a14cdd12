"""What is told of each kind of difference: that it is one, whom it breaks, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_contracts.drift.comparison import compared
from kling3_contracts.drift.difference import Difference
from kling3_contracts.errors import SubjectError
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from tests.contracts.drift.documents import (
    KLING3,
    LIST,
    PRO,
    REFERENCE,
    STD,
    Content,
    document,
    drift,
    fields,
    one,
    page,
    schema,
    told,
)

pytestmark = pytest.mark.one_python

SEND, READ = "who sends", "who reads"
REFERENCE_ORDER = "kling-v3-omni-video-reference-request"
Edit = Callable[[Content], object]


def changed(edit: Edit) -> Difference:
    """Return the only difference that a change of our document makes."""
    content = document()
    edit(content)
    return one(content)


def put(place: str, **keywords: object) -> Edit:
    """Return a change of one field of Kling 3's orders."""
    return lambda content: fields(content)[place].update(keywords)


def answer(content: Content, status: str = "200", path: str = f"{LIST}/{{task-id}}", method: str = "get") -> Content:
    found: Content = content["paths"][path][method]["responses"]
    return found[status] if status else found


def task(content: Content) -> Content:
    return schema(content, "task")


def without_status(content: Content) -> None:
    del task(content)["properties"]["status"]
    task(content)["required"].remove("status")


@pytest.mark.parametrize("edition", Edition)
def test_an_edition_is_no_drift_of_itself(edition: Edition) -> None:
    assert drift(document(edition), edition) == []


def test_what_april_changed_is_told() -> None:
    found = drift(april())
    assert [(each.kind.value, each.breaking, each.message) for each in found] == [
        ("field gone", True,
         "voice_ids is gone: leave it out, since the service ignores what it does not know, without a word"),
        ("bound", True, "cfg_scale was from 0 to 2, is from 0 to 1: send cfg_scale of at most 1"),
        ("field new", False, "multi_shot is new: nothing to do"),
    ]  # fmt: skip
    assert found[0].operations == tuple(
        f"POST /v1/ai/video/{each}"
        for each in ("kling-v3-pro", "kling-v3-std", "kling-v3-omni-pro", "kling-v3-omni-std")
    )
    assert found[1].operations == (f"POST {PRO}", f"POST {STD}", f"POST {REFERENCE}-pro", f"POST {REFERENCE}-std")
    assert found[2].operations == (f"POST {PRO}", f"POST {STD}")


def test_april_is_no_drift_of_its_own_edition() -> None:
    assert drift(april(), Edition.APRIL_2026) == []


def april() -> Content:
    """Return the pages of April, written as a change of February's."""
    content = document()
    fields(content)["multi_shot"] = {"type": "boolean", "default": False}
    for name in (KLING3, REFERENCE_ORDER):
        fields(content, name)["cfg_scale"]["maximum"] = 1
    for name in (KLING3, "kling-v3-omni-request"):
        del fields(content, name)["voice_ids"]
    return content


@pytest.mark.parametrize(
    ("edit", "kind", "breaking", "place", "message"),
    [
        (put("cfg_scale", maximum=1), "bound", True, "cfg_scale",
         "cfg_scale was from 0 to 2, is from 0 to 1: send cfg_scale of at most 1"),
        (put("cfg_scale", maximum=3), "bound", False, "cfg_scale",
         "cfg_scale was from 0 to 2, is from 0 to 3: nothing to do"),
        (put("cfg_scale", minimum=1, maximum=3), "bound", True, "cfg_scale",
         "cfg_scale was from 0 to 2, is from 1 to 3: send cfg_scale from 1 to 3"),
        (put("cfg_scale", exclusiveMinimum=True), "bound", True, "cfg_scale",
         "cfg_scale was from 0 to 2, is above 0 and at most 2: send cfg_scale of above 0"),
        (put("prompt", maxLength=100), "bound", True, "prompt",
         "prompt was of at most 2500 characters, is of at most 100 characters: send prompt of at most 100 characters"),
        (put("multi_prompt", minItems=2), "bound", True, "multi_prompt",
         "multi_prompt was of at most 6 items, is of 2 to 6 items: send multi_prompt of 2 to 6 items"),
        (put("shot_type", enum=["customize"]), "values gone", True, "shot_type",
         "shot_type can no longer be 'intelligent': send shot_type as 'customize'"),
        (put("shot_type", enum=["customize", "intelligent", "wild"]), "values new", False, "shot_type",
         "shot_type can be 'wild' too: nothing to do"),
        (put("generate_audio", type="string"), "type", True, "generate_audio",
         "generate_audio was a boolean, is a string: send generate_audio as a string"),
        (put("cfg_scale", type="integer"), "type", True, "cfg_scale",
         "cfg_scale was a number, is a whole number: send cfg_scale as a whole number"),
        (put("prompt", nullable=True), "null", False, "prompt", "prompt may be null now: nothing to do"),
        (put("generate_audio", default=False), "default", True, "generate_audio",
         ("generate_audio stood for true when it was left out, stands for false: "
         "send generate_audio as true to get what you had")),
        (put("prompt", default="A fox"), "default", False, "prompt",
         "prompt stood for nothing that is told when it was left out, stands for 'A fox': nothing to do"),
        (put("start_image_url", format="uri"), "form of text", True, "start_image_url",
         "start_image_url was of any format, is of format uri: send start_image_url of format uri"),
        (put("prompt", pattern="fox"), "form of text", True, "prompt",
         "prompt was of any pattern, is of pattern fox: send prompt of pattern fox"),
        (put("elements", uniqueItems=True), "other rule", True, "elements",
         "elements was any, is each once: send each item once"),
        (put("cfg_scale", deprecated=True), "deprecated", False, "cfg_scale",
         "cfg_scale is deprecated now: nothing to do"),
        (lambda content: schema(content).update(required=["prompt"]), "required now", True, "prompt",
         "prompt is required now: send it always"),
        (lambda content: fields(content).update(seed={"type": "integer"}), "field new", False, "seed",
         "seed is new: nothing to do"),
        (lambda content: schema(content).update(additionalProperties=False), "other rule", True, "",
         "request body was unknown fields taken, is unknown fields refused: send only the fields that it has"),
        (lambda content: schema(content).update(anyOf=[{"required": ["prompt"]}, {"required": ["elements"]}]),
         "other rule", True, "",
         "request body is held to other conditions (oneOf, anyOf, not, if): read in the document what goes together"),
        (lambda content: fields(content, "kling-v3-multi-prompt-item").pop("duration"), "field gone", True,
         "multi_prompt > items > duration",
         ("multi_prompt[].duration is gone: "
         "leave it out, since the service ignores what it does not know, without a word")),
    ],
)  # fmt: skip
def test_a_change_of_orders_is_told_to_who_sends(
    edit: Edit, kind: str, breaking: bool, place: str, message: str  # noqa: FBT001 -- columns of a table
) -> None:  # fmt: skip
    found = changed(edit)
    where = f"request body > {place}" if place else "request body"
    assert (found.kind.value, found.breaking, found.party.value, str(found.place)) == (kind, breaking, SEND, where)
    assert found.message == message
    assert found.operations == (f"POST {PRO}", f"POST {STD}")


def test_a_new_field_that_is_required_breaks() -> None:
    def edit(content: Content) -> None:
        fields(content)["seed"] = {"type": "integer"}
        schema(content)["required"] = ["seed"]

    found = changed(edit)
    assert (found.kind.value, found.breaking, found.message) == (
        "field new", True, "seed is new and required: send it",
    )  # fmt: skip


def test_a_field_that_is_required_no_more_breaks_nobody_who_sends() -> None:
    found = changed(lambda content: schema(content, REFERENCE_ORDER).pop("required"))
    assert (found.kind.value, found.breaking, found.party.value) == ("optional now", False, SEND)


@pytest.mark.parametrize(
    ("edit", "kind", "breaking", "place", "message"),
    [
        (without_status, "field gone", True, "answer 200 > data > status",
         "data.status is gone: do without it"),
        (lambda content: task(content)["properties"]["status"]["enum"].append("QUEUED"), "values new", True,
         "answer 200 > data > status", "data.status can be 'QUEUED' too: expect 'QUEUED'"),
        (lambda content: task(content)["properties"]["status"]["enum"].remove("FAILED"), "values gone", False,
         "answer 200 > data > status", "data.status can no longer be 'FAILED': nothing to do"),
        (lambda content: task(content)["properties"]["task_id"].update(type="integer"), "type", True,
         "answer 200 > data > task_id",
         "data.task_id was a string, is a whole number: read data.task_id as a whole number"),
        (lambda content: task(content)["properties"]["task_id"].update(nullable=True), "null", True,
         "answer 200 > data > task_id", "data.task_id may be null now: expect null"),
        (lambda content: task(content).update(required=["task_id"]), "optional now", True,
         "answer 200 > data > status", "data.status may be missing now: do without it"),
        (lambda content: task(content)["properties"].update(progress={"type": "number"}), "field new", False,
         "answer 200 > data > progress", "data.progress is new: nothing to do"),
        (lambda content: answer(content, "").pop("401"), "status gone", True, "answer 401",
         "answer 401 is gone: don't wait for it"),
        (lambda content: answer(content, "").pop("503"), "status gone", False, "answer 503",
         "answer 503 is gone: nothing to do"),
        (lambda content: answer(content, "").update({"429": {"description": "Too many"}}), "status new", False,
         "answer 429", "answer 429 is new: nothing to do"),
        (lambda content: content["components"]["responses"]["bad-request"]["content"].pop("application/problem+json"),
         "media type gone", True, "answer 400",
         "answer 400 comes no longer as application/problem+json: read answer 400 as application/json"),
        (lambda content: schema(content, "task-detail-200-default-response").update(type="object"), "described now",
         False, "answer 200", "answer 200 is described now, as an object: nothing to do"),
        (lambda content: content["components"]["responses"]["task-created"].pop("content"), "described no more",
         False, "answer 200", "answer 200 has a body described no more: nothing to do"),
    ],
)  # fmt: skip
def test_a_change_of_answers_is_told_to_who_reads(
    edit: Edit, kind: str, breaking: bool, place: str, message: str  # noqa: FBT001 -- columns of a table
) -> None:  # fmt: skip
    content = document()
    edit(content)
    # Of tasks and of their lists alike, where these hold the same.
    found = next(each for each in drift(content) if str(each.place) == place)
    assert (found.kind.value, found.breaking, found.party.value) == (kind, breaking, READ)
    assert found.message == message


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda item: item.pop("parameters"),
         [("field gone", True, SEND, "query > page"), ("field gone", True, SEND, "query > page_size")]),
        (lambda item: item["parameters"].append({"name": "order", "in": "query", "schema": {"type": "string"}}),
         [("field new", False, SEND, "query > order")]),
        (lambda item: item["parameters"].append({"name": "X-Team", "in": "header", "required": True, "schema": {}}),
         [("field new", True, SEND, "header > x-team")]),
        (lambda item: item["parameters"][0].update(required=True), [("required now", True, SEND, "query > page")]),
        (lambda item: item["parameters"][1]["schema"].update(maximum=50), [("bound", True, SEND, "query > page_size")]),
        (lambda item: item.update(deprecated=True), [("deprecated", False, SEND, "endpoint")]),
    ],
)  # fmt: skip
def test_a_change_of_the_query_is_told(
    edit: Callable[[Content], object], expected: list[tuple[str, bool, str, str]]
) -> None:
    content = document()
    edit(content["paths"][REFERENCE]["get"])
    assert told(content) == expected


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda body: body["content"].update({"multipart/form-data": {"schema": {}}}),
         [("media type new", False, SEND, "request body")]),
        (lambda body: body.update(content={"text/plain": {"schema": {}}}),
         [("media type gone", True, SEND, "request body"), ("media type new", False, SEND, "request body")]),
        (lambda body: body.update(required=False), [("optional now", False, SEND, "request body")]),
    ],
)  # fmt: skip
def test_a_change_of_the_body_as_a_whole_is_told(
    edit: Callable[[Content], object], expected: list[tuple[str, bool, str, str]]
) -> None:
    content = document()
    edit(content["paths"][PRO]["post"]["requestBody"])
    assert told(content) == expected


def test_another_header_for_the_key_is_told() -> None:
    content = document()
    content["components"]["securitySchemes"]["apiKey"]["name"] = "X-Magnific-Api-Key"
    gone, new = drift(content)
    assert gone.message == (
        "key is no longer documented as x-freepik-api-key in the header: "
        "show the key as x-magnific-api-key in the header"
    )
    assert (gone.breaking, new.breaking, new.kind.value) == (True, False, "key new")


def test_a_document_that_names_no_key_says_nothing_of_it() -> None:
    content = document()
    del content["security"]
    for item in content["paths"].values():
        for operation in item.values():
            operation.pop("security", None)
    assert drift(content) == []


@pytest.mark.parametrize("of_the_operation", [True, False])
def test_webhooks_are_held_to_ours_where_a_document_has_them(of_the_operation: bool) -> None:  # noqa: FBT001
    content = {**page(PRO), "openapi": "3.1.0"}
    body = {"type": "object", "required": ["data"], "properties": {"data": {"type": "object"}}}
    item = {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}, "responses": {}}}
    if of_the_operation:
        content["paths"][PRO]["post"]["callbacks"] = {"done": {"{$request.body#/webhook_url}": item}}
    else:
        content["webhooks"] = {"other": {"post": {}}, "kling-done": item}
    assert told(content) == [
        ("field gone", True, READ, "webhook > task_id"),
        ("field gone", True, READ, "webhook > status"),
        ("field gone", True, READ, "webhook > generated"),
        ("field new", False, READ, "webhook > data"),
    ]


def test_our_own_webhooks_are_no_drift() -> None:
    content = document(FIRST, Strictness.STRICT)
    assert [each for each in drift(content) if each.place.part == "webhook"] == []


def test_what_breaks_comes_first_and_differences_that_are_alike_are_one() -> None:
    content = document()
    fields(content)["seed"] = {"type": "integer"}
    fields(content)["cfg_scale"]["maximum"] = 1
    assert [each.breaking for each in drift(content)] == [True, False]


def test_a_document_of_another_api_is_told() -> None:
    with pytest.raises(SubjectError) as caught:
        compared({"openapi": "3.0.0", "paths": {"/v1/ai/mystic": {"post": {}}}}, "a.yaml", FIRST)
    assert str(caught.value) == (
        "a.yaml: has 1 operation, none of them an endpoint of Kling 3 that is known: "
        "give the provider's document of this API"
    )
