"""The webhooks of an intact fake are clean, and every promise of them is put to the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from kling3_contracts.budget import Budget
from kling3_contracts.callbacks import run
from kling3_contracts.callbacks.phase import CODES
from kling3_contracts.creating import Creating
from kling3_contracts.ledger import MemoryAccount
from kling3_contracts.target import AsgiTarget, HttpTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings import Settings, WebhookTime
from kling3_mockserver.threaded import ThreadedServer
from kling3_openapi.signature import SecretEncoding
from tests.contracts.broken.callbacks import CALLBACKS
from tests.contracts.broken.fake import KEY, SECRET, Answered, Ask, Asked, FakeTarget, a_mock, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, not_tried, untried
from tests.contracts.counting import CountingTarget

Opened = Callable[[FakeTarget], FakeTarget]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Close targets after a test."""
    made: list[FakeTarget] = []

    def keep(target: FakeTarget) -> FakeTarget:
        made.append(target)
        return target

    yield keep
    for each in made:
        each.close()


def test_an_intact_fake_keeps_every_promise(opened: Opened) -> None:
    judge = judged(run, opened(a_target()))
    assert codes(judge) == set()
    assert untried(judge, CODES) == {}


def test_an_intact_fake_keeps_them_over_http_too() -> None:
    mock = Mock(Settings(seed=1, speed=20, webhook_secrets=(SECRET,)))
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        judge = judged(run, target)
        target.close()
    mock.close()
    assert codes(judge) == set()
    assert untried(judge, CODES) == {}
    (bounded,) = (each for each in judge.checks() if each.code == "K159")
    assert bounded.note.startswith("watched for ")
    assert bounded.note.endswith(" s alone: none was attempted more than 20 times")


def test_a_clock_far_from_the_day_is_seen_over_http() -> None:
    class Late(Mock):
        def __init__(self) -> None:
            clock = WebhookTime.CLOCK
            super().__init__(Settings(seed=1, speed=20, webhook_secrets=(SECRET,), webhook_time=clock))
            real = self.clock.now
            setattr(self.clock, "now", lambda: real() - 3_600)  # noqa: B010  (mypy wants methods left alone)
            setattr(self.clock, "wait", lambda moment: max(0.0, moment - real() + 3_600))  # noqa: B010  (the same)

    mock = Late()
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        judge = judged(run, target)
        target.close()
    mock.close()
    (found,) = judge.violations()
    assert found.code == "K158"
    assert "s from its arrival, expected at most 300: take the time at each attempt" in found.message


def test_a_server_that_signs_by_the_day_while_its_clock_is_moved_breaks_nothing(opened: Opened) -> None:
    judge = judged(run, opened(a_target(webhook_time=WebhookTime.SENT)))
    assert codes(judge) == set()
    untried = {code: why for code, why in not_tried(judge, CODES[0], CODES[-1]).items() if code in CODES}
    assert untried == {"K158": "attempts came within 2 s, too close for timestamps to differ"}


def test_a_clock_that_does_not_wait_for_calls_does_too() -> None:
    mock = a_mock()
    target = AsgiTarget(mock, mock.clock.advance)
    judge = judged(run, target)
    mock.close()
    target.close()
    assert codes(judge) == set()


def test_failed_tasks_are_told_of_as_well(opened: Opened) -> None:
    from kling3_mockserver.scenario import FailAfter

    judge = judged(run, opened(a_target(scenario=FailAfter())))
    assert codes(judge) == set()
    assert untried(judge, CODES) == {}


def test_several_signatures_side_by_side_are_fine(opened: Opened) -> None:
    assert codes(judged(run, opened(a_target(webhook_secrets=(SECRET, "the next one"))))) == set()


@pytest.mark.parametrize("encoding", [SecretEncoding.RAW, SecretEncoding.BASE64])
def test_a_secret_is_read_as_it_is_told(opened: Opened, encoding: SecretEncoding) -> None:
    target = opened(a_target(webhook_secret_encoding=encoding))
    assert codes(judged(run, target, secret_encoding=encoding)) == set()


