"""The fake's journal, in a file or live, is judged as the traffic that it is."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.run import judged_traffic
from kling3_contracts.verdicts.report import Report
from kling3_mockserver.doors import ask
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from tests.contracts.traffic.recordings import GET, ORDER, OTHER_TASK, PRO, TASK, codes, judged, lines, notes, places
from tests.mockserver.asking import BASE, KEY, created, get, read

Json = dict[str, object]


@pytest.fixture
def mock() -> Iterator[Mock]:
    with closing(Mock(Settings(clock=ClockKind.MANUAL, seed=1))) as made:
        yield made


def order(mock: Mock, **fields: object) -> str:
    headers = [("x-freepik-api-key", KEY), ("content-type", "application/json")]
    answer = ask(mock, "POST", f"{BASE}{PRO}", headers, json.dumps({**ORDER, **fields}).encode())
    return str(json.loads(answer.body)["data"]["task_id"]) if answer.status == 200 else ""


def shown(mock: Mock, page: str = "requests") -> bytes:
    return ask(mock, "GET", f"{BASE}/_mock/{page}").body


def followed(mock: Mock, **fields: object) -> None:
    """Order and poll to the end."""
    task_id = order(mock, **fields)
    for _ in range(3):
        read(mock, task_id)
        mock.clock.advance(10)
        mock.courier.settle()


def test_a_good_clients_journal_has_no_finding(mock: Mock) -> None:
    followed(mock)
    report = judged(shown(mock))
    assert (codes(report), report.requests, report.trouble) == ([], 4, "")


def test_a_journal_tells_what_the_fake_told_its_client(mock: Mock) -> None:
    followed(mock, image_list=[], duration=5)
    followed(mock, image_list=[])
    get(mock, f"{PRO}/{TASK}")
    get(mock, f"{GET}/{TASK}")
    get(mock, GET, key="")
    told = {each["code"] for record in json.loads(shown(mock)) for each in record["findings"]}
    assert set(codes(judged(shown(mock)))) == told >= {"K001", "K009", "K022", "K080", "K070"}


def test_records_are_read_one_a_line_too(mock: Mock) -> None:
    followed(mock, image_list=[])
    records = json.loads(shown(mock)) + json.loads(shown(mock, "deliveries"))
    report = judged(lines(*records), name="journal.ndjson")
    assert list(places(report)) == [f"journal.ndjson, line 1: POST {PRO}"]


def test_what_went_wrong_on_purpose_is_not_the_servers_fault(mock: Mock) -> None:
    for fault in ("500", "html 500", "429"):
        ask(mock, "POST", f"{BASE}/_mock/faults", (), json.dumps({"fault": fault}).encode())
        order(mock)
    followed(mock)
    report = judged(shown(mock))
    assert "not judged: 3 answers that went wrong on purpose" in report.notes
    assert set(codes(report)) <= {"K035"}


def test_a_body_that_the_journal_cut_is_not_judged(mock: Mock) -> None:
    order(mock, note="x" * 70_000)
    followed(mock)
    report = judged(shown(mock))
    assert notes(report) == ("not judged: 1 order whose body is not whole in the recording",)
    assert codes(report) == []


def test_a_cut_body_that_masking_made_short_is_not_judged_either(mock: Mock) -> None:
    order(mock, webhook_url=f"https://bob:{'p' * 30_000}@receiver.example/hook", note="x" * 50_000)
    (record,) = json.loads(shown(mock))
    assert (record["request"]["cut"], len(record["request"]["body"]) < 64 * 1024) == (True, True)
    report = judged(shown(mock))
    assert notes(report) == ("not judged: 1 order whose body is not whole in the recording",)
    assert codes(report) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-freepik-api-key": "FPSX9f8e7d6c5b4a39281706"}, []),
        ({"x-magnific-api-key": "short"}, []),
        ({"x-freepik-api-key": "FPSX9f8e7d6c", "x-magnific-api-key": "FPSX9f8e7d6c"}, []),
        ({"x-freepik-api-key": "FPSX9f8e7d6c", "x-magnific-api-key": "FPSX01234567"}, ["K082"]),
        ({"x-freepik-api-key": "short", "x-magnific-api-key": "brief"}, ["K082"]),
        ({"x-api-key": "FPSX9f8e7d6c5b4a39281706"}, ["K070"]),
        ({"authorization": "Bearer FPSX9f8e7d6c5b4a39281706"}, ["K030"]),
    ],
)
def test_masked_keys_are_judged_as_the_keys_that_they_were(
    mock: Mock, headers: dict[str, str], expected: list[str]
) -> None:
    ask(mock, "GET", f"{BASE}{GET}", list(headers.items()))
    assert [key for key in headers.values() if key in shown(mock).decode()] == []
    assert codes(judged(shown(mock))) == expected


def delivery(**fields: object) -> Json:
    body = {"task_id": TASK, "status": "COMPLETED", "generated": ["https://cdn.example/a.mp4"]}
    signature = "v1," + base64.b64encode(bytes(32)).decode()
    made = {"id": "msg_1", "timestamp": 1_700_000_000, "signature": signature, "task_status": "COMPLETED",
            "body": json.dumps(body), "url": "https://me.example/hook", "attempt": 1, "status": 200}  # fmt: skip
    return {**made, **fields}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"id": ""}, ["K151"]),
        ({"timestamp": "soon"}, ["K151"]),
        ({"timestamp": 1.5}, ["K151"]),
        ({"signature": "v1,abc"}, ["K151"]),
        ({"signature": "deadbeef"}, ["K151"]),
        ({"body": "<html>"}, ["K153"]),
        ({"body": json.dumps({"data": {"task_id": TASK}})}, ["K153"]),
        ({"body": json.dumps({"task_id": TASK, "status": "DONE", "generated": []})}, ["K153"]),
        ({"body": "<html>", "fault": "webhook-body"}, []),
    ],
)
def test_a_delivery_is_held_to_what_its_record_shows(fields: Json, expected: list[str]) -> None:
    report = judged(lines(delivery(**fields)))
    assert (codes(report), report.trouble) == (expected, "")
    assert notes(report)[-1] == "webhooks: 1 attempt to deliver one"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, []),
        ({"content-type": "text/plain"}, ["K162"]),
        ({"content-type": "application/json; charset=utf-8"}, []),
        ({"webhook-timestamp": ""}, ["K151"]),
    ],
)
def test_a_webhook_among_the_requests_of_a_recording_is_one(headers: dict[str, str], expected: list[str]) -> None:
    made = delivery()
    sent = {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": made["signature"],
            "content-type": "application/json", **headers}  # fmt: skip
    flat = {
        "method": "POST",
        "url": "https://me.example/hook",
        "request_headers": sent,
        "request_body": made["body"],
    }
    assert codes(judged(lines({**flat, "status": 200}))) == expected


def test_failures_told_by_webhook_count_too() -> None:
    def failed(task_id: str) -> list[Json]:
        task = {"data": {"task_id": task_id, "status": "CREATED", "generated": []}}
        body = json.dumps({"task_id": task_id, "status": "FAILED", "generated": []})
        made = {"method": "POST", "url": PRO, "request_body": ORDER, "status": 200, "response_body": task}
        return [made, delivery(body=body, task_status="FAILED")]

    ids = [f"{TASK[:-1]}{number}" for number in range(4)]
    assert codes(judged(lines(*[each for one in ids for each in failed(one)]))) == ["K044"]


def test_a_running_fake_is_asked_for_its_journal(mock: Mock) -> None:
    followed(mock, image_list=[], webhook_url="http://127.0.0.1:9/hook")
    with ThreadedServer(mock) as server:
        report = live(server.url)
    assert next(iter(places(report))) == f"requests, record 1: POST {PRO}"
    assert (codes(report), report.trouble) == (["K001", "K034"], "")
    assert any(each.startswith("webhooks: ") for each in notes(report))


def live(url: str, token: str = "") -> Report:
    return judged_traffic(TrafficOptions(live=url, control_token=token))


@pytest.mark.parametrize(
    ("token", "expected"),
    [("", "got 403, expected the journal: give the fake's --control-token"), ("open sesame", "")],
)
def test_a_fake_that_asks_for_its_token_is_shown_it(token: str, expected: str) -> None:
    with closing(Mock(Settings(control_token="open sesame"))) as mock, ThreadedServer(mock) as server:
        created(mock)
        assert expected in live(server.url, token).trouble


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1", "no answer from http://127.0.0.1:1/_mock/requests: "),
        (
            "127.0.0.1:8333",
            "--from: got '127.0.0.1:8333', expected http:// or https:// and a host, as http://127.0.0.1:8333",
        ),
    ],
)
def test_a_fake_that_is_not_there_is_trouble(url: str, expected: str) -> None:
    report = live(url)
    assert expected in report.trouble
    assert report.exit_status == 2


def test_a_server_that_is_no_fake_is_trouble(mock: Mock) -> None:
    with ThreadedServer(mock) as server:
        assert f"end the URL at the fake's host, --from {server.url}" in live(f"{server.url}/v1/ai").trouble
        assert f"end the URL at the fake's host, --from {server.url}" in live(f"{server.url}/_mock/requests").trouble
        assert "got 404, expected 200: is a fake (kling3-mock serve) running there?" in live(f"{server.url}/a").trouble


def test_several_files_are_one_report_and_a_lost_one_is_trouble(mock: Mock, tmp_path: Path) -> None:
    followed(mock, image_list=[])
    first, second, lost = (tmp_path / name for name in ("one.json", "two.ndjson", "lost.har"))
    first.write_bytes(shown(mock))
    second.write_bytes(lines({"method": "GET", "url": f"{GET}/{OTHER_TASK}", "status": 404}))
    report = judged_traffic(TrafficOptions((str(first), str(lost), str(second))))
    assert (codes(report), report.requests) == (["K001", "K080"], 5)
    assert report.trouble == f"{lost}: can't be read (No such file or directory): name a HAR file, a journal or ndjson"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('{"method": "GET"', "line 2: it is no JSON (Expecting ',' delimiter), expected one object a line"),
        ("7", "line 2: the record is an integer, expected an object"),
        (
            '{"a": 1}',
            "line 2: it has a, expected request and response, or method and url, or the fields of a delivery",
        ),
        ("{}", "line 2: it has no fields"),
        ('{"request": {}, "response": {}}', "line 2: its request has no path or no method"),
        ('{"request": 1, "response": {}}', "line 2: its request is an integer, expected an object"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_judged(record: str, expected: str) -> None:
    good = lines({"method": "POST", "url": PRO, "request_body": {**ORDER, "image_list": []}})
    report = judged(good + record.encode() + b"\n\n" + good)
    assert expected in report.trouble
    assert (codes(report), report.violations[0].times, report.requests) == (["K001"], 2, 2)
