"""Coverage: the handler that tells what of the contract was exercised, and which findings there were."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kling3_mockserver.control.guard import is_in_process
from kling3_mockserver.journal.covering import cover
from kling3_mockserver.journal.cursor import Portion
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.settings.settings import Settings
from kling3_openapi import rules
from kling3_openapi.coverage.counter import Coverage
from kling3_openapi.coverage.summary import DimensionSummary
from kling3_openapi.editions import Edition
from kling3_openapi.findings import Severity

if TYPE_CHECKING:
    from kling3_mockserver.journal.views import JsonObject

_PORTION = 50
"""Records that are counted before others are answered."""
_WEIGHTS = (Severity.ADVICE, Severity.IGNORED, Severity.ERROR)


class Counted(Protocol):
    """What is counted."""

    settings: Settings
    journal: Journal


class CoverageOf:
    """The handler; each record is counted once, and stays counted when it is forgotten, until a reset."""

    def __init__(self, mock: Counted) -> None:
        self._mock = mock
        self._counting = threading.Lock()
        self._count: _Count | None = None

    async def show(self, request: Request) -> Response:
        """Show what was exercised since the last reset."""
        waits = not is_in_process(request.scope)
        count = await self._begun(waits=waits)
        while self._goes_on(count):
            if waits:
                await asyncio.sleep(0)
        return JSONResponse(count.view())

    async def _begun(self, *, waits: bool) -> _Count:
        """Return the count to go on with: a new one at first, and after a change of the edition."""
        edition, count = self._mock.settings.edition, self._count
        if count is None or count.edition is not edition:
            # The document is taken apart, which takes a while.
            count = await asyncio.to_thread(self._new, edition) if waits else self._new(edition)
            self._count = count
        return count

    def _new(self, edition: Edition) -> _Count:
        return _Count(self._mock.journal, edition)

    def _goes_on(self, count: _Count) -> bool:
        # Two may ask at a time, of servers in two threads.
        with self._counting:
            return count.take()


class _Count:
    """What was counted so far, and how far that is."""

    def __init__(self, journal: Journal, edition: Edition) -> None:
        self.edition = edition
        self._journal, self._cursor = journal, journal.beginning()
        # Loaded now, perhaps in a thread: all rules stand in it.
        self._titles = {each.code: each.title for each in rules.CATALOGUE}
        self._empty()

    def take(self) -> bool:
        """Count some more; return whether there may be more of them."""
        portion = self._journal.since(self._cursor, _PORTION)
        if portion.cleared:
            self._empty()
        self._cursor = portion.cursor
        self._add(portion)
        return bool(portion.records)

    def view(self) -> JsonObject:
        """Return the counts as they are shown."""
        return {
            "edition": self.edition.value,
            "dimensions": [_dimension_view(each) for each in self._coverage.summary().dimensions],
            "findings": [self._finding_view(code, count) for code, count in sorted(self._codes.items())],
            "exchanges": self._exchanges,
        }

    def _empty(self) -> None:
        self._coverage = Coverage(edition=self.edition)
        self._codes: Counter[str] = Counter()
        self._severities: dict[str, Severity] = {}
        self._exchanges = 0

    def _add(self, portion: Portion) -> None:
        for record in portion.records:
            cover(self._coverage, record)
            if isinstance(record, Exchange):
                self._exchanges += 1
                for each in record.findings:
                    self._codes[each.code] += 1
                    gravest = max(self._severities.get(each.code, each.severity), each.severity, key=_WEIGHTS.index)
                    self._severities[each.code] = gravest

    def _finding_view(self, code: str, count: int) -> JsonObject:
        severity = self._severities[code].value
        return {"code": code, "severity": severity, "count": count, "title": self._titles.get(code, "")}


def _dimension_view(each: DimensionSummary) -> JsonObject:
    return {
        "dimension": each.dimension.value,
        "touched": each.touched,
        "total": each.total,
        "missing": list(each.missing),
    }