def test_without_a_secret_signatures_are_not_tried(opened: Opened) -> None:
    judge = judged(run, opened(a_target()), webhook_secret="")
    assert untried(judge, CODES) == {"K152": "there is no secret to verify with: give the server's (--webhook-secret)"}


def test_one_creation_is_enough_for_most(opened: Opened) -> None:
    budget = Budget(MemoryAccount(1), Creating((KEY,)))
    judge = judged(run, opened(a_target()), budget=budget)
    assert budget.created == 1
    assert sorted(untried(judge, CODES)) == ["K159", "K161"]
    assert codes(judge) == set()


def test_without_a_creation_nothing_is_tried(opened: Opened) -> None:
    budget = Budget(MemoryAccount(0), Creating((KEY,)))
    reasons = untried(judged(run, opened(a_target()), budget=budget), CODES)
    assert sorted(reasons) == list(CODES)
    assert "allow creations with --spend N" in reasons["K150"]


def test_a_server_elsewhere_can_not_call_this_machine() -> None:
    target = CountingTarget()
    reasons = untried(judged(run, target), CODES)
    reason = "the server can't call 127.0.0.1: name an address at which it reaches this machine (--webhook-host)"
    assert set(reasons.values()) == {reason}
    assert target.requests == []


def test_a_server_elsewhere_is_ordered_from_where_it_may_call() -> None:
    target = CountingTarget()
    judge = judged(run, target, webhook_host="203.0.113.7", patience=1)
    urls = [json.loads(each.body)["webhook_url"] for each in target.requests if each.method == "POST"]
    assert all(each.startswith("http://203.0.113.7:") for each in urls)
    assert urls[0].endswith("/hook/0?a=1&b=%C3%A9&c=a+b")
    assert "K150" in codes(judge)


def test_promises_of_others_cost_no_request(opened: Opened) -> None:
    context = a_context(opened(a_target()), only=frozenset({"K120"}))
    run(context)
    assert context.sender.sent == 0


def test_a_server_that_takes_no_webhook_url_is_told_of(opened: Opened) -> None:
    async def refusing(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b'{"message":"no"}', 400) if b"webhook_url" in asked.body else answer

    judge = judged(run, opened(changed(refusing)))
    assert codes(judge) == {"K106"}
    assert not_tried(judge, "K150", "K150") == {"K150": "an order was answered 400 without a task"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("no webhook comes", "IN_PROGRESS was not sent within 30 s, got no call: send a message for each change"),
        ("webhooks are unsigned", "webhook-signature missing, expected all three: send them with every attempt"),
        ("the timestamp is a date", "webhook-timestamp is '2026-02-01T12:00:00Z', expected whole unix seconds"),
        ("signed over other bytes", "verify the body's raw bytes, not JSON written anew"),
        ("the body has an envelope", "the body has `data` around the task, expected the task itself: send it without"),
        ("the body has no `generated`", "the body breaks the task's schema: "),
        ("the body is a form", "the body is no JSON object, expected the task"),
        ("the query string is lost", "?a=1&b=%C3%A9&c=a+b' as it was ordered: call the URL unchanged"),
        ("a callback with the wrong end", "says FAILED, and reading the task COMPLETED: send the status"),
        ("no retry", "the call of IN_PROGRESS that was answered 500 did not come again within 30 s"),
        ("the timestamp is not renewed", "the timestamp is 0 s later: take the time at each attempt"),
        ("retries without an end", "times, and they still come, expected an end: count attempts, and stop"),
        ("the end overtakes IN_PROGRESS", "sent IN_PROGRESS, COMPLETED, IN_PROGRESS, expected IN_PROGRESS before"),
        ("410 is tried again", "more times after it was answered 410: stop at 410"),
        ("there is no content type", "content-type is missing, expected application/json: send it"),
        ("what was taken comes again", "IN_PROGRESS came 1 more times after it was taken: mark it as delivered"),
    ],
)
def test_a_breach_says_what_was_got_what_was_expected_and_what_to_do(opened: Opened, name: str, expected: str) -> None:
    broken = next(each for each in CALLBACKS if each.name == name)
    found = judged(run, opened(broken.make())).violations()
    assert expected in " / ".join(each.message for each in found)
    assert {each.place for each in found} == {"webhook"}
