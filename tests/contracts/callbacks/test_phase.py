"""The webhooks of an intact fake are clean, and every promise of them is put to the test."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from kling3_contracts.callbacks import run
from kling3_contracts.callbacks.phase import CODES
from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.script import scripted
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.target import AsgiTarget, HttpTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings, WebhookTime
from kling3_mockserver.webhooks import lanes
from kling3_openapi.signature import SecretEncoding
from tests.contracts.broken.callbacks import CALLBACKS, overtake
from tests.contracts.broken.fake import KEY, SECRET, Answered, Ask, Asked, Opened, a_mock, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, not_tried, untried
from tests.contracts.sending.counting import CountingTarget

pytestmark = pytest.mark.one_python


def last_first(self: lanes.Lanes, lane: lanes.Lane) -> None:
    """Start with the message that became due last."""
    receivers = self._receivers
    receivers.setdefault(lane.receiver, lanes._Receiver()).ready.appendleft(lane)  # noqa: SLF001  (the same)


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
    # On a machine that is slow more of them come in the time that it takes.
    assert (
        untried(judge, CODES).items() <= {"K191": "too few messages came 3 times in the time that was watched"}.items()
    )
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
    from kling3_mockserver.tasks.scenario import FailAfter

    judge = judged(run, opened(a_target(scenario=FailAfter())))
    assert codes(judge) == set()
    assert untried(judge, CODES) == {}


def test_several_signatures_side_by_side_are_fine(opened: Opened) -> None:
    assert codes(judged(run, opened(a_target(webhook_secrets=(SECRET, "the next one"))))) == set()


def test_delays_that_are_drawn_by_chance_may_be_shorter_than_one_before(opened: Opened) -> None:
    target, drawn = opened(a_target()), Random(4)  # noqa: S311  (no secret)
    retry_in = target.mock.courier._retry_in  # noqa: SLF001  (what is changed is inside)

    def full_jitter(attempt: Any, answers: Any) -> float | None:
        return None if retry_in(attempt, answers) is None else drawn.uniform(0, 2.0**attempt.number)

    setattr(target.mock.courier, "_retry_in", full_jitter)  # noqa: B010  (mypy wants methods left alone)
    assert codes(judged(run, target)) == set()


def test_tokens_that_each_reading_makes_anew_are_fine(opened: Opened) -> None:
    """The webhook's URL is another one than reading shows, names the same file, and opens it."""

    async def signed_anew(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return (
            answer.with_body(answer.body.replace(b"?token=", b"?fresh=1&token=")) if b".mp4?" in answer.body else answer
        )

    assert codes(judged(run, opened(changed(signed_anew)))) == set()


def test_the_end_that_overtakes_is_seen_where_a_slow_receiver_keeps_many_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = [hook for hook, each in enumerate(scripted(free=True)) if each.reply is Reply.TAKE_SLOWLY]
    mock = Mock(Settings(seed=1, speed=20, webhook_secrets=(SECRET,)))
    monkeypatch.setattr(lanes, "UNDER_WAY_PER_RECEIVER", 2)
    monkeypatch.setattr(lanes.Lanes, "_make_ready", last_first)
    overtake(mock, lambda each: int(each.url.partition("/hook/")[2].partition("?")[0]) in slow)
    with ThreadedServer(mock) as server:
        target = HttpTarget(server.url)
        judge = judged(run, target, only=frozenset({"K160"}))
        target.close()
    mock.close()
    assert codes(judge) == {"K160"}


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
    assert sorted(untried(judge, CODES)) == ["K159", "K161", "K189", "K191", "K192", "K194"]
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
        ("ids are alike over tasks", "two messages, of different tasks or statuses, have one webhook-id"),
        ("the URL names another file", "COMPLETED comes with http"),
        ("IN_PROGRESS comes with a URL", "and reading the task shows no URL: make both of one task"),
        (
            "a status is told before it is there",
            "tells IN_PROGRESS, and the task that was read just after",
        ),
        ("webhooks are sent by PUT", "called by PUT, expected POST: send the task as the body of a POST"),
        (
            "the body tells which attempt it is",
            "its body had another kling3_attempt, expected the same",
        ),
        ("404 is taken for success", "that was answered 404 did not come again within 30 s: keep a message until"),
        ("a connection that breaks ends a message", "whose connection was closed without an answer did not come again"),
        (
            "redirects are followed",
            "answered 307 was followed to '/moved/5?a=1&b=%C3%A9&c=a+b', expected",
        ),
        ("delays shrink", "expected no shorter delays as time goes on: let delays grow"),
        ("retries come in a storm", "was attempted more than 8 times within 1 s, expected pauses"),
        ("a call is shorter than it says", "bytes came: count the bytes that leave"),
    ],
)
def test_a_breach_says_what_was_got_what_was_expected_and_what_to_do(opened: Opened, name: str, expected: str) -> None:
    broken = next(each for each in CALLBACKS if each.name == name)
    found = judged(run, opened(broken.make())).violations()
    assert expected in " / ".join(each.message for each in found)
    assert {each.place for each in found} == {"webhook"}
