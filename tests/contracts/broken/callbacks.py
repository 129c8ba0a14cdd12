"""Fakes whose webhooks are wrong: each has one defect that a receiver sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kling3_contracts.options import Phase
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.tasks.task import Status
from kling3_openapi.signature import SecretEncoding
from tests.contracts.broken import callbacks_sent as sent
from tests.contracts.broken import callbacks_told as told
from tests.contracts.broken import callbacks_tried as tried
from tests.contracts.broken.fake import FakeTarget, a_target, changed
from tests.contracts.broken.kinds import Broken


def _sending(change: Callable[[], sent.Change]) -> Callable[[], FakeTarget]:
    """A fake behind a change of each attempt; the change is made anew with each fake, since it may remember."""
    return lambda: a_target(new_sender=lambda: sent.ChangedSender(change()))


def _plainly(change: sent.Change) -> Callable[[], FakeTarget]:
    return _sending(lambda: change)


def overtake(mock: Mock, whom: Callable[[Message], bool] = lambda _message: True) -> None:
    """Have each message wait for itself alone, so that the end overtakes what waits longer or has to be sent again."""
    due = mock.lifecycle.due

    async def apart(now: float) -> Sequence[Message]:
        messages = await due(now)
        return [
            sent.with_task_id(each, f"{each.task_id} {each.status.value}") if whom(each) else each for each in messages
        ]

    setattr(mock.lifecycle, "due", apart)  # noqa: B010  (mypy wants methods left alone)


def _overtaking() -> FakeTarget:
    target = a_target()
    overtake(target.mock)
    return target


def _of_the_first_task() -> FakeTarget:
    """Every call tells of the task that was told of first."""
    return a_target(new_sender=lambda: sent.ChangedSender(sent.FirstTask()))


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("no webhook comes", "K150", lambda: a_target(webhook_statuses=())),
    ("IN_PROGRESS is not told", "K150", lambda: a_target(webhook_statuses=(Status.COMPLETED, Status.FAILED))),
    ("the end is not told", "K150", lambda: a_target(webhook_statuses=(Status.IN_PROGRESS,))),
    (
        "a failure is not told",
        "K150",
        lambda: a_target(scenario=FailAfter(), webhook_statuses=(Status.IN_PROGRESS, Status.COMPLETED)),
    ),
    ("one tier of one family tells nothing", "K150", lambda: changed(told.untold("/v1/ai/video/kling-v3-omni-pro"))),
    ("webhooks are unsigned", "K151", _plainly(sent.without("webhook-signature"))),
    ("webhooks have no id", "K151", _plainly(sent.without("webhook-id"))),
    ("webhooks have no timestamp", "K151", _plainly(sent.without("webhook-timestamp"))),
    ("the timestamp is a date", "K151", _plainly(sent.dated)),
    ("signed over other bytes", "K152", _plainly(sent.spaced)),
    ("signed without the id", "K152", _plainly(sent.signed_without_id)),
    ("signed in hexadecimal", "K152", _plainly(sent.signed_in_hex)),
    ("the signature comes in another version", "K152", _plainly(sent.signed_as_v2)),
    ("the secret is decoded from base64", "K152", lambda: a_target(webhook_secret_encoding=SecretEncoding.BASE64)),
    ("the body has an envelope", "K153", _plainly(sent.enveloped)),
    ("the body has no `generated`", "K153", _plainly(sent.without_generated)),
    ("the body is a form", "K153", _plainly(sent.as_form)),
    ("the query string is lost", "K154", _plainly(sent.without_query)),
    ("the query string is written anew", "K154", _plainly(sent.with_new_query)),
    ("the path is lost", "K154", _plainly(sent.without_path)),
    ("the URL gets a slash", "K154", _plainly(sent.with_slash)),
    ("a callback for the wrong task", "K155", _of_the_first_task),
    ("a callback with the wrong end", "K155", _plainly(sent.failed)),
    ("no retry", "K156", lambda: a_target(webhook_attempts=1)),
    ("any answer is taken for success", "K156", _sending(lambda: sent.Answering({500: 200}))),
    ("the id changes over retries", "K157", _sending(sent.NewIds)),
    ("all messages of a task have one id", "K157", _plainly(sent.one_id)),
    ("ids are alike over tasks", "K157", _plainly(told.one_id_for_all)),
    ("the timestamp is not renewed", "K158", _sending(sent.OldTimestamps)),
    ("retries without an end", "K159", lambda: a_target(webhook_attempts=10_000)),
    ("the end overtakes IN_PROGRESS", "K160", _overtaking),
    ("410 is tried again", "K161", _sending(lambda: sent.Answering({410: 500}))),
    ("the content type is text", "K162", _plainly(sent.as_text)),
    ("there is no content type", "K162", _plainly(sent.without("content-type"))),
    ("the body shows what the task cost", "K171", _plainly(sent.with_cost)),
    ("what was taken comes again", "K163", _sending(sent.Twice)),
    ("only 200 is taken for success", "K163", _sending(lambda: sent.Answering({204: 500}))),
    ("the URL names another file", "K185", _plainly(told.with_another_file)),
    ("the token of the URL opens nothing", "K185", _plainly(told.with_a_dead_token)),
    ("IN_PROGRESS comes with a URL", "K185", _plainly(told.with_an_early_url)),
    ("COMPLETED comes without its URL", "K185", _plainly(told.without_its_url)),
    ("a status is told before it is there", "K186", told.too_early),
    ("webhooks are sent by PUT", "K187", lambda: a_target(new_sender=tried.Putting)),
    ("the body tells which attempt it is", "K188", _sending(told.Counted)),
    ("404 is taken for success", "K189", _sending(lambda: sent.Answering({404: 200}))),
    ("400 is taken for success", "K189", _sending(lambda: sent.Answering({400: 200}))),
    ("429 ends a message", "K189", _sending(lambda: sent.Answering({429: 200}))),
    ("503 ends a message", "K189", _sending(lambda: sent.Answering({503: 200}))),
    ("a redirect is taken for success", "K189", _sending(lambda: sent.Answering({307: 200}))),
    ("a connection that breaks ends a message", "K189", _sending(lambda: sent.Answering({0: 200}))),
    ("redirects are followed", "K194", _plainly(tried.following)),
    ("delays shrink", "K191", tried.shrinking),
    ("retries come in a storm", "K192", tried.storming),
    ("retries come at once and soon end", "K192", tried.storming_briefly),
    ("a call is shorter than it says", "K193", lambda: a_target(new_sender=tried.Lengthening)),
)

CALLBACKS: tuple[Broken, ...] = tuple(Broken(*each, (Phase.WEBHOOKS,)) for each in _DEFECTS)
