"""A webhook fault is what a receiver that verifies its calls gets to see; the journal names it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from kling3_mockserver.faults.fault import (
    Fault,
    WebhookDelayed,
    WebhookDropped,
    WebhookDuplicated,
    WebhookNotJson,
    WebhookOldSecret,
    WebhookOutOfOrder,
    WebhookStale,
    WebhookTampered,
    WebhookWrongSignature,
)
from kling3_mockserver.faults.occasions import Match
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings, WebhookTime
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import (
    MismatchError,
    Secret,
    SignatureError,
    TooOldError,
    VersionError,
    verify,
)
from tests.mockserver.asking import control, create, data
from tests.mockserver.faulting import WEBHOOK_FAULTS, fail, in_words
from tests.mockserver.posting import PATIENCE, Post, ScriptedSender
from tests.mockserver.samples import HOOK

OLD, NEW = "old secret", "new secret"
SECRETS = [Secret.parse(OLD, version="v1"), Secret.parse(NEW, version="v2")]
COMPLETED, IN_PROGRESS = Status.COMPLETED, Status.IN_PROGRESS


class Told:
    """A mock whose webhooks a test receives."""

    def __init__(self, *secrets: str) -> None:
        settings = Settings(
            clock=ClockKind.MANUAL, seed=1, webhook_secrets=secrets or (OLD, NEW), webhook_time=WebhookTime.CLOCK
        )
        self.sender = ScriptedSender()
        self.mock = Mock(settings, new_sender=lambda: self.sender)

    @property
    def posts(self) -> list[Post]:
        return self.sender.posts

    def order(self, **fields: object) -> str:
        return str(data(create(self.mock, webhook_url=HOOK, **fields))["task_id"])

    def wait(self, seconds: float = 3) -> None:
        """Let time go by, and wait until nothing more can be done."""
        self.mock.clock.advance(seconds)
        assert self.mock.courier.settle(PATIENCE)

    def statuses(self) -> list[str]:
        return [str(json.loads(each.body)["status"]) for each in self.posts]

    def faults(self) -> list[str]:
        return [each.fault for each in self.mock.journal.deliveries()]

    def doubts(self, secrets: list[Secret] | None = None) -> list[type[SignatureError] | None]:
        """Return what a receiver has against each call, or None."""
        return [self._doubt(each, secrets or SECRETS) for each in self.posts]

    def _doubt(self, post: Post, secrets: list[Secret]) -> type[SignatureError] | None:
        try:
            verify(secrets, post.headers, post.body, now=self.mock.signing_time())
        except SignatureError as doubt:
            return type(doubt)
        return None


@pytest.fixture
def new_told() -> Iterator[Callable[..., Told]]:
    made: list[Told] = []

    def make(*secrets: str) -> Told:
        made.append(Told(*secrets))
        return made[-1]

    yield make
    for each in made:
        each.sender.release()
        each.mock.close()


@pytest.fixture
def told(new_told: Callable[..., Told]) -> Told:
    return new_told()


def test_without_a_fault_both_calls_are_trusted(told: Told) -> None:
    told.order()
    told.wait()
    assert (told.statuses(), told.doubts(), told.faults()) == (["IN_PROGRESS", "COMPLETED"], [None, None], ["", ""])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (WebhookWrongSignature(), MismatchError),
        (WebhookStale(), TooOldError),
        (WebhookStale(301), TooOldError),
        (WebhookStale(299), None),
        (WebhookTampered(), MismatchError),
        (WebhookOldSecret(), None),
        (WebhookNotJson(), None),
    ],
)
def test_a_receiver_finds_out_what_can_be_found_out(
    told: Told, fault: Fault, expected: type[SignatureError] | None
) -> None:
    fail(told.mock, fault, Match(status=COMPLETED))
    told.order()
    told.wait()
    assert told.doubts() == [None, expected]
    assert told.faults()[0] == ""
    assert told.faults()[1].startswith("webhook-")


def test_a_receiver_that_has_only_the_new_secret_can_not_verify_by_the_old_one(told: Told) -> None:
    fail(told.mock, WebhookOldSecret())
    told.order()
    told.wait()
    assert told.doubts([SECRETS[1]]) == [VersionError, None]
    assert told.doubts([SECRETS[0]]) == [None, None]


def test_where_there_is_one_secret_alone_an_older_one_is_made_up(new_told: Callable[..., Told]) -> None:
    told = new_told(OLD)
    fail(told.mock, WebhookOldSecret())
    told.order()
    told.wait()
    assert told.posts[0].headers["webhook-signature"].startswith("v0,")
    assert told.doubts([SECRETS[0]]) == [VersionError, None]


@pytest.mark.parametrize(
    ("scenario", "status", "expected"),
    [("", COMPLETED, "FAILED"), ("fail", Status.FAILED, "COMPLETED"), ("", IN_PROGRESS, "COMPLETED")],
)
def test_a_tampered_body_tells_of_another_status(told: Told, scenario: str, status: Status, expected: str) -> None:
    fail(told.mock, WebhookTampered(), Match(status=status))
    task_id = told.order(scenario=scenario)
    told.wait()
    (tampered,) = [each for each, doubt in zip(told.posts, told.doubts(), strict=True) if doubt]
    assert (json.loads(tampered.body)["task_id"], json.loads(tampered.body)["status"]) == (task_id, expected)


def test_a_body_that_is_no_json_is_trusted_and_html(told: Told) -> None:
    fail(told.mock, WebhookNotJson())
    told.order()
    told.wait()
    assert told.posts[0].body.startswith(b"<!DOCTYPE html>")
    assert told.posts[0].headers["content-type"] == "application/json"


def test_a_call_that_is_dropped_is_never_made_and_its_task_goes_on(told: Told) -> None:
    fail(told.mock, WebhookDropped())
    told.order()
    told.wait(10_000)
    assert told.statuses() == ["COMPLETED"]
    dropped, made = told.mock.journal.deliveries()
    assert (dropped.fault, dropped.status, dropped.error) == ("webhook-dropped", None, "not sent, on purpose")
    assert (dropped.retry_in, dropped.message.status, made.fault) == (None, IN_PROGRESS, "")


def test_a_call_that_is_duplicated_comes_twice_byte_for_byte(told: Told) -> None:
    fail(told.mock, WebhookDuplicated(), Match(status=COMPLETED))
    told.order()
    told.wait(10_000)
    assert told.statuses() == ["IN_PROGRESS", "COMPLETED", "COMPLETED"]
    assert told.posts[1] == told.posts[2]
    assert told.faults() == ["", "webhook-duplicated", "webhook-duplicated"]


def test_a_duplicate_that_is_refused_is_not_tried_again_when_the_first_was_taken(told: Told) -> None:
    told.sender.answers[HOOK] = [Answer(200), Answer(200), Answer(409)]
    fail(told.mock, WebhookDuplicated(), Match(status=COMPLETED))
    told.order()
    told.wait(10_000)
    assert [each.status for each in told.mock.journal.deliveries()] == [200, 200, 409]


def test_a_call_that_is_delayed_comes_at_its_moment_and_later_ones_wait_behind_it(told: Told) -> None:
    fail(told.mock, WebhookDelayed(60), Match(status=IN_PROGRESS))
    told.order()
    told.wait()
    assert told.posts == []
    told.wait(59)
    assert told.posts == []
    told.wait(1)
    assert told.statuses() == ["IN_PROGRESS", "COMPLETED"]
    assert told.faults() == ["webhook-delayed 60", ""]
    assert [each.attempt for each in told.mock.journal.deliveries()] == [1, 1]


def test_calls_come_out_of_order(told: Told) -> None:
    fail(told.mock, WebhookOutOfOrder())
    told.order()
    told.wait(1.5)
    assert told.posts == []
    told.wait(1.5)
    assert (told.statuses(), told.doubts()) == (["COMPLETED", "IN_PROGRESS"], [None, None])
    assert told.faults() == ["", "webhook-out-of-order"]


def test_calls_that_wait_already_change_places(told: Told) -> None:
    fail(told.mock, WebhookOutOfOrder())
    told.order()
    told.wait(100)
    assert told.statuses() == ["COMPLETED", "IN_PROGRESS"]


def test_a_call_whose_next_never_comes_is_told_as_undelivered(told: Told) -> None:
    fail(told.mock, WebhookOutOfOrder())
    task_id = told.order(scenario="never")
    told.wait(100)
    assert [(each.task_id, each.status) for each in told.mock.close()] == [(task_id, IN_PROGRESS)]


@pytest.mark.parametrize(**in_words((WebhookWrongSignature(), WebhookStale(), WebhookTampered(), WebhookNotJson())))
def test_a_call_that_was_refused_comes_again_as_it_should_be(told: Told, fault: Fault) -> None:
    told.sender.answers[HOOK] = [Answer(401), Answer(200)]
    fail(told.mock, fault, Match(status=IN_PROGRESS))
    told.order()
    told.wait(1)
    told.wait(100)
    ids = [each.headers["webhook-id"] for each in told.posts]
    assert ids[0] == ids[1] != ids[2]
    assert told.posts[1].body == told.mock.journal.deliveries()[0].message.body
    assert [bool(each) for each in told.faults()] == [True, False, False]


def test_the_journal_has_the_timestamp_and_signature_that_were_sent(told: Told) -> None:
    fail(told.mock, WebhookStale(1_000))
    told.order()
    told.wait()
    delivery, post = told.mock.journal.deliveries()[0], told.posts[0]
    assert delivery.timestamp == int(post.headers["webhook-timestamp"]) == int(delivery.at) - 1_000
    assert delivery.signature == post.headers["webhook-signature"]


@pytest.mark.parametrize(**in_words(WEBHOOK_FAULTS))
def test_the_control_api_names_each_fault(told: Told, fault: Fault) -> None:
    fail(told.mock, fault)
    told.order()
    told.wait()
    told.wait()
    assert told.mock.faults.waiting() == ()
    shown = json.loads(control(told.mock, "GET", "/deliveries").body)
    named = {each["fault"] for each in shown} - {None}
    assert len(named) == 1
    assert named == {*told.faults()} - {""}


def test_a_redelivery_of_a_call_that_was_spoiled_is_as_it_should_be(told: Told) -> None:
    fail(told.mock, WebhookTampered(), Match(status=COMPLETED))
    told.order()
    told.wait()
    control(told.mock, "POST", f"/deliveries/{told.posts[1].headers['webhook-id']}/redeliver")
    told.wait(0)
    assert told.doubts() == [None, MismatchError, None]


def test_one_task_can_go_wrong_alone(told: Told) -> None:
    good, bad = told.order(), told.order()
    fail(told.mock, WebhookDropped(), Match(task_id=bad), times=2)
    told.wait()
    assert {json.loads(each.body)["task_id"] for each in told.posts} == {good}


def test_chance_is_the_same_in_each_run_whatever_the_order(new_told: Callable[..., Told]) -> None:
    runs = []
    for _ in range(2):
        told = new_told()
        fail(told.mock, WebhookDropped(), probability=0.5)
        for _ in range(20):
            told.order()
        told.wait()
        runs.append({(each.message.id, each.fault) for each in told.mock.journal.deliveries()})
    assert runs[0] == runs[1]
    assert {fault for _, fault in runs[0]} == {"", "webhook-dropped"}


def test_a_reset_forgets_messages_that_were_put_off(told: Told) -> None:
    fail(told.mock, WebhookDelayed(60))
    told.order()
    told.wait(1)
    control(told.mock, "POST", "/reset")
    told.order()
    told.wait(100)
    assert (told.statuses(), told.faults()) == (["IN_PROGRESS", "COMPLETED"], ["", ""])


def test_faults_of_the_api_are_none_of_a_webhooks_business(told: Told) -> None:
    told.order()
    fail(told.mock, "503", probability=1)
    told.wait()
    assert told.faults() == ["", ""]
