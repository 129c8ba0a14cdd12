"""HAR files are read as browsers, mitmproxy and Playwright write them, and broken ones as far as they go."""

from __future__ import annotations

import base64
import json

import pytest

from tests.contracts.traffic.recordings import (
    API,
    KEY,
    ORDER,
    PRO,
    TASK,
    codes,
    har,
    har_entry,
    judged,
    notes,
    places,
    task,
)

Parts = dict[str, dict[str, object]]


def varied(parts: Parts) -> dict[str, object]:
    return har_entry("POST", f"{API}{PRO}", 200, **parts)


def order(text: object) -> dict[str, object]:
    return {"postData": {"mimeType": "application/json", "text": json.dumps(text)}}


BAD = order({**ORDER, "image_list": []})
PACKED = base64.b64encode(json.dumps(task("DONE")).encode()).decode()
PSEUDO = [{"name": ":authority", "value": "x"}, {"name": "X-Freepik-API-Key", "value": KEY}]
HEADERS = [{"name": ":status", "value": "200"}, {"name": "content-encoding", "value": "br"},
           {"name": "content-type", "value": "application/json"}]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, []),
        ({"request": BAD}, ["K001"]),
        ({"request": {"headers": PSEUDO}}, []),
        ({"request": {"headers": []}, "response": {"headers": []}}, []),
        ({"response": {"headers": HEADERS}}, []),
        ({"content": {"text": PACKED, "encoding": "base64"}}, ["K102", "K120"]),
        ({"response": {"headers": [], "content": {"mimeType": "text/html", "text": "<html>"}}}, ["K101"]),
        ({"request": {"postData": None}}, []),
        ({"request": {"postData": None, "bodySize": 0}}, ["K073"]),
        ({"request": {"postData": {"mimeType": "application/json", "_file": "a.json"}, "bodySize": 40}}, []),
        ({"request": {"postData": {"mimeType": "application/x-www-form-urlencoded",
                                   "params": [{"name": "prompt", "value": "a"}]}, "headers": []}}, ["K072"]),
        ({"response": {"content": {"size": 93, "mimeType": "application/json"}}}, []),
        ({"response": {"content": {"size": 93, "mimeType": "application/json", "_file": "a.json"}}}, []),
        ({"response": {"content": {"size": 0}, "headers": [{"name": "a", "value": "b"}]}}, ["K101"]),
        ({"response": {"status": 0, "headers": [], "content": {}}}, []),
        ({"response": {"status": -1}}, []),
        ({"response": {"status": 500}}, ["K104"]),
    ],
)  # fmt: skip
def test_a_dialect_is_read_for_what_it_says(parts: Parts, expected: list[str]) -> None:
    report = judged(har(varied(parts)))
    found = [each for each in codes(report) if each not in ("K072", "K075")] if "K072" not in expected else ["K072"]
    assert (found, report.trouble, report.requests) == (expected, "", 1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"request": {"postData": None}}, "not judged: 1 order whose body is not whole in the recording"),
        ({"response": {"status": 0}}, "not judged: 1 request without an answer"),
    ],
)
def test_what_a_recorder_left_out_is_noted(parts: Parts, expected: str) -> None:
    assert notes(judged(har(varied(parts)))) == (expected,)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"entry": {"request": None}}, "its request is null, expected an object"),
        ({"request": {"url": None}}, "its request has no url or no method, expected both"),
        ({"request": {"url": "http://[::1"}}, "its URL can't be read: expected http:// or https://"),
        ({"request": {"url": "user:secret-word@api"}}, ""),
        ({"request": {"url": "api/secret-word"}}, "its URL can't be read"),
        ({"response": {"status": "many"}}, "the status is 'many', expected a number such as 200"),
        ({"content": {"text": "a", "encoding": "base64"}}, "a body is said to be base64 and is not"),
    ],
)
def test_a_bad_entry_is_named_and_the_others_are_judged(parts: Parts, expected: str) -> None:
    report = judged(har(har_entry(), varied(parts), har_entry(request=BAD)), name="requests.har")
    assert codes(report) == ["K001"]
    assert list(places(report)) == [f"requests.har, entry 3: POST {PRO}"]
    assert (f"requests.har, entry 2: {expected}" in report.trouble) == bool(expected)
    assert report.exit_status == (2 if expected else 0)
    assert "secret-word" not in report.trouble


def test_a_har_that_ends_too_early_is_judged_as_far_as_it_goes() -> None:
    whole = har(har_entry(request=BAD), har_entry(request=BAD))
    report = judged(whole[:-200], name="cut.har")
    assert (report.requests, codes(report)) == (1, ["K001"])
    assert report.trouble == "cut.har, entry 2: the file ends before its JSON does; what follows could not be read"


def test_a_har_that_goes_wrong_shows_nothing_of_its_content() -> None:
    whole = har(har_entry(), har_entry()).replace(b'"time": 12.5', b'"time": my-secret-word', 2)
    report = judged(whole, name="bad.har")
    assert report.trouble.startswith("bad.har, entry 1: it is no JSON (")
    assert "secret" not in report.trouble


def test_no_more_than_five_bad_entries_are_named() -> None:
    report = judged(har(*[{}] * 9))
    assert report.trouble.count("entry") == 5
    assert report.trouble.endswith("; 4 more entries could not be read")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n \n", b"\xef\xbb\xbf\n"])
def test_the_form_is_found_by_content_whatever_stands_before_it(before: bytes) -> None:
    assert judged(before + har(har_entry())).requests == 1


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"$schema": "x", "log": {"entries": [har_entry()]}}).encode(),
        json.dumps({"log": {"pages": [{"a": [1]}], "entries": [har_entry()]}}, indent=2).encode(),
        json.dumps({"comment": "x", "log": {"entries": [har_entry()]}}, indent=2).encode(),
    ],
)
def test_a_har_is_found_by_its_log(content: bytes) -> None:
    assert judged(content).requests == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "seen: it is empty, expected a HAR file, a journal or ndjson"),
        (b"<html>", "seen: it does not begin as JSON, expected a HAR file"),
        (b"PK\x03\x04abc", "seen: it is a zip archive: unpack it first, expected"),
        (b"\x1f\x8babc", "seen: it is packed by gzip: unpack it first"),
        (b'{"log": {}}', "nothing was judged: the recording has no request"),
        (har(har_entry(url="https://elsewhere.example/")), "the recording has 1 request and none to the API"),
    ],
)
def test_what_is_no_recording_of_the_api_is_told(content: bytes, expected: str) -> None:
    report = judged(content)
    assert expected in report.trouble
    assert report.exit_status == 2


def test_answers_that_overlap_are_no_proof_that_a_status_went_back() -> None:
    def poll(status: str, second: str, took: int) -> dict[str, object]:
        content: dict[str, object] = {"text": json.dumps(task(status))}
        entry: dict[str, object] = {"startedDateTime": f"2026-02-01T12:00:{second}Z", "time": took}
        url = f"{API}/v1/ai/video/kling-v3/{TASK}"
        return har_entry("GET", url, entry=entry, content=content, request={"postData": None})

    slow, quick = poll("IN_PROGRESS", "01", 5_000), poll("CREATED", "02", 10)
    assert codes(judged(har(slow, quick))) == []
    assert codes(judged(har(slow, poll("CREATED", "07", 10)))) == ["K124"]
