"""Lives: what the answers of a recording show of each task from order to end; K120, K123 to K126 and K129."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kling3_contracts.traffic.memory import Memory
from kling3_contracts.traffic.recorded import Recorded
from kling3_contracts.traffic.told import Told, tasks_told
from kling3_contracts.traffic.tries import Try, tried
from kling3_openapi.endpoints import Endpoint, Family, Kind
from kling3_openapi.rules.echo import echoed

_RANKS = {"CREATED": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "FAILED": 2}
_LAST = 2


class Life(NamedTuple):
    """What is known of a task; `until` is when its last answer had come, in unix seconds."""

    status: str
    family: Family
    until: float
    ordered: bool = False
    """Whether the recording has the order that created it."""

    @property
    def ended(self) -> bool:
        """Whether no other status may follow."""
        return _RANKS[self.status] == _LAST


class Lives:
    """Follows tasks over a recording, 10,000 at a time."""

    def __init__(self) -> None:
        self._lives: Memory[str, Life] = Memory()

    def of(self, task_id: str) -> Life | None:
        """Return what is known of a task."""
        return self._lives.get(task_id)

    def look(self, endpoint: Endpoint, recorded: Recorded) -> Iterator[Try]:
        """Yield each promise that an answer puts to the test, and remember what it shows."""
        for told in tasks_told(endpoint, recorded.exchange):
            if endpoint.kind is Kind.CREATE:
                yield _new(told)
            if endpoint.kind is Kind.GET:
                yield _same(told, recorded.exchange.request.path.rpartition("/")[2])
            if told.status in _RANKS:
                yield from self._moved(endpoint, told, recorded)
                yield from _shown(told)

    def tell(self, told: Told) -> None:
        """Remember the status that a webhook told of a task, where it goes forward."""
        life = self._lives.get(told.task_id)
        if life is not None and _RANKS.get(told.status, -1) > _RANKS[life.status]:
            self._lives.put(told.task_id, life._replace(status=told.status))

    def _moved(self, endpoint: Endpoint, told: Told, recorded: Recorded) -> Iterator[Try]:
        life = self._lives.get(told.task_id)
        exchange = recorded.exchange
        until = exchange.at + exchange.answer.seconds
        if life is None or endpoint.kind is Kind.CREATE:
            ordered = endpoint.kind is Kind.CREATE
            self._lives.put(told.task_id, Life(told.status, endpoint.family, until, ordered))
            return
        if recorded.in_order or exchange.at == 0 or exchange.at >= life.until:
            yield _forward(life, told)
            self._lives.put(told.task_id, life._replace(status=told.status, until=max(until, life.until)))
        elif _RANKS[told.status] > _RANKS[life.status]:
            self._lives.put(told.task_id, life._replace(status=told.status, until=max(until, life.until)))


def _new(told: Told) -> Try:
    got = f"the answer to an order shows {echoed(told.status, 20)} with {_urls(told)}"
    kept = told.status == "CREATED" and not told.generated
    return tried("K120", kept, f"{got}: expected CREATED with no URL, answer before the work begins", told.status[:20])


def _same(told: Told, asked: str) -> Try:
    got = f"asked for the task {echoed(asked, 40)}, got {echoed(told.task_id, 40)}"
    return tried("K123", told.task_id == asked, f"{got}: look the task up by the whole id of the path")


def _forward(life: Life, told: Told) -> Try:
    went = f"the task went from {life.status} to {told.status}"
    step = f"{life.status} {told.status}"
    if life.ended:
        return tried("K125", told.status == life.status, f"{went}: an end is final, never touch such a task", step)
    back = _RANKS[told.status] < _RANKS[life.status]
    return tried("K124", not back, f"{went}: a status only moves forward, let one place alone change it", step)


def _shown(told: Told) -> Iterator[Try]:
    if told.generated is None:
        return
    if told.status == "COMPLETED":
        mend = "show COMPLETED only when the URL is there"
        yield tried("K126", told.generated, f"a COMPLETED task has no URL in generated: {mend}")
    else:
        mend = "fill generated with the change to COMPLETED"
        yield tried("K129", not told.generated, f"a task in {told.status} has {_urls(told)}: {mend}", told.status)


def _urls(told: Told) -> str:
    count = len(told.generated or ())
    return f"{count} URL{'' if count == 1 else 's'}"
