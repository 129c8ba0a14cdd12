"""Coverage: counts which part of the contract was exercised, exchange by exchange, within bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from kling3_openapi.coverage.answers import told
from kling3_openapi.coverage.facts import Fact
from kling3_openapi.coverage.lifecycle import Lifecycle
from kling3_openapi.coverage.summary import CoverageSummary, Dimension
from kling3_openapi.coverage.universe import Outcome, Universe, universe_of
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Kind, Operation
from kling3_openapi.rules.address import operation_of

_Key = TypeVar("_Key")

_OK = 200
_REFUSED = 400


class Exchanged(NamedTuple):
    """One request and its answer; a `status` of 0 stands for no answer, a `body` of None for one not known."""

    method: str
    path: str
    """Percent-decoded, without the query."""
    query: Sequence[tuple[str, str]] = ()
    body: bytes | None = b""
    status: int = 0
    content_type: str = ""
    answer: bytes = b""
    codes: Iterable[str] = ()
    """The codes of the findings that the request caused."""


class Coverage:
    """What was touched of one document; it holds a set of facts and the last status of 100,000 tasks, no exchange."""

    def __init__(self, strictness: Strictness = Strictness.STRICT, edition: Edition = FIRST) -> None:
        self._universe: Universe = universe_of(strictness, edition)
        self._touched: set[Fact] = set()
        self._lifecycle = Lifecycle()

    def exchange(self, seen: Exchanged) -> None:
        """Count one exchange; whatever the document doesn't know is passed over."""
        self._count(self._universe.rules, seen.codes)
        endpoint = operation_of(seen.method, seen.path)
        if endpoint is None or endpoint.method != seen.method:
            return
        kind = seen.content_type.partition(";")[0].strip().lower()
        self._touched.add(self._universe.operations[endpoint.operation_id])
        self._count(self._universe.responses, [(endpoint.operation_id, seen.status, kind)])
        self._ask(endpoint, seen)
        self._answer(endpoint, seen, kind)

    def webhook(self, status: str, outcome: Outcome, task_id: str = "") -> None:
        """Count one attempt to deliver; a webhook that was taken tells of its task as an answer does."""
        self._count(self._universe.webhooks, [(status, outcome)])
        if task_id and outcome is Outcome.TAKEN:
            self._task(task_id, status)

    def merge(self, other: Coverage) -> None:
        """Add what another has counted; what only its own document knows is left out."""
        self._add(other.to_json())

    def to_json(self) -> dict[str, list[str]]:
        """Return what was touched, by dimension and in the order of the document, as another process can read it."""
        names: dict[str, list[str]] = {each.value: [] for each in Dimension}
        for fact in self._universe.facts:
            if fact in self._touched:
                names[fact.dimension.value].append(fact.name)
        return names

    @classmethod
    def from_json(
        cls, names: Mapping[str, object], strictness: Strictness = Strictness.STRICT, edition: Edition = FIRST
    ) -> Coverage:
        """Return what another process has counted; names that the document doesn't know are left out."""
        coverage = cls(strictness, edition)
        coverage._add(names)
        return coverage

    def summary(self) -> CoverageSummary:
        """Return how much was touched and what never was."""
        return self._universe.facts.summary(self._touched)

    def _ask(self, endpoint: Operation, seen: Exchanged) -> None:
        # Other answers, such as 401, come before anyone has looked at what was asked.
        if seen.status not in (_OK, _REFUSED):
            return
        self._touched.update(self._universe.queries[endpoint.operation_id].touched(seen.query))
        if endpoint.operation_id in self._universe.bodies:
            self._touched.update(self._universe.bodies[endpoint.operation_id].touched(seen.body))

    def _answer(self, endpoint: Operation, seen: Exchanged, kind: str) -> None:
        if not seen.answer:
            return
        tasks, gist = told(seen.answer)
        self._count(self._universe.examples, [(seen.status, kind, gist)])
        if seen.status == _OK:
            for task_id, status in tasks:
                self._task(task_id, status, new=endpoint.kind is Kind.CREATE)

    def _task(self, task_id: str, status: str, *, new: bool = False) -> None:
        self._count(self._universe.statuses, [status])
        if status not in self._universe.statuses:
            return
        if new:
            self._lifecycle.begun(task_id, status)
        elif transition := self._lifecycle.seen(task_id, status):
            self._count(self._universe.transitions, [transition])

    def _count(self, facts: Mapping[_Key, Fact], keys: Iterable[_Key]) -> None:
        self._touched.update(facts[key] for key in keys if key in facts)

    def _add(self, names: Mapping[str, object]) -> None:
        for dimension in Dimension:
            listed = names.get(dimension.value)
            for name in listed if isinstance(listed, list) else ():
                fact = self._universe.facts.known(dimension, name)
                if fact is not None:
                    self._touched.add(fact)
