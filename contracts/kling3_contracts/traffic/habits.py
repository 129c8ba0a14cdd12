"""Habits: what a client does over several requests, held to the rules on history and on whose task is read."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_contracts.traffic.lives import Lives
from kling3_contracts.traffic.memory import Memory
from kling3_contracts.traffic.recorded import Recorded
from kling3_contracts.traffic.told import tasks_told
from kling3_openapi.endpoints import Endpoint, Kind
from kling3_openapi.findings import Finding
from kling3_openapi.rules.history import (
    LIMIT_SECONDS,
    Repetition,
    Retry,
    TaskReads,
    failed_order_again,
    polling_after_end,
    retry_within_limit,
)
from kling3_openapi.rules.paths import no_such_task, task_of_another_family

_TOO_MANY, _NOT_FOUND = 429, 404

_Order = tuple[str, str, int]


class Habits:
    """Counts reads after a task's end and repetitions of an order, and knows who was answered 429."""

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._reads: Memory[str, int] = Memory()
        self._orders: Memory[_Order, tuple[str, int]] = Memory()
        self._limited: Memory[str, float] = Memory()

    def look(self, endpoint: Endpoint, recorded: Recorded) -> Iterator[Finding]:
        """Yield what an exchange adds up to with those before it; ask after the lives have seen it."""
        yield from self._limit(recorded)
        if endpoint.kind is Kind.GET:
            yield from self._read(endpoint, recorded)
        if endpoint.kind is Kind.CREATE and recorded.body_known:
            yield from self._ordered(endpoint, recorded)

    def _limit(self, recorded: Recorded) -> Iterator[Finding]:
        exchange = recorded.exchange
        key, now = exchange.request.key, exchange.at
        last = self._limited.get(key) if now else None
        if last is not None and 0 <= now - last < LIMIT_SECONDS:
            yield from retry_within_limit.findings(Retry(now - last))
        if exchange.answer.status == _TOO_MANY and now:
            self._limited.put(key, now)

    def _read(self, endpoint: Endpoint, recorded: Recorded) -> Iterator[Finding]:
        task_id = recorded.exchange.request.path.rpartition("/")[2]
        life, status = self._lives.of(task_id), recorded.exchange.answer.status
        if life is not None and life.ordered and life.family is not endpoint.family:
            yield task_of_another_family(task_id, life.family)
        elif life is None and status == _NOT_FOUND:
            yield no_such_task(task_id, endpoint.family)
        elif life is not None and life.ended and status == 200:
            yield from self._after_end(task_id, life.status)

    def _after_end(self, task_id: str, status: str) -> Iterator[Finding]:
        reads = (self._reads.get(task_id) or 0) + 1
        self._reads.put(task_id, reads)
        # The first read that shows the end is not one after it.
        yield from polling_after_end.findings(TaskReads(status, ended=True, reads_after_end=reads - 1))

    def _ordered(self, endpoint: Endpoint, recorded: Recorded) -> Iterator[Finding]:
        """Hold an order to those of the same bytes, key and model before it."""
        exchange = recorded.exchange
        created = next(tasks_told(endpoint, exchange), None)
        if created is None:
            return
        order = (exchange.request.key, endpoint.operation_id, hash(exchange.request.body))
        last_id, failures = self._orders.get(order) or ("", 0)
        life = self._lives.of(last_id)
        failures = failures + 1 if life is not None and life.status == "FAILED" else 0
        self._orders.put(order, (created.task_id, failures))
        yield from failed_order_again.findings(Repetition(failures))
