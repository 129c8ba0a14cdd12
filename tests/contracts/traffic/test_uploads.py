"""Recorded uploads are judged from the request for places to the order that names the asset."""

from __future__ import annotations

import pytest

from tests.contracts.traffic.recordings import JSON, KEY, Flat, flat, judged, lines, ordered, told

UPLOADS = "/v1/ai/uploads/request-url"
STORAGE = "https://storage.example.com"
TOLD = {"Content-Type": "image/png", "x-range": "0,1073741824"}
FILE = "3f2b8e1c-0000-4000-8000-000000000000"
PLACE = {
    "file_id": FILE,
    "upload_url": f"{STORAGE}/bucket/{FILE}?signature=abc",
    "headers": TOLD,
    "expires_in": 120,
    "asset_url": f"https://assets.example.com/{FILE}.png",
    "asset_url_expires_in": 86_400,
}
FORM = {"x-freepik-api-key": KEY, "content-type": "multipart/form-data"}
GOOD = {"files": [{"content_type": "image/png"}]}


def requested(body: object = None, status: int = 200, answer: object = None, path: str = UPLOADS) -> Flat:
    said = {"files": [PLACE]} if status == 200 and answer is None else answer
    return flat("POST", path, status, said, request_body=GOOD if body is None else body)


def put(method: str = "PUT", status: int = 200, **headers: str) -> Flat:
    sent = {**TOLD, **headers}
    return flat(method, "", status, None, url=PLACE["upload_url"], response_headers={},
                request_headers={name: value for name, value in sent.items() if value})  # fmt: skip


FILMED = ordered({"prompt": "A fox", "start_image_url": PLACE["asset_url"]})


def test_a_client_that_uploads_as_it_should_is_told_nothing() -> None:
    assert told(requested(), put(), FILMED) == []


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([requested({}, 400)], "K301"),
        ([requested({"files": [{"content_type": "image/png"}] * 15}, 400)], "K302"),
        ([requested({"files": [{"content_type": "image/jpg"}]}, 400)], "K303"),
        ([requested({"files": [{"content_type": "image/png", "filename": "a.png"}]})], "K304"),
        ([flat("POST", UPLOADS, 400, request_body="--x", request_headers=FORM)], "K305"),
        ([requested(status=404, path="/v1/ai/upload")], "K300"),
        ([flat("POST", UPLOADS, 401, request_body=GOOD, request_headers=JSON)], "K070"),
        ([requested(), put(**{"x-freepik-api-key": KEY})], "K310"),
        ([requested(), put(**{"Content-Type": "image/jpeg"}, status=403)], "K311"),
        ([requested(), put(**{"x-range": ""}, status=403)], "K311"),
        ([requested(), put("POST", 403)], "K314"),
    ],
)  # fmt: skip
def test_a_clients_mistake_is_told(recorded: list[Flat], expected: str) -> None:
    assert expected in told(*recorded)


def test_what_is_sent_to_storage_is_judged_wherever_that_is_and_its_answer_is_not() -> None:
    report = judged(lines(requested(), put(status=503), FILMED))
    assert (report.violations, report.requests) == ((), 3)


def test_a_put_to_a_place_that_the_recording_does_not_know_is_passed_over() -> None:
    report = judged(lines(put(**{"x-freepik-api-key": KEY}), FILMED))
    assert report.violations == ()
    assert "passed over: 1 request to other hosts" in report.notes


def test_a_preflight_of_a_browser_is_no_upload() -> None:
    assert told(requested(), flat("OPTIONS", "", 200, None, url=PLACE["upload_url"]), FILMED) == []


def test_an_answer_that_breaks_the_document_is_told() -> None:
    without = {name: value for name, value in PLACE.items() if name != "asset_url"}
    report = judged(lines(requested(answer={"files": [without]})))
    (violation,) = report.violations
    assert (violation.code, violation.place.partition(": ")[2]) == ("K102", f"POST {UPLOADS}")
    assert "asset_url" in violation.message


def test_an_order_with_the_upload_url_of_a_fake_is_told() -> None:
    token = f"token=exp=1700000120~hmac={'0a' * 32}"
    url = f"http://127.0.0.1:8333/upload_{FILE}?{token}"
    assert told(ordered({"prompt": "A fox", "start_image_url": url})) == ["K318"]
    asset = f"http://127.0.0.1:8333/asset_{FILE}.png?{token}"
    assert told(ordered({"prompt": "A fox", "start_image_url": asset})) == []


def test_the_links_of_a_fake_that_were_not_answered_are_pages_of_its_own() -> None:
    read = flat("GET", f"/asset_{FILE}.png?token=x", 200, None, url=f"http://127.0.0.1:8333/asset_{FILE}.png?token=x")
    report = judged(lines(read, FILMED))
    assert "passed over: 1 request to the fake's own pages" in report.notes
    assert report.violations == ()
