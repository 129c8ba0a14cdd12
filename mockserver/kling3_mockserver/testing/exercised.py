"""Exercised: which part of the contract a test suite has touched, and which findings it caused, to be summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from kling3_mockserver.journal.covering import cover
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.testing.expenses import Expenses
from kling3_openapi.coverage.counter import Coverage
from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.findings import Finding

if TYPE_CHECKING:
    from kling3_mockserver.testing.next_edition import NextEdition

_GIST = (Dimension.OPERATIONS, Dimension.KEYWORDS)
"""What a run is told that did not ask: how wide and how deep it went."""
_SHOWN_CHARACTERS = 80
"""Of what was never tried, in one line."""


@dataclass(slots=True)
class Exercised:
    """What a whole run has touched and caused; `merge` adds those of another process."""

    edition: Edition | None = None
    """The edition whose document is counted; None: the first."""
    next_edition: NextEdition | None = None
    """Which tests would end otherwise in another edition, if a run asks for that."""
    findings: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    """For each code the first test that caused it, and what was said."""
    expenses: Expenses = field(default_factory=Expenses)
    """What the orders would have cost."""
    coverage: Coverage = field(init=False)

    def __post_init__(self) -> None:
        self.coverage = Coverage(edition=self.edition or FIRST)

    def note(
        self, test: str, exchanges: Iterable[Exchange], told: Iterable[Finding], deliveries: Iterable[Delivery] = ()
    ) -> None:
        """Count what one test did; `told` are those of its findings that are to be spoken of."""
        records: list[Exchange | Delivery] = [*exchanges, *deliveries]
        for record in sorted(records, key=lambda each: each.number):
            cover(self.coverage, record)
        for finding in told:
            self.findings[finding.code] += 1
            self.first.setdefault(finding.code, f"{test}: {finding.message}")

    def to_json(self) -> dict[str, Mapping[str, object]]:
        """Return the counts as plain values that another process can merge."""
        moved = self.next_edition.tests if self.next_edition else {}
        return {
            "coverage": self.coverage.to_json(),
            "findings": {**self.findings},
            "first": {**self.first},
            "next_edition": {**moved},
            "expenses": self.expenses.to_json(),
        }

    def merge(self, other: Mapping[str, Mapping[str, object]]) -> None:
        """Add the counts of another process."""
        self.coverage.merge(Coverage.from_json(other["coverage"], edition=self.edition or FIRST))
        self.findings.update({code: count for code, count in other["findings"].items() if isinstance(count, int)})
        for code, words in other["first"].items():
            self.first.setdefault(code, str(words))
        self.expenses.merge(other["expenses"])
        if self.next_edition is not None:
            self.next_edition.merge(other["next_edition"])

    def lines(self, *, whole: bool = False) -> list[str]:
        """Return what a terminal shows at the end of a run: findings, the coverage in one line or as a whole, the cost.

        Nothing when the fake was not used, unless the whole is asked for.
        """
        summary = self.coverage.summary()
        if whole:
            return [*self._finding_lines(), *map(_line, summary.dimensions), *self.expenses.lines()]
        if not any(each.touched for each in summary.dimensions):
            return []
        return [*self._finding_lines(), _gist(summary), *self.expenses.lines()]

    def _finding_lines(self) -> list[str]:
        return [f"{code} x{count}, first in {self.first[code]}" for code, count in sorted(self.findings.items())]


def _gist(summary: CoverageSummary) -> str:
    parts = [f"{each.touched} of {each.total} {each.dimension.value}" for each in map(summary.of, _GIST)]
    return f"contract: {', '.join(parts)} exercised (--kling3-coverage tells the rest)"


def _line(each: DimensionSummary) -> str:
    head = f"{each.dimension.value:<11} {each.touched} of {each.total}"
    return f"{head}, never: {_shortened(each.missing)}" if each.missing else head


def _shortened(names: Sequence[str]) -> str:
    """Return the first of these names, as many as fit in a line and at least one, and how many more there are."""
    lengths = accumulate(len(name) + 2 for name in names)
    shown = max(1, sum(1 for _ in takewhile(lambda length: length <= _SHOWN_CHARACTERS, lengths)))
    more = f" (+{len(names) - shown})" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
