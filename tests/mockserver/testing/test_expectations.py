"""An expectation that is met returns what met it; one that isn't says what was got, and what was nearest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.testing.expectations import ExpectationError, created_or_explain, told_or_explain
from kling3_mockserver.testing.inbox import Inbox, Webhook
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.findings import Finding
from tests.mockserver.samples import HOOK, a_finding, a_request, an_exchange

PRO, STD = "/v1/ai/video/kling-v3-pro", "/v1/ai/video/kling-v3-std"
TAKEN = Answer(204)
WHY = "task 1 never comes to FAILED"


def an_order(
    path: str = PRO, status: int = 200, findings: tuple[Finding, ...] = (), fault: str = "", task_id: str | None = None,
    **fields: object,
) -> Exchange:  # fmt: skip
    request = a_request("POST", path, body=json.dumps(fields).encode())
    created = ("task-1" if status == 200 else "") if task_id is None else task_id
    exchange = an_exchange(request=request, findings=findings, task_id=created)
    return exchange._replace(response=Response(status, [], b""), fault=fault)


def a_webhook(task_id: str = "1", status: str = "COMPLETED", distrust: str = "", answer: Answer = TAKEN) -> Webhook:
    body = json.dumps({"task_id": task_id, "status": status}).encode()
    return Webhook(HOOK, {}, body, distrust, answer)


def inbox(*webhooks: Webhook) -> Inbox:
    full = Inbox()
    for each in webhooks:
        full.add(each)
    return full


def explained(exchanges: list[Exchange], model: str | None = None, **fields: object) -> list[str]:
    with pytest.raises(ExpectationError) as failure:
        created_or_explain(exchanges, model, fields)
    return str(failure.value).splitlines()


def test_the_newest_order_of_the_model_with_these_fields_is_returned() -> None:
    wanted = an_order(prompt="a", duration="5")
    orders = [an_order(prompt="a"), wanted, an_order(STD, prompt="a"), an_order(prompt="b")]
    assert created_or_explain(orders, "kling-v3-pro", {"prompt": "a"}) is wanted
    assert created_or_explain(orders, None, {"prompt": "a"}) is orders[2]
    assert created_or_explain(orders, None, {}) is orders[3]


def test_an_unmet_order_shows_the_others_the_nearest_first_and_what_is_different() -> None:
    orders = [an_order(STD, prompt="b"), an_order(prompt="b", duration="5"), an_order(STD, prompt="a")]
    other_model = "model is kling-v3-std, not kling-v3-pro"
    assert explained(orders, "kling-v3-pro", prompt="a", duration="5") == [
        "expected a task created with model=kling-v3-pro, prompt='a', duration='5', got:",
        f"  POST {PRO} 200: prompt is 'b', not 'a'",
        f"  POST {STD} 200: {other_model}; duration is missing, not '5'",
        f"  POST {STD} 200: {other_model}; prompt is 'b', not 'a'; duration is missing, not '5'",
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("http://bob:swordfish@h/hook", "is 'http://...@h/hook' as expected but for what is masked"),
        ("http://bob:swordfish@h/", "is 'http://...@h/hook', not 'http://...@h/'"),
    ],
)
def test_no_password_of_a_url_is_shown(wanted: str, expected: str) -> None:
    lines = explained([an_order(webhook_url="http://bob:hunter2@h/hook")], webhook_url=wanted)
    assert lines[1] == f"  POST {PRO} 200: webhook_url {expected}"
    assert [line for line in lines if "hunter2" in line or "swordfish" in line] == []


def test_an_order_is_shown_by_its_address_without_keys() -> None:
    lines = explained([an_order("/v1/FPSX9f8e7d6c5b4a39281706/kling-v3-pro", prompt="b")], prompt="a")
    assert lines[1] == "  POST /v1/FPSX.../kling-v3-pro 200: prompt is 'b', not 'a'"


def test_an_order_as_expected_that_was_refused_says_why() -> None:
    finding = a_finding("K009", message="duration must be a string")
    assert explained([an_order(status=400, findings=(finding,), duration=5)], duration=5) == [
        "expected a task created with duration=5, got:",
        f"  POST {PRO} 400: as expected, but refused",
        "    K009 error: duration must be a string",
    ]


@pytest.mark.parametrize(("status", "fault"), [(503, "503"), (200, "empty"), (0, "reset")])
def test_an_order_counts_whose_answer_a_fault_took_the_place_of(status: int, fault: str) -> None:
    order = an_order(status=status, fault=fault, task_id="task-1", prompt="a")
    assert created_or_explain([order], "kling-v3-pro", {"prompt": "a"}) is order


@pytest.mark.parametrize(
    ("status", "fault", "task_id", "expected"),
    [
        (503, "503", "task-1", "503 by the fault '503', the task was created: prompt is 'b', not 'a'"),
        (0, "reset", "task-1", "no answer by the fault 'reset', the task was created: prompt is 'b', not 'a'"),
        (503, "503", "", "503 by the fault '503', no task was created: prompt is 'b', not 'a'"),
    ],
)
def test_a_near_miss_says_what_a_fault_answered_and_whether_there_is_a_task(
    status: int, fault: str, task_id: str, expected: str
) -> None:
    order = an_order(status=status, fault=fault, task_id=task_id, prompt="b")
    assert explained([order], prompt="a")[1] == f"  POST {PRO} {expected}"


@pytest.mark.parametrize("fault", ["empty", "503"])
def test_an_order_that_a_fault_was_answered_to_before_it_was_carried_out_created_nothing(fault: str) -> None:
    order = an_order(status=200, fault=fault, task_id="", prompt="a")
    expected = f"200 by the fault '{fault}', no task was created: as expected, but refused"
    assert explained([order], prompt="a")[1] == f"  POST {PRO} {expected}"


def test_a_post_to_a_task_that_there_is_creates_none() -> None:
    asked = an_order("/v1/ai/video/kling-v3/task-1", status=405, task_id="task-1", prompt="a")
    assert explained([asked], prompt="a")[1].endswith(" 405: as expected, but refused")


def test_no_order_at_all_is_said_in_these_words() -> None:
    reads = [an_exchange(request=a_request("GET", "/v1/ai/video/kling-v3/1"))]
    assert explained(reads) == ["expected a task created with any order, got:", "  no order at all"]


def test_only_the_five_nearest_orders_are_shown() -> None:
    assert len(explained([an_order(prompt="b")] * 9, prompt="a")) == 1 + 5


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"5", b"{"])
def test_an_order_whose_body_is_no_object_lacks_every_field(body: bytes) -> None:
    order = an_exchange(request=a_request("POST", PRO, body=body))
    assert explained([order], prompt="a")[1] == f"  POST {PRO} 200: prompt is missing, not 'a'"


@pytest.mark.parametrize(
    ("status", "task_id", "expected"),
    [(None, None, 2), ("IN_PROGRESS", None, 0), ("COMPLETED", "1", 1), (None, "2", 2)],
)
def test_the_newest_trusted_webhook_with_this_status_and_task_is_returned(
    status: str | None, task_id: str | None, expected: int
) -> None:
    full = inbox(a_webhook(status="IN_PROGRESS"), a_webhook(), a_webhook("2"), a_webhook("2", distrust="forged"))
    assert told_or_explain(full, status, task_id) is full[expected]


@pytest.mark.parametrize(
    ("status", "task_id", "expected"),
    [
        (None, None, "expected a webhook, got:"),
        ("FAILED", None, "expected a webhook status=FAILED, got:"),
        ("FAILED", "9", "expected a webhook status=FAILED task_id=9, got:"),
    ],
)
def test_a_webhook_that_did_not_come_is_missed_in_these_words(
    status: str | None, task_id: str | None, expected: str
) -> None:
    with pytest.raises(ExpectationError) as failure:
        told_or_explain(Inbox(), status, task_id, lambda: [WHY])
    assert str(failure.value).splitlines() == [expected, "  none came", f"because {WHY}"]


def test_the_webhooks_that_came_instead_are_shown_with_what_speaks_against_them() -> None:
    refused = Answer(None, "the receiver raised KeyError: 'data'")
    came = [
        a_webhook(distrust="too old"),
        a_webhook(status="IN_PROGRESS", answer=refused),
        a_webhook(answer=Answer(500)),
    ]
    with pytest.raises(ExpectationError) as failure:
        told_or_explain(inbox(*came), "FAILED", None)
    assert str(failure.value).splitlines()[1:] == [
        f"  status=COMPLETED task_id=1 to {HOOK}, not to be trusted: too old",
        f"  status=IN_PROGRESS task_id=1 to {HOOK}, not taken: the receiver raised KeyError: 'data'",
        f"  status=COMPLETED task_id=1 to {HOOK}, not taken: answered 500",
    ]


def test_a_webhook_is_shown_without_the_password_of_its_url() -> None:
    answer = Answer(None, "the receiver raised OSError: http://bob:hunter2@h/hook")
    webhook = replace(a_webhook(answer=answer), url="http://bob:hunter2@h/hook?token=abc")
    with pytest.raises(ExpectationError) as failure:
        told_or_explain(inbox(webhook), "FAILED", None)
    assert (
        str(failure.value)
        .splitlines()[1]
        .endswith(" to http://...@h/hook?token=..., not taken: the receiver raised OSError: http://...@h/hook")
    )


def test_only_the_five_newest_webhooks_are_shown() -> None:
    with pytest.raises(ExpectationError) as failure:
        told_or_explain(inbox(*[a_webhook(str(number)) for number in range(9)]), "FAILED", None)
    assert [line.split()[1] for line in str(failure.value).splitlines()[1:]] == [f"task_id={n}" for n in range(4, 9)]
