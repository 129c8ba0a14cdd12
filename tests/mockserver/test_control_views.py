"""What the control API shows of tasks, requests and deliveries: all of it but keys and secrets."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from kling3_mockserver.control_views import (
    delivery_view,
    exchange_view,
    finding_view,
    queued_view,
    task_view,
)
from kling3_mockserver.journal import Delivery, Journal
from kling3_mockserver.keeping import MOST
from kling3_mockserver.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.scenario import parse
from kling3_mockserver.scenario_queue import Queued
from kling3_mockserver.tasks import Status
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Location, Severity
from tests.mockserver.asking import BASE, KEY, at_once, control, create, created, data
from tests.mockserver.samples import HOOK, NOW, a_delivery, a_finding, a_message, a_request, an_exchange
from tests.mockserver.wire import KLING3, send

FOREIGN_KEY = "key-of-somebody"


def views(mock: Mock, path: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(control(mock, "GET", path).body)
    return listed


@pytest.mark.parametrize(("family", "tier"), [(family, tier) for family in Family for tier in Tier])
def test_a_task_is_shown_with_what_the_service_would_not_tell(mock: Mock, family: Family, tier: Tier) -> None:
    made = data(create(mock, family, tier, duration="7", aspect_ratio="9:16", webhook_url=HOOK))
    (shown,) = views(mock, "/tasks")
    assert shown == {
        "task_id": made["task_id"],
        "status": "CREATED",
        "generated": [],
        "model": f"{family.value.rpartition('/')[2]}-{tier.value}",
        "family": family.value,
        "key": "alph...",
        "created_at": NOW,
        "video": {"seconds": 7, "aspect_ratio": "9:16", "audio": family is Family.KLING3},
        "webhook_url": HOOK,
    }


def test_a_task_is_shown_as_it_stands_at_a_moment(mock: Mock) -> None:
    task = at_once(mock.store.get(created(mock)))
    assert task is not None
    statuses = [task_view(task, mock.lifecycle, NOW + seconds)["status"] for seconds in (0, 1, 3)]
    assert statuses == ["CREATED", "IN_PROGRESS", "COMPLETED"]
    completed: Any = task_view(task, mock.lifecycle, NOW + 3)
    (url,) = completed["generated"]
    assert url.startswith(f"{BASE}/kling_{task.id}.mp4?token=exp=")


def test_a_request_is_shown_with_answer_and_findings(mock: Mock) -> None:
    response = create(mock, image_list=[])
    (shown,) = views(mock, "/requests")
    assert (shown["number"], shown["at"], shown["key"], shown["cut"]) == (1, NOW, "alph...", False)
    assert shown["task_id"] == data(response)["task_id"]
    request, answer = shown["request"], shown["response"]
    assert (request["method"], request["path"], request["query"]) == ("POST", f"{KLING3}-pro", "")
    assert json.loads(request["body"]) == {"prompt": "A fox in the snow", "image_list": []}
    assert (answer["status"], answer["body"].encode()) == (200, response.body)
    assert [each["code"] for each in shown["findings"]] == ["K001"]


def test_keys_and_secrets_are_masked_wherever_they_came(mock: Mock) -> None:
    secret = [("x-magnific-api-key", FOREIGN_KEY), ("authorization", f"Bearer {FOREIGN_KEY}"),
              ("cookie", f"session={FOREIGN_KEY}")]  # fmt: skip
    send(mock, "GET", KLING3, *secret)
    text = control(mock, "GET", "/requests").body.decode()
    assert (KEY in text, FOREIGN_KEY in text) == (False, False)
    (shown,) = json.loads(text)
    headers = shown["request"]["headers"]
    masked = [headers[name] for name in ("x-freepik-api-key", "x-magnific-api-key", "authorization", "cookie")]
    assert masked == ["alph...", "key-...", "Bear...", "sess..."]


def test_a_key_in_a_query_is_masked_too(mock: Mock) -> None:
    """It is a mistake of some programs, and no reason to show what they sent."""
    send(mock, "GET", f"{KLING3}?api_key={FOREIGN_KEY}&page=2&API%2DKEY={FOREIGN_KEY}&key=&page", key="")
    (shown,) = views(mock, "/requests")
    assert shown["request"]["query"] == "api_key=key-...&page=2&API%2DKEY=key-...&key=&page"
    assert FOREIGN_KEY not in json.dumps(shown)


def test_a_short_key_is_not_shown_at_all() -> None:
    shown: Any = exchange_view(an_exchange(request=a_request(headers={b"x-freepik-api-key": b"short"})))
    assert shown["request"]["headers"] == {"x-freepik-api-key": "..."}


@pytest.mark.parametrize(
    ("second", "expected"),
    [(b"FPSX0123456789", "FPSX..."), (b"FPSX9876543210", "FPSX... (another key)"), (b"key-of-somebody", "key-...")],
)
def test_two_keys_that_begin_alike_are_seen_to_be_two(second: bytes, expected: str) -> None:
    headers = {b"x-freepik-api-key": b"FPSX0123456789", b"x-magnific-api-key": second}
    shown: Any = exchange_view(an_exchange(request=a_request(headers=headers)))
    assert shown["request"]["headers"] == {"x-freepik-api-key": "FPSX...", "x-magnific-api-key": expected}


@pytest.mark.parametrize("side", ["request", "response"])
def test_each_body_says_whether_it_is_cut(side: str) -> None:
    long, journal = b"x" * (MOST + 1), Journal(1)
    request, answer = (a_request(body=long), b"") if side == "request" else (a_request(), long)
    journal.add_exchange(an_exchange(request=request, answer=answer))
    shown: Any = exchange_view(journal.exchanges()[0])
    assert {name: shown[name]["cut"] for name in ("request", "response")} == {
        "request": side == "request",
        "response": side == "response",
    }
    assert shown["cut"]


def test_the_token_of_the_control_api_is_masked() -> None:
    """A program that sends it with every request must not find it in the journal."""
    shown: Any = exchange_view(an_exchange(request=a_request(headers={b"x-kling3-control-token": b"open sesame"})))
    assert shown["request"]["headers"] == {"x-kling3-control-token": "open..."}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x00\xa0"])
def test_a_body_that_is_no_text_is_shown_in_base64(body: bytes) -> None:
    shown: Any = exchange_view(an_exchange(request=a_request(body=body), answer=body))
    for side in (shown["request"], shown["response"]):
        assert isinstance(side, dict)
        assert (base64.b64decode(side["body"]), side["body_encoding"]) == (body, "base64")


@pytest.mark.parametrize(("task_id", "expected"), [("", None), ("task-1", "task-1")])
def test_a_request_without_a_task_says_so(task_id: str, expected: str | None) -> None:
    assert exchange_view(an_exchange(task_id=task_id))["task_id"] == expected


def test_header_values_of_any_bytes_are_shown() -> None:
    exchange = an_exchange(request=a_request(headers={b"x-name": b"caf\xe9"}))
    with_header = exchange._replace(response=Response(200, [(b"x-name", b"\xff")], b""))
    shown: Any = exchange_view(with_header)
    assert shown["request"]["headers"] == {"x-name": "caf\xe9"}
    assert json.dumps(shown)


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (a_delivery(), (True, 200, None, None)),
        (a_delivery(status=500, retry_in=5.0), (False, 500, None, 5.0)),
        (
            a_delivery(status=None, error="no answer within 10 s"),
            (False, None, "no answer within 10 s", None),
        ),
    ],
)
def test_a_delivery_is_shown_with_its_outcome(delivery: Delivery, expected: tuple[object, ...]) -> None:
    shown = delivery_view(delivery)
    assert (shown["delivered"], shown["status"], shown["error"], shown["retry_in"]) == expected


def test_a_delivery_is_shown_with_the_bytes_that_were_signed() -> None:
    body = '{"task_id":"task-1","status":"FAILED","generated":[]}'
    shown = delivery_view(a_delivery(7, a_message(status=Status.FAILED, body=body.encode())))
    assert shown == {
        "number": 7, "at": NOW, "id": "msg_task-1_FAILED", "task_id": "task-1", "task_status": "FAILED",
        "url": HOOK, "body": body, "attempt": 1, "timestamp": int(NOW), "signature": "v1,c2ln",
        "delivered": True, "status": 200, "error": None, "seconds": 0.01, "retry_in": None, "fault": None,
    }  # fmt: skip


def test_a_finding_is_shown_by_the_providers_name_of_its_place() -> None:
    shown = finding_view(a_finding("K007", Severity.IGNORED, Location.BODY, "/multi_prompt/0/index", "no effect"))
    assert shown == {
        "code": "K007",
        "severity": "ignored",
        "field": "body.multi_prompt.0.index",
        "message": "no effect",
    }


@pytest.mark.parametrize("text", ["complete", "complete 2.5", "at-once", "reads 3", "fail", "no-url 0", "never"])
def test_a_waiting_scenario_is_shown_in_the_words_that_are_read(text: str) -> None:
    queued = Queued(parse(text), 2, "kling-v3-pro", {"duration": "5"})
    assert queued_view(queued) == {
        "scenario": text,
        "times": 2,
        "model": "kling-v3-pro",
        "fields": {"duration": "5"},
    }


def test_the_fields_of_a_waiting_scenario_are_shown_without_secrets() -> None:
    fields = {"webhook_url": "http://u:it'sPW@h/", "api_key": "PW2", "duration": "5", "prompt": "my own-known-key"}
    shown = queued_view(Queued(parse("fail"), 1, None, fields), ["own-known-key"])["fields"]
    assert shown == {"webhook_url": "http://...@h/", "api_key": "...", "duration": "5", "prompt": "my ..."}


def test_the_key_of_an_order_is_masked_in_the_url_that_it_names(mock: Mock) -> None:
    hook = f"http://127.0.0.1:9/hook/{KEY}?id={KEY}"
    created_id = str(data(create(mock, webhook_url=hook))["task_id"])
    shown = json.loads(control(mock, "GET", f"/tasks/{created_id}").body)["webhook_url"]
    assert shown == "http://127.0.0.1:9/hook/...?id=..."
