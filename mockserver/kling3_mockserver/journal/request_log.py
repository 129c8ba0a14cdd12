"""RequestLog: what the journal tells, written in lines.

Lines are written together every few milliseconds, so that telling costs a busy server next to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TextIO

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_json import JsonLines
from kling3_mockserver.journal.log_lines import TextLines
from kling3_mockserver.journal.log_quiet import Quiet
from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.journal.order_prices import OrderPrices

_FLUSH_AFTER = 0.02
"""Seconds."""
_USUAL = LogStyle()


class _Lines(Protocol):
    def of(self, record: Exchange | Delivery | Notice) -> Sequence[str]: ...


class RequestLog:
    """Writes what the journal tells it, coloured if asked.

    `known` says which secrets must not be shown, and `prices` what orders cost: without them nothing is said of that.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        colour: bool = False,
        known: Callable[[], Iterable[str]] = tuple,
        style: LogStyle = _USUAL,
        prices: OrderPrices | None = None,
    ) -> None:
        self._stream = stream
        self._lines: _Lines = (
            JsonLines(known, prices)
            if style.log_format is LogFormat.JSON
            else TextLines(colour=colour, known=known, prices=prices)
        )
        self._quiet = Quiet() if style.quiet else None
        self._waiting: list[Exchange | Delivery | Notice] = []

    def note(self, record: Exchange | Delivery | Notice) -> None:
        """Have a record written soon; to be called in a running event loop."""
        worth = record if self._quiet is None else self._quiet.rest(record)
        if worth is None:
            return
        self._waiting.append(worth)
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_later(_FLUSH_AFTER, self.flush)

    def tell(self, record: Exchange | Delivery | Notice) -> None:
        """Write a record at once, in whatever thread."""
        self._write([record])

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        self._write(waiting)

    def _write(self, records: Sequence[Exchange | Delivery | Notice]) -> None:
        lines = [line for record in records for line in self._lines.of(record)]
        if lines:
            self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()
