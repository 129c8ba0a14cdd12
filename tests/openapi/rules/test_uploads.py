"""A request for uploads names one to 14 pictures by their types, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import REQUEST_UPLOADS
from kling3_openapi.findings import Severity
from kling3_openapi.rules.bodies import Body
from kling3_openapi.rules.uploads import UploadRules, upload_frame_findings
from kling3_openapi.schemas import Validator

RULES = UploadRules()
PNG = {"content_type": "image/png"}
EXAMPLE = '{"files": [{"content_type": "image/png"}]}'
ONE_OF = "must be 'image/png', 'image/jpeg' or 'image/webp', got"
KIND = "files.0.content_type"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
NO_EFFECT = "has no effect in a file"
BY_ID = "leave it out, a file is known by its file_id"


def told(body: object) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = RULES.findings(body)
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


@pytest.mark.parametrize(
    "body",
    [
        {"files": [PNG]},
        {"files": [{"content_type": "image/jpeg"}, {"content_type": "image/webp"}]},
        {"files": [PNG] * 14},
    ],
)
def test_a_good_request_has_no_findings(body: object) -> None:
    assert told(body) == {}


@pytest.mark.parametrize(
    ("body", "place", "code", "message"),
    [
        ({}, "body.files", "K301", f"files must list one to 14 pictures: send {EXAMPLE}"),
        ({"files": []}, "body.files", "K301", f"files must list one to 14 pictures: send {EXAMPLE}"),
        (
            {"files": [PNG] * 15},
            "body.files",
            "K302",
            "files may have 14 items at most, got 15: ask again for the rest",
        ),
        ({"files": PNG}, "body.files", "K060", "files must be of type array, got an object"),
        ({"files": None}, "body.files", "K054", "files must not be null: leave the field out instead"),
        ({"files": ["a.png"]}, "body.files.0", "K060", "files.0 must be of type object, got a string"),
        ({"files": [PNG, {}]}, "body.files.1.content_type", "K065", "content_type is required"),
        ([], "body", "K076", f"the body must be a JSON object, got a list: send one object such as {EXAMPLE}"),
    ],
)
def test_a_request_without_files_or_with_too_many_is_refused(body: object, place: str, code: str, message: str) -> None:
    assert told(body) == {place: (code, message)}


@pytest.mark.parametrize(
    ("kind", "mend"),
    [
        ("image/jpg", "send image/jpeg"),
        ("image/pjpeg", "send image/jpeg"),
        ("jpg", "send image/jpeg"),
        (".PNG", "send image/png"),
        ("IMAGE/PNG", "send image/png"),
        ("image/png; charset=binary", "send image/png"),
        ("image/x-png", "send image/png"),
        ("webp", "send image/webp"),
        ("image/gif", "send one of these, or convert the picture"),
        ("application/octet-stream", "send one of these, or convert the picture"),
        ("", "send one of these, or convert the picture"),
        ("video/mp4", "only pictures are uploaded here, put the video at a public URL of your own"),
        ("audio/mpeg", "only pictures are uploaded here, put the audio at a public URL of your own"),
    ],
)
def test_another_type_is_refused_and_told_which_was_meant(kind: str, mend: str) -> None:
    assert told({"files": [{"content_type": kind}]}) == {f"body.{KIND}": ("K303", f'{KIND} {ONE_OF} "{kind}": {mend}')}


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("filename", BY_ID),
        ("file_name", BY_ID),
        ("size", "leave it out, whatever has 1 GiB at most may be uploaded"),
        ("mime_type", "send content_type in an object of files"),
        ("contentType", "send content_type in an object of files"),
        ("base64", "leave it out, and PUT the bytes to the upload_url of the answer"),
        ("colour", "leave it out, no field is called so"),
    ],
)
def test_other_fields_of_a_file_are_ignored_and_told(name: str, mend: str) -> None:
    place = f"body.files.0.{name}"
    assert told({"files": [{**PNG, name: 1}]}) == {place: ("K304", f"{name} {NO_EFFECT}: {mend}")}
    (finding,) = RULES.findings({"files": [{**PNG, name: 1}]})
    assert finding.severity is Severity.IGNORED


def test_a_type_beside_files_is_told_to_go_into_them() -> None:
    assert told({"content_type": "image/png"}) == {
        "body.files": ("K301", f"files must list one to 14 pictures: send {EXAMPLE}"),
        "body.content_type": (
            "K304",
            "content_type has no effect in a request for uploads: send content_type in an object of files",
        ),
    }


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "image/png", "Application/Octet-Stream"])
def test_a_file_that_is_sent_to_the_wrong_place_is_told_of(kind: str) -> None:
    (finding,) = upload_frame_findings(Body(kind, b"\x89PNG"))
    assert (finding.code, finding.field) == ("K305", "header.content-type")
    assert finding.message == (
        f"Content-Type is {kind.partition(';')[0]}, and no file is taken here: send {EXAMPLE} as application/json, and "
        "PUT the bytes to the upload_url of the answer"
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (Body("application/json", b'{"files":[]}'), None),
        (Body("application/json", b" "), "K073"),
        (Body("text/plain", b"{}"), "K072"),
        (Body("application/json", b"{}", "gzip"), "K086"),
    ],
)
def test_the_rest_of_the_frame_is_looked_at_as_of_an_order(body: Body, code: str | None) -> None:
    found = upload_frame_findings(body)
    assert [each.code for each in found] == ([] if code is None else [code])
    if code == "K073":
        assert found[0].message == f"the body is empty: send {EXAMPLE}"


@given(ANY_JSON)
def test_errors_are_what_the_schema_refuses_whatever_is_sent(body: object) -> None:
    for sent in (body, {"files": body}, {"files": [body]}, {"files": [{"content_type": body}]}):
        refused = any(each.severity is Severity.ERROR for each in RULES.findings(sent))
        schema = Validator(load(Strictness.PUBLISHED).request_schema(REQUEST_UPLOADS))
        assert refused is not schema.takes(json.loads(json.dumps(sent)))


@given(st.integers(15, 5_000))
def test_a_long_list_is_told_of_in_a_few_words(count: int) -> None:
    found = RULES.findings({"files": [{"name": "a"}] * count})
    assert found[0].code == "K302"
    assert len(found) <= 401
