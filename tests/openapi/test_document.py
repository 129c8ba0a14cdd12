"""Two documents of each edition are there; all are sound OpenAPI, and each answers what it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

import kling3_openapi.document as document_module
from kling3_openapi.document import Document, DocumentError, Strictness, load, merged
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import (
    ENDPOINTS,
    MOTION_CONTROL,
    OPERATIONS,
    TURBO,
    UHD,
    Endpoint,
    Family,
    Kind,
    Operation,
)
from kling3_openapi.errors import Kling3Error
from kling3_openapi.schemas import Validator

CREATES = [each for each in ENDPOINTS if each.kind is Kind.CREATE]
READS = [each for each in ENDPOINTS if each.kind is not Kind.CREATE]

NEEDED = {
    "prompt": "@Video1",
    "image": "https://a.example/i.png",
    "image_url": "https://a.example/i.png",
    "video_url": "https://a.example/v.mp4",
}
"""What the families require, and the others ignore or take."""
STRING_DURATION = ({"duration": 5}, "must be of type string, one of '3', '4', '5',", "'14' or '15', got an integer")
ORIENTATION = ({"character_orientation": "left"}, "must be 'video' or 'image', ", 'got "left"')
ANY_DURATION = (
    {"duration": 16},
    "must be '3', '4', '5',",
    "'14', '15', 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 or 15, got 16",
)
WRONG: dict[Family, tuple[dict[str, object], str, str]] = {
    **dict.fromkeys((Family.KLING3, Family.OMNI, Family.REFERENCE, *TURBO), STRING_DURATION),
    **dict.fromkeys(MOTION_CONTROL, ORIENTATION),
    **dict.fromkeys(UHD, ANY_DURATION),
}


def _by_operation(endpoint: Operation) -> str:
    return endpoint.operation_id


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("strictness", Strictness)
def test_document_is_sound_openapi(strictness: Strictness, edition: Edition) -> None:
    errors = list(OpenAPIV30SpecValidator(dict(load(strictness, edition).content)).iter_errors())
    assert errors == []


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("strictness", Strictness)
def test_document_has_the_endpoints_and_no_others(strictness: Strictness, edition: Edition) -> None:
    paths = load(strictness, edition).content["paths"]
    assert isinstance(paths, dict)
    documented = {
        (method.upper(), path, operation["operationId"])
        for path, item in paths.items()
        for method, operation in item.items()
    }
    assert documented == {(each.method, each.path, each.operation_id) for each in OPERATIONS}


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("strictness", Strictness)
def test_document_is_read_once(strictness: Strictness, edition: Edition) -> None:
    assert load(strictness, edition) is load(strictness, edition)
    document = load(strictness, edition)
    assert (document.strictness, document.edition) == (strictness, edition)
    assert load(strictness) is load(strictness, FIRST)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("strictness", Strictness)
def test_document_is_not_written_to(strictness: Strictness, edition: Edition) -> None:
    assert isinstance(load(strictness, edition).content, MappingProxyType)


def test_yaml_is_imported_only_when_a_document_is_asked_for() -> None:
    """The import takes 10 ms, which whoever only names a strictness should not wait for."""
    assert not hasattr(document_module, "yaml")


@pytest.mark.parametrize("endpoint", OPERATIONS, ids=_by_operation)
def test_operation_is_found_by_its_id(endpoint: Operation) -> None:
    operation = load(Strictness.PUBLISHED).operation(endpoint.operation_id)
    assert operation["operationId"] == endpoint.operation_id
    assert "responses" in operation


def test_schema_is_found_by_its_name() -> None:
    assert load(Strictness.PUBLISHED).schema("task")["required"] == ["status", "task_id"]


@pytest.mark.parametrize("endpoint", CREATES, ids=_by_operation)
@pytest.mark.parametrize("strictness", Strictness)
def test_request_schema_stands_on_its_own(strictness: Strictness, endpoint: Endpoint) -> None:
    """A wrong value lies behind two references, of motion control behind one, so finding it takes all of them."""
    validator = Validator(load(strictness).request_schema(endpoint))
    wrong, start, end = WRONG[endpoint.family]
    [problem] = validator.problems({**NEEDED, **wrong})
    assert problem.pointer == f"/{next(iter(wrong))}"
    assert problem.message.startswith(start)
    assert problem.message.endswith(end)


@pytest.mark.parametrize("endpoint", READS, ids=_by_operation)
def test_request_schema_of_an_endpoint_without_body_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(DocumentError) as caught:
        load(Strictness.PUBLISHED).request_schema(endpoint)
    assert str(caught.value) == (f"GET {endpoint.path} takes no body: ask with an endpoint that creates a task")
    assert caught.value.name == endpoint.operation_id


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (
            Document.schema,
            "no schema 'tusk' in the strict document; it has get_all_style_transfer_tasks_200_",
        ),
        (
            Document.operation,
            "no operation 'tusk' in the strict document; it has getAiImageToVideoKlingV3Turbo",
        ),
    ],
)
def test_what_is_not_there_is_told_with_what_is(ask: Callable[[Document, str], object], expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        ask(load(Strictness.STRICT), "tusk")
    assert str(caught.value).startswith(expected)
    assert caught.value.name == "tusk"
    assert isinstance(caught.value, Kling3Error)


@pytest.mark.parametrize("endpoint", OPERATIONS, ids=_by_operation)
def test_only_the_reference_list_has_query_parameters(endpoint: Operation) -> None:
    paged = (endpoint.method, endpoint.path) == ("GET", Family.REFERENCE.path)
    assert endpoint.pages is paged
    expected = {"page", "page_size"} if paged else set()
    assert set(load(Strictness.PUBLISHED).query_parameters(endpoint)) == expected


def test_a_family_has_pages_where_its_list_documents_them() -> None:
    document = load(Strictness.PUBLISHED)
    lists = [each for each in ENDPOINTS if each.kind is Kind.LIST]
    assert [each.family.pages for each in lists] == ["page" in document.query_parameters(each) for each in lists]


@pytest.mark.parametrize("strictness", Strictness)
def test_printed_document_reads_back_the_same(strictness: Strictness) -> None:
    document = load(strictness)
    assert yaml.safe_load(document.to_yaml()) == document.content
    assert json.loads(document.to_json()) == document.content


@pytest.mark.parametrize("strictness", Strictness)
def test_printed_document_starts_as_readers_expect(strictness: Strictness) -> None:
    """The order is the file's, and YAML has no anchors, which some readers can't follow."""
    text = load(strictness).to_yaml()
    assert text.startswith("openapi: 3.0.0\ninfo:\n  title: Kling 3 video API")
    assert "&id0" not in text


def test_document_loads_without_the_c_library_of_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load(Strictness.STRICT).content
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    vars(document_module)["_loaded"].cache_clear()
    assert load(Strictness.STRICT).content == expected


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        # The cases of RFC 7396, appendix A, in which both sides are objects.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch_follows_its_rfc(
    target: dict[str, object], patch: dict[str, object], expected: dict[str, object]
) -> None:
    before = json.dumps(target)
    assert merged(target, patch) == expected
    assert json.dumps(target) == before
