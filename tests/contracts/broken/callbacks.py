"""Fakes whose webhooks are wrong: each has one defect that a receiver sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kling3_contracts.options import Phase
from kling3_mockserver.tasks import Status
from kling3_mockserver.webhooks import Message
from kling3_openapi.signature import SecretEncoding
from tests.contracts.broken import callbacks_sent as sent
from tests.contracts.broken.fake import FakeTarget, a_target
from tests.contracts.broken.kinds import Broken


def _sending(change: Callable[[], sent.Change]) -> Callable[[], FakeTarget]:
    """A fake behind a change of each attempt; the change is made anew with each fake, since it may remember."""
    return lambda: a_target(new_sender=lambda: sent.ChangedSender(change()))


def _plainly(change: sent.Change) -> Callable[[], FakeTarget]:
    return _sending(lambda: change)


def _overtaking() -> FakeTarget:
    """Each message waits for itself alone, so that the end overtakes what has to be sent again."""
    target = a_target()
    due = target.mock.lifecycle.due

    async def apart(now: float) -> Sequence[Message]:
        messages = await due(now)
        return [sent.with_task_id(each, f"{each.task_id} {each.status.value}") for each in messages]

    setattr(target.mock.lifecycle, "due", apart)  # noqa: B010  (mypy wants methods left alone)
    return target


def _of_the_first_task() -> FakeTarget:
    """Every call tells of the task that was told of first."""
    return a_target(new_sender=lambda: sent.ChangedSender(sent.FirstTask()))


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("no webhook comes", "K150", lambda: a_target(webhook_statuses=())),
    ("IN_PROGRESS is not told", "K150", lambda: a_target(webhook_statuses=(Status.COMPLETED, Status.FAILED))),
    ("the end is not told", "K150", lambda: a_target(webhook_statuses=(Status.IN_PROGRESS,))),
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
    ("the timestamp is not renewed", "K158", _sending(sent.OldTimestamps)),
    ("retries without an end", "K159", lambda: a_target(webhook_attempts=10_000)),
    ("the end overtakes IN_PROGRESS", "K160", _overtaking),
    ("410 is tried again", "K161", _sending(lambda: sent.Answering({410: 500}))),
    ("the content type is text", "K162", _plainly(sent.as_text)),
    ("there is no content type", "K162", _plainly(sent.without("content-type"))),
    ("the body shows what the task cost", "K171", _plainly(sent.with_cost)),
    ("what was taken comes again", "K163", _sending(sent.Twice)),
)

CALLBACKS: tuple[Broken, ...] = tuple(Broken(*each, (Phase.WEBHOOKS,)) for each in _DEFECTS)
