"""Life: what is known of one task, and what each new sight of it is held to (K120 to K129, K172, K173, K181)."""

from __future__ import annotations

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.status import Seen, Status, task_in
from kling3_contracts.workflow.urls import hold_urls
from kling3_contracts.workflow.video_order import VideoOrder
from kling3_contracts.workflow.witness import Witness
from kling3_openapi.endpoints import Family, Kind
from kling3_openapi.rules.echo import echoed

_FINE_ENOUGH = 8
"""A status was skipped for certain only when it was looked for this often in the time that went by."""
_FRESH = 600
"""Seconds between two looks in which a URL stays good for certain."""
_LOST = {
    "K121": ("a task that was just ordered", "store it before answering the order"),
    "K181": ("a task that has ended", "keep what has ended"),
}


class Life:
    """One task that was ordered; `last` is the sight of it that was had last, at the moment `at`."""

    def __init__(self, order: VideoOrder, ordered: Seen, at: float) -> None:
        self.order, self.task_id = order, ordered.task_id
        # A wrong birth was told of (K120); what follows is not to be measured by it.
        first = ordered if ordered.status is Status.CREATED else ordered._replace(status=None)
        self.last, self.at, self.born = first, at, at
        self.listed = False
        """Whether a list has shown it."""

    @property
    def family(self) -> Family:
        """The family under whose path it lives."""
        return self.order.family

    @property
    def ended(self) -> bool:
        """Whether it was seen to have ended."""
        return self.last.status is not None and self.last.status.ended

    @property
    def place(self) -> str:
        """Where reports say that it was read."""
        return place_of(self.family, Kind.GET)

    def is_in(self, exchange: Exchange) -> bool:
        """Return whether the answer to a reading shows it."""
        seen = task_in(exchange.answer)
        return seen is not None and seen.task_id == self.task_id

    def note(self, witness: Witness, exchange: Exchange, now: float) -> Seen | None:
        """Hold the answer to a reading to what is known; return the task when it is this one."""
        seen = self._found(witness, exchange)
        if seen is None:
            return None
        hold_urls(witness, self.place, self.last if now - self.at < _FRESH else None, seen, exchange)
        if seen.status is not None:
            self._hold_way(witness, seen, exchange, now)
            self.last, self.at = seen, now
        return seen

    def _found(self, witness: Witness, exchange: Exchange) -> Seen | None:
        if not self._is_there(witness, exchange):
            return None
        seen = task_in(exchange.answer)
        if seen is None:
            return None
        message = f"asked for task {self.task_id}, got {echoed(seen.task_id)}: look up the whole id"
        return seen if witness.hold("K123", seen.task_id == self.task_id, self.place, message, exchange) else None

    def _is_there(self, witness: Witness, exchange: Exchange) -> bool:
        """Whether the answer is a task; 429 and 5xx say nothing of it."""
        status = exchange.answer.status
        if status == 429 or not 200 <= status < 500:
            return False
        code = "K181" if self.ended else "K121"
        what, mend = _LOST[code]
        message = f"{what} is answered {status}, expected 200: {mend}"
        return witness.hold(code, status < 300, self.place, message, exchange, detail=f"{status}")

    def _hold_way(self, witness: Witness, seen: Seen, exchange: Exchange, now: float) -> None:
        before, status = self.last.status, seen.status
        if before is None or status is None:
            return
        change = f"{before.value} to {status.value}"
        if before.ended:
            message = f"went from {change}, expected the end to stay: never touch a task that ended"
            witness.hold("K125", status is before, self.place, message, exchange, detail=change)
            return
        message = f"went from {change}, expected CREATED, IN_PROGRESS and then an end: let one place change the status"
        forward = before.rank <= status.rank and not self._jumped(status, now)
        witness.hold("K124", forward, self.place, message, exchange, detail=change)

    def _jumped(self, status: Status, now: float) -> bool:
        """Whether IN_PROGRESS was skipped: from one look to the next one, when looks were close together."""
        if self.last.status is not Status.CREATED or not status.ended:
            return False
        return 0 < (now - self.at) * _FINE_ENOUGH <= now - self.born


def ordered(
    witness: Witness, order: VideoOrder, exchange: Exchange, known: frozenset[str] = frozenset()
) -> Seen | None:
    """Hold the answer to an order to K106 and K120; return its task, or None when it shows none."""
    answer, place = exchange.answer, order.endpoint.operation_id
    if answer.status != 429 and 200 <= answer.status < 500:
        message = f"a valid order is answered {answer.status}, expected 200: take it"
        witness.hold("K106", answer.status < 300, place, message, exchange, detail=f"{answer.status}")
    seen = task_in(answer)
    if seen is None:
        return None
    shows = _birth(seen, known)
    message = f"the answer to an order shows {shows}, expected a new id, CREATED and no URL: answer first, work then"
    good = seen.status in (Status.CREATED, None) and not seen.urls and seen.task_id not in known
    witness.hold("K120", good, place, message, exchange)
    return seen


def _birth(seen: Seen, known: frozenset[str]) -> str:
    again = "the id of an earlier task, " if seen.task_id in known else ""
    return f"{again}{seen.word} and {len(seen.urls)} URL{'' if len(seen.urls) == 1 else 's'}"
