"""A request for uploads is answered with a place for each picture, and orders may name what was put there."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.mock import Mock
from kling3_openapi.document import Strictness, load
from kling3_openapi.rules.storage import MOST_UPLOADED
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import BASE, at_once, control
from tests.mockserver.uploading import PNG, UPLOADS, asked, places, put
from tests.mockserver.wire import JSON, codes, content, header, message, order, send, told

NewMock = Callable[..., Mock]
ONE = {"files": [{"content_type": "image/png"}]}


def test_each_picture_gets_a_place_in_the_order_of_the_request(mock: Mock) -> None:
    png, webp, jpeg = places(mock, "image/png", "image/webp", "image/jpeg")
    assert [each.headers["Content-Type"] for each in (png, webp, jpeg)] == ["image/png", "image/webp", "image/jpeg"]
    assert png.headers["x-goog-content-length-range"] == f"0,{MOST_UPLOADED}"
    assert [each.asset_url.partition("?")[0] for each in (png, webp, jpeg)] == [
        f"{BASE}/asset_{png.file_id}.png",
        f"{BASE}/asset_{webp.file_id}.webp",
        f"{BASE}/asset_{jpeg.file_id}.jpg",
    ]
    assert (png.expires_in, png.asset_url_expires_in) == (120, 86_400)
    assert len({each.file_id for each in (png, webp, jpeg)}) == 3


def test_the_answer_has_no_data_around_it_and_keeps_the_strict_document(mock: Mock) -> None:
    answer = asked(mock, ONE)
    document = load(Strictness.STRICT)
    schema = Validator({**document.schema("uploads-requested"), "components": document.content["components"]})
    assert schema.problems(content(answer)) == ()
    assert list(content(answer)) == ["files"]
    assert (header(answer, "content-type"), codes(answer)) == ("application/json", [])


def test_equal_seeds_give_equal_places(new_mock: NewMock) -> None:
    first, second, other = (new_mock(seed=each) for each in (1, 1, 2))
    assert places(first) == places(second)
    assert places(first)[0].file_id != places(other)[0].file_id


def test_links_lead_to_where_the_fake_was_reached_or_is_said_to_be(new_mock: NewMock) -> None:
    assert places(new_mock(result_url="https://cdn.test"))[0].upload_url.startswith("https://cdn.test/upload_")
    assert places(new_mock(path_prefix="/api/x"))[0].asset_url.startswith(f"{BASE}/api/x/asset_")
    at_service = content(asked(new_mock(), ONE, ("host", "api.freepik.com")))["files"][0]
    assert at_service["asset_url"].startswith("http://mock.test/") or "cdn-magnific" in at_service["asset_url"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "K301"),
        ({"files": [ONE["files"][0]] * 15}, 400, "K302"),
        ({"files": [{"content_type": "image/jpg"}]}, 400, "K303"),
        ({"files": [{"content_type": "image/png", "filename": "a.png"}]}, 200, "K304"),
        (b"", 400, "K073"),
        (b"{", 400, "K075"),
        (b'{"files":[],"files":[{"content_type":"image/png"}]}', 200, "K077"),
        ([], 400, "K076"),
    ],
)
def test_a_body_is_held_to_the_rules_of_uploads(mock: Mock, body: object, status: int, code: str) -> None:
    answer = asked(mock, body)
    assert (answer.status, codes(answer)) == (status, [code])


def test_a_refusal_names_the_place_in_invalid_params(mock: Mock) -> None:
    answer = asked(mock, {"files": [{"content_type": "video/mp4"}]})
    assert message(answer).startswith("Validation error: files.0.content_type must be 'image/png'")
    (param,) = content(answer)["invalid_params"]
    assert (param["name"], param["field"]) == ("files.0.content_type", "body.files.0.content_type")


def test_a_form_with_the_file_is_told_where_its_bytes_go(mock: Mock) -> None:
    answer = asked(mock, b"--x", ("content-type", "multipart/form-data; boundary=x"))
    assert (answer.status, codes(answer)) == (400, ["K305"])
    assert "PUT the bytes to the upload_url of the answer" in message(answer)


def test_a_strict_fake_refuses_what_is_ignored(new_mock: NewMock) -> None:
    answer = asked(new_mock(strict=True), {"files": [{"content_type": "image/png", "size": 7}]})
    assert (answer.status, codes(answer)) == (400, ["K304"])


def test_a_parameter_of_the_query_is_told_of(mock: Mock) -> None:
    answer = send(mock, "POST", f"{UPLOADS}?type=png", JSON, body=json.dumps(ONE).encode())
    assert answer.status == 200
    assert [each.message for each in told(answer)] == [
        f"type has no effect on POST {UPLOADS}: what is to be uploaded goes in the JSON body"
    ]


@pytest.mark.parametrize(("key", "code"), [("", "K070"), ("nobody", "K071")])
def test_the_key_is_asked_first(new_mock: NewMock, key: str, code: str) -> None:
    mock = new_mock(api_keys=("alpha-key",))
    answer = asked(mock, b"{", key=key)
    assert (answer.status, codes(answer)) == (401, [code])
    assert mock.uploads.all() == ()


def test_another_method_is_404_and_told(mock: Mock) -> None:
    answer = send(mock, "GET", UPLOADS)
    assert (answer.status, codes(answer)) == (404, ["K079"])


def test_an_order_with_an_uploaded_picture_has_no_findings_also_on_localhost(mock: Mock) -> None:
    (place,) = places(mock)
    put(mock, place)
    for url in (place.asset_url, place.asset_url.replace(BASE, "http://127.0.0.1:8080")):
        answer = order(mock, {"prompt": "A fox", "start_image_url": url})
        assert (answer.status, codes(answer)) == (200, [])


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("upload", "K318", "send the asset_url beside it"),
        ("empty", "K319", "was never uploaded"),
        ("late", "K319", "has expired"),
        ("reset", "K319", "was it reset or restarted?"),
        ("token", "K319", "is none of this fake's"),
    ],
)
def test_an_order_with_a_picture_that_can_t_be_read_is_told_of(mock: Mock, change: str, code: str, words: str) -> None:
    (place,) = places(mock)
    url = place.upload_url if change == "upload" else place.asset_url
    if change in ("late", "token", "upload"):
        put(mock, place)
    if change == "late":
        mock.clock.advance(86_400)
    if change == "reset":
        at_once(mock.reset())
    if change == "token":
        url = f"{url[:-4]}{'0000' if url[-4:] != '0000' else '1111'}"
    answer = order(mock, {"prompt": "@Element1 runs", "elements": [{"frontal_image_url": url}], "start_image_url": url})
    assert answer.status == 200
    assert {each.code for each in told(answer)} == {code}
    assert {each.at for each in told(answer)} == {"body.start_image_url", "body.elements.0.frontal_image_url"}
    assert words in told(answer)[0].message


def test_faults_of_the_api_meet_requests_for_uploads_by_kind(mock: Mock) -> None:
    control(mock, "POST", "/faults", fault="503", kind="upload")
    assert order(mock, {"prompt": "A fox"}).status == 200
    assert asked(mock, ONE).status == 503
    assert asked(mock, ONE).status == 200


def test_the_control_api_shows_uploads_with_the_key_masked_and_reset_forgets_them(mock: Mock) -> None:
    first, second = places(mock, "image/png", "image/webp")
    put(mock, first)
    shown = json.loads(control(mock, "GET", "/uploads").body)
    now = mock.clock.now()
    assert shown == [
        {"file_id": first.file_id, "content_type": "image/png", "key": "alph...", "requested_at": now,
         "uploaded_at": now, "bytes": len(PNG)},
        {"file_id": second.file_id, "content_type": "image/webp", "key": "alph...", "requested_at": now,
         "uploaded_at": None, "bytes": None},
    ]  # fmt: skip
    assert json.loads(control(mock, "GET", "/uploads?limit=1").body) == shown[1:]
    control(mock, "POST", "/reset")
    assert json.loads(control(mock, "GET", "/uploads").body) == []
