"""A proxy may put something before the API's paths: it is named, or found out, and then read away."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.traffic.named_hosts import NamedHost, named_host
from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.prefixes import MOST_HELD_BACK
from kling3_contracts.verdicts.report import Report
from tests.contracts.traffic.recordings import GET, JSON, KEY, ORDER, PRO, TASK, Flat, flat, judged, lines, notes, task

PROXY = "https://proxy.example:8443/api/freepik"
HOST = TrafficOptions(hosts=("proxy.example",))
WHOLE = TrafficOptions(hosts=(PROXY,))
LIFE = ("CREATED", "IN_PROGRESS", "COMPLETED")


def course(base: str) -> list[Flat]:
    """Return an order and its polls at a base URL, and a path that the API has not."""
    polls = [
        flat("GET", "", 200, task(each, TASK, *(["https://c/a.mp4"] if each == "COMPLETED" else [])))
        | {"url": f"{base}{GET}/{TASK}"}
        for each in LIFE
    ]
    order = flat("POST", "", 200, task(), request_body=ORDER) | {"url": f"{base}{PRO}"}
    return [order, *polls, flat("GET", "", 404) | {"url": f"{base}/v1/ai/video/kling-v3-standard"}]


def as_lines(base: str) -> bytes:
    return lines(*course(base))


def as_har(base: str) -> bytes:
    return json.dumps({"log": {"entries": [_entry(each) for each in course(base)]}}).encode()


def as_journal(base: str) -> bytes:
    """Records have no host: what a fake has seen."""
    return json.dumps([_record(each, base.partition("//")[2].partition("/")[2]) for each in course(base)]).encode()


def _entry(each: Flat) -> dict[str, object]:
    posted = {"postData": {"mimeType": "application/json", "text": json.dumps(each["request_body"])}}
    named = [{"name": "x-freepik-api-key", "value": KEY}, {"name": "content-type", "value": "application/json"}]
    asked = {"method": each["method"], "url": each["url"], "headers": named}
    text = json.dumps(each["response_body"])
    return {
        "startedDateTime": "",
        "request": asked | (posted if each["request_body"] else {}),
        "response": {
            "status": each["status"],
            "headers": [],
            "content": {"mimeType": "application/json", "text": text},
        },
    }


def _record(each: Flat, prefix: str) -> dict[str, object]:
    body = each["request_body"]
    request = {
        "method": each["method"],
        "path": str(each["url"]).partition("8443")[2],
        "headers": each["request_headers"],
    }
    answered = {"status": each["status"], "headers": JSON, "body": json.dumps(each["response_body"])}
    assert prefix
    return {"request": {**request, "body": json.dumps(body) if body else ""}, "response": answered}


def exercised(report: Report) -> int:
    assert report.coverage is not None
    return sum(each.touched for each in report.coverage.dimensions if each.dimension.value == "operations")


def codes(report: Report) -> set[str]:
    return {each.code for each in report.violations}


@pytest.mark.parametrize(
    ("recording", "options"),
    [(as_lines, HOST), (as_lines, WHOLE), (as_har, HOST), (as_har, WHOLE), (as_journal, WHOLE)],
)
def test_what_lies_behind_a_prefix_is_judged_as_if_it_were_not_there(
    recording: Callable[[str], bytes], options: TrafficOptions
) -> None:
    report = judged(recording(PROXY), options)
    host = "the API" if recording is as_journal else "proxy.example"
    assert notes(report)[0] == f"read as behind the prefix /api/freepik: 5 requests to {host}"
    (found,) = report.violations
    assert (found.code, found.message.partition(" does")[0]) == ("K018", "GET /v1/ai/video/kling-v3-standard")
    assert (exercised(report), report.requests) == (2, 5)
    assert {"K120", "K124", "K126"} <= {each.code for each in report.checks}


def test_this_machine_may_be_such_a_proxy() -> None:
    report = judged(as_lines("http://localhost:3000/api/freepik"))
    assert notes(report) == ("read as behind the prefix /api/freepik: 5 requests to localhost",)


def test_two_proxies_have_a_prefix_each() -> None:
    content = as_lines("http://a.example/one") + as_lines("http://b.example/two/three")
    report = judged(content, TrafficOptions(hosts=("a.example", "b.example")))
    assert notes(report) == (
        "read as behind the prefix /one: 5 requests to a.example",
        "read as behind the prefix /two/three: 5 requests to b.example",
    )


def test_an_unknown_task_that_comes_first_waits_until_the_prefix_is_believed() -> None:
    lost = flat("GET", "", 404) | {"url": f"{PROXY}{GET}/{TASK}"}
    report = judged(lines(lost, *course(PROXY)[:2]), HOST)
    assert notes(report) == ("read as behind the prefix /api/freepik: 3 requests to proxy.example",)


def test_what_was_never_answered_well_is_a_wrong_path_and_no_prefix() -> None:
    lost = [flat("POST", "", 404, request_body=ORDER) | {"url": f"{PROXY}{PRO}"}] * 2
    report = judged(lines(*lost), HOST)
    assert (codes(report), report.requests) == ({"K089"}, 2)
    (note,) = notes(report)
    assert note == (
        "2 requests to proxy.example with /api/freepik before a path of the API, and none answered well: if a proxy "
        "takes it away, name it with --host proxy.example/api/freepik"
    )


@pytest.mark.parametrize("base", ["https://api.freepik.com/v1", "http://localhost:1/v1", "http://localhost:1/v1/ai"])
def test_a_base_url_that_ends_in_v1_stays_a_mistake(base: str) -> None:
    doubled = flat("POST", "", 200, task(), request_body=ORDER) | {"url": f"{base}{PRO}"}
    assert "K021" in codes(judged(lines(doubled)))


def test_a_prefix_at_the_providers_own_hosts_is_a_mistake() -> None:
    report = judged(as_lines("https://api.freepik.com/proxy"))
    assert (codes(report), notes(report)) == ({"K018", "K089"}, ())


def test_a_named_base_url_that_ends_in_v1_takes_nothing_away_from_right_paths() -> None:
    report = judged(as_lines("https://proxy.example"), TrafficOptions(hosts=("https://proxy.example/v1",)))
    assert exercised(report) == 2
    assert "no request lies behind proxy.example/v1, which --host names" in report.notes


def test_no_more_than_a_thousand_requests_wait() -> None:
    lost = flat("POST", "", 404, request_body=ORDER) | {"url": f"{PROXY}{PRO}"}
    report = judged(lines(*[lost] * (MOST_HELD_BACK + 1), *course(PROXY)), HOST)
    assert notes(report)[0] == "read as behind the prefix /api/freepik: 5 requests to proxy.example"
    assert notes(report)[1].startswith(f"{MOST_HELD_BACK + 1} requests to proxy.example with /api/freepik before")
    assert report.requests == MOST_HELD_BACK + 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Proxy.Example", NamedHost("proxy.example")),
        ("proxy.example:8080", NamedHost("proxy.example")),
        ("http://proxy.example", NamedHost("proxy.example")),
        ("http://proxy.example/", NamedHost("proxy.example")),
        ("http://u:p@proxy.example:1/api/freepik/", NamedHost("proxy.example", "/api/freepik")),
        ("proxy.example/api", NamedHost("proxy.example", "/api")),
        ("[::1]:8080/api", NamedHost("::1", "/api")),
    ],
)
def test_a_host_is_named_in_these_ways(text: str, expected: NamedHost) -> None:
    assert named_host(text) == expected


@pytest.mark.parametrize("text", ["/api", "http://", "http://[::1", "a b"])
def test_what_is_no_host_is_told(text: str) -> None:
    with pytest.raises(OptionError, match=r"--host: got .*, expected a host, as proxy\.example\.com, or one"):
        named_host(text)


def test_a_password_in_what_is_no_host_is_not_shown() -> None:
    with pytest.raises(OptionError) as caught:
        named_host("http://user:secret@")
    assert "secret" not in str(caught.value)


STRANGE = [flat("GET", "", 200, {}) | {"url": f"https://h.example{path}"} for path in ("/a?token=1", "/b", "/c")]
NONE = "the recording has {} requests and none to the API"
NOTHING = [
    (STRANGE, "h.example", "the paths of h.example are none of the API's, such as GET /a and GET /b: the API's have "),
    (STRANGE, "other.example", NONE.format(3) + " (h.example); name the host that stands for the API with --host"),
    (
        course(PROXY),
        "h.example",
        NONE.format(5) + "; some have its paths: name their host with --host proxy.example/api",
    ),
    (
        course("https://o.example"),
        "h.example",
        NONE.format(5) + "; some have its paths: name their host with --host o.ex",
    ),
    (
        [STRANGE[0] | {"url": f"https://api.freepik.com{PRO}", "method": "OPTIONS"}],
        "h.example",
        NONE.format(1).replace("requests", "request") + "; name the host",
    ),
    ([], "h.example", "the recording has no request: record the program while it asks"),
]


@pytest.mark.parametrize(("entries", "host", "expected"), NOTHING)
def test_where_nothing_is_left_to_judge_the_reason_is_told(entries: list[Flat], host: str, expected: str) -> None:
    report = judged(lines(*entries) or b"[]", TrafficOptions(hosts=(host,)))
    assert report.trouble.startswith(f"nothing was judged: {expected}")
    assert report.exit_status == 2
