"""A webhook is signed with the time at which it is really sent, however far the fake's clock was moved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.faults.fault import WebhookStale
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings, WebhookTime
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.tenant import Kling3
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import SignatureError, verify
from tests.mockserver.asking import control, create
from tests.mockserver.faulting import fail
from tests.mockserver.posting import PATIENCE, Post, ScriptedSender
from tests.mockserver.samples import HOOK, NOW
from tests.mockserver.tenants import order

TODAY = 1_900_000_000.0


class Days:
    """A mock whose clock is moved, on a day that a test moves as well."""

    def __init__(self, **settings: object) -> None:
        settled: Callable[..., Settings] = Settings
        self.today, self.sender = TODAY, ScriptedSender()
        self.mock = Mock(
            settled(clock=ClockKind.MANUAL, seed=1, **settings),
            new_sender=lambda: self.sender,
            time_of_day=lambda: self.today,
        )

    def wait(self, seconds: float) -> None:
        self.mock.clock.advance(seconds)
        assert self.mock.courier.settle(PATIENCE)

    @property
    def posts(self) -> list[Post]:
        return self.sender.posts

    @property
    def stamps(self) -> list[int]:
        return [int(each.headers["webhook-timestamp"]) for each in self.posts]


@pytest.fixture
def new_days() -> Iterator[Callable[..., Days]]:
    made: list[Days] = []

    def make(**settings: object) -> Days:
        made.append(Days(**settings))
        return made[-1]

    yield make
    for each in made:
        each.mock.close()


@pytest.fixture
def days(new_days: Callable[..., Days]) -> Days:
    return new_days()


def test_the_time_of_a_webhook_is_that_of_the_day_wherever_the_clock_stands(days: Days) -> None:
    create(days.mock, webhook_url=HOOK, scenario="complete 900")
    days.wait(300)
    days.today += 7
    days.wait(600)
    assert days.stamps == [TODAY, TODAY + 7]
    for post, now in zip(days.posts, (TODAY, TODAY + 7), strict=True):
        verify(days.mock.settings.secrets(), post.headers, post.body, now=now, tolerance=0)


def test_each_attempt_has_the_time_of_its_own_sending(days: Days) -> None:
    days.sender.answers[HOOK] = [Answer(500), Answer(500), Answer(204)]
    create(days.mock, webhook_url=HOOK, scenario="complete 0")
    days.wait(0)
    for _ in range(2):
        days.today += 10
        days.wait(3_600)
    first = [each for each in days.posts if each.headers["webhook-id"] == days.posts[0].headers["webhook-id"]]
    assert [int(each.headers["webhook-timestamp"]) for each in first] == [TODAY, TODAY + 10, TODAY + 20]


def test_the_journal_has_the_moment_of_the_clock_and_the_time_that_was_signed(days: Days) -> None:
    create(days.mock, webhook_url=HOOK)
    days.wait(60)
    last = days.mock.journal.deliveries()[-1]
    assert (last.at, last.timestamp) == (NOW + 60, TODAY)


def test_a_webhook_that_is_sent_again_by_hand_has_the_time_of_that(days: Days) -> None:
    create(days.mock, webhook_url=HOOK, scenario="complete 0")
    days.wait(0)
    days.today += 86_400
    control(days.mock, "POST", f"/deliveries/{days.posts[0].headers['webhook-id']}/redeliver")
    assert days.mock.courier.settle(PATIENCE)
    assert days.stamps[-1] == TODAY + 86_400


def test_a_stale_one_is_old_by_the_day(days: Days) -> None:
    fail(days.mock, WebhookStale(600))
    create(days.mock, webhook_url=HOOK, scenario="complete 0")
    days.wait(9_000)
    assert days.stamps == [TODAY - 600, TODAY]


def test_by_the_setting_it_is_that_of_the_clock(new_days: Callable[..., Days]) -> None:
    days = new_days(webhook_time=WebhookTime.CLOCK)
    create(days.mock, webhook_url=HOOK)
    days.wait(60)
    assert days.stamps == [NOW + 60, NOW + 60]


def test_by_the_setting_equal_seeds_and_requests_bring_equal_bytes_on_every_day(
    new_days: Callable[..., Days],
) -> None:
    both = [new_days(webhook_time=WebhookTime.CLOCK) for _ in range(2)]
    both[1].today += 86_400
    for days in both:
        create(days.mock, webhook_url=HOOK)
        days.wait(60)
    assert both[0].posts == both[1].posts


def test_the_setting_counts_from_the_next_attempt_on(days: Days) -> None:
    create(days.mock, webhook_url=HOOK, scenario="complete 90")
    days.wait(30)
    days.mock.configure({"webhook-time": "clock"})
    days.wait(60)
    assert days.stamps == [TODAY, NOW + 90]


def test_without_a_day_of_a_test_it_is_this_day(monkeypatch: pytest.MonkeyPatch, new_mock: Callable[..., Mock]) -> None:
    mock = new_mock(webhook_time=WebhookTime.SENT)
    monkeypatch.setattr(time, "time", lambda: TODAY)
    assert mock.signing_time() == TODAY


class Careful:
    """A receiver that does as the provider's webhooks page says: what is 300 s from its own clock is refused."""

    def __init__(self, kling3: Kling3, now: Callable[[], float] = time.time) -> None:
        self._kling3, self._now = kling3, now
        self.answers: list[int] = []
        self.first: list[int] = []
        """What is answered instead, before it does its duty."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.answers.append(self.first.pop(0) if self.first else self._judged(headers, body))
        await send({"type": "http.response.start", "status": self.answers[-1], "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def _judged(self, headers: dict[str, str], body: bytes) -> int:
        try:
            verify(self._kling3.mock.settings.secrets(), headers, body, now=self._now())
        except SignatureError:
            return 401
        return 204


def by_advance(kling3: Kling3) -> None:
    kling3.clock.advance(600)


def by_run(kling3: Kling3) -> None:
    kling3.run_to_end()


@pytest.mark.parametrize(("scenario", "go"), [("complete", by_advance), ("complete 900", by_run)])
def test_a_careful_receiver_takes_what_comes(kling3: Kling3, scenario: str, go: Callable[[Kling3], None]) -> None:
    receiver = Careful(kling3)
    kling3.deliver_to(receiver)
    order(kling3, scenario=scenario)
    go(kling3)
    assert receiver.answers == [204, 204]
    assert all(each.trusted for each in kling3.webhooks)


def test_a_careful_receiver_takes_a_late_retry(kling3: Kling3) -> None:
    receiver = Careful(kling3)
    receiver.first = [503, 503, 503, 503]
    kling3.deliver_to(receiver)
    order(kling3)
    for _ in range(5):
        kling3.clock.advance(86_400)
    assert receiver.answers == [503, 503, 503, 503, 204, 204]


def test_a_receiver_that_goes_by_the_clock_of_the_test_takes_what_is_signed_by_it(
    new_kling3: Callable[..., Kling3],
) -> None:
    kling3 = new_kling3(webhook_time=WebhookTime.CLOCK)
    receiver = Careful(kling3, kling3.clock.now)
    kling3.deliver_to(receiver)
    order(kling3)
    kling3.clock.advance(86_400)
    assert receiver.answers == [204, 204]
    assert kling3.assert_webhook(status="COMPLETED").trusted


@pytest.mark.parametrize(
    ("webhook_time", "receiver", "expected"),
    [
        (WebhookTime.SENT, "by the clock", "mark the test @pytest.mark.kling3(webhook_time='clock')"),
        (WebhookTime.CLOCK, "by the day", "leave the setting out for a receiver that goes by the time of day"),
    ],
)
def test_a_webhook_that_was_refused_for_its_time_tells_of_the_setting(
    new_kling3: Callable[..., Kling3], webhook_time: WebhookTime, receiver: str, expected: str
) -> None:
    kling3 = new_kling3(webhook_time=webhook_time)
    kling3.deliver_to(Careful(kling3, kling3.clock.now if receiver == "by the clock" else time.time))
    order(kling3)
    kling3.clock.advance(86_400)
    with pytest.raises(ExpectationError, match=r"not taken: answered 401\n.*Was it refused for its time\?") as failure:
        kling3.assert_webhook(status="FAILED")
    assert expected in str(failure.value)
