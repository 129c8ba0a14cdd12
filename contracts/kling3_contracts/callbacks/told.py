"""Told: what one call tells of which task, and the calls of one message, attempt by attempt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kling3_contracts.callbacks.listener import Call
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.workflow.status import Seen, parsed, seen_in
from kling3_openapi.signature import ID_HEADER, TIMESTAMP_HEADER

PLACE = "webhook"
"""Where reports say that calls were received: the document has no operation id for them."""
UNKNOWN = -1
"""The rank of a call that tells no status."""
TOLERANCE = 300
"""Seconds between a timestamp and its arrival that receivers allow."""
_LONGEST_TIMESTAMP = 15


class Told(NamedTuple):
    """A call with what its body tells; `seen` is None where it tells of no task, not even within an envelope."""

    call: Call
    body: object
    seen: Seen | None

    @property
    def exchange(self) -> Exchange:
        """The call and what it was answered, as reports show them."""
        return Exchange(self.call.request, Answer(self.call.status), PLACE, self.call.unix)

    @property
    def message_id(self) -> str:
        """The webhook-id, or the empty string."""
        return self.call.request.header(ID_HEADER)

    @property
    def timestamp(self) -> int | None:
        """The webhook-timestamp where it is one."""
        text = self.call.request.header(TIMESTAMP_HEADER)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_TIMESTAMP else None

    @property
    def fresh(self) -> bool:
        """Whether its timestamp is of the day, as a receiver holds it against the clock on the wall."""
        return abs(self.call.unix - (self.timestamp or 0)) <= TOLERANCE

    @property
    def taken(self) -> bool:
        """Whether it was answered with success."""
        return 200 <= self.call.status < 300

    @property
    def rank(self) -> int:
        """How far the task is that it tells of, or UNKNOWN."""
        return self.seen.status.rank if self.seen and self.seen.status else UNKNOWN

    @property
    def word(self) -> str:
        """The status in messages."""
        return self.seen.word if self.seen else "no task"


def told(call: Call) -> Told:
    """Return what a call tells."""
    body = parsed(call.request.body)
    within = body.get("data") if isinstance(body, dict) else None
    return Told(call, body, seen_in(body) or seen_in(within))


def attempts(calls: Sequence[Told]) -> tuple[tuple[Told, ...], ...]:
    """Return the calls of one order by message, each with all its attempts: one message tells one status."""
    ranks = dict.fromkeys(each.rank for each in calls if each.rank != UNKNOWN)
    return tuple(tuple(each for each in calls if each.rank == rank) for rank in ranks)
