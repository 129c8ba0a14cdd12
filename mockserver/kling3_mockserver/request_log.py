"""RequestLog: one readable line for each request and delivery, its findings below it.

Lines are written together every few milliseconds, so that telling costs a busy server next to nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TextIO

from kling3_mockserver.journal import Delivery, Exchange, masked_query
from kling3_mockserver.notices import Notice
from kling3_openapi.findings import Finding, Severity

_FLUSH_AFTER = 0.02
"""Seconds."""
_MOST_LINE = 400
_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.IGNORED: "\x1b[33m", Severity.ADVICE: "\x1b[36m"}
_PLAIN = "\x1b[0m"


class RequestLog:
    """Writes what the journal tells it; coloured on a terminal."""

    def __init__(self, stream: TextIO, *, colour: bool = False) -> None:
        self._stream, self._colour = stream, colour
        self._waiting: list[Exchange | Delivery | Notice] = []
        self._second: int | None = None
        self._clock_text = ""

    def note(self, record: Exchange | Delivery | Notice) -> None:
        """Have a record written soon; to be called in a running event loop."""
        self._waiting.append(record)
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_later(_FLUSH_AFTER, self.flush)

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        lines = [line for record in waiting for line in self._lines(record)]
        if lines:
            self._stream.write("\n".join(lines) + "\n")
            self._stream.flush()

    def _lines(self, record: Exchange | Delivery | Notice) -> Sequence[str]:
        if isinstance(record, Notice):
            return [f"{self._time(record.at)} {printable(record.text)}"]
        if isinstance(record, Delivery):
            return [self._delivery_line(record)]
        first = self._exchange_line(record)
        if not record.findings:
            return [first]
        return [first, *map(self._finding_line, record.findings)]

    def _exchange_line(self, exchange: Exchange) -> str:
        request = exchange.request
        query = f"?{masked_query(request.query)}" if request.query else ""
        new = exchange.task_id and exchange.task_id not in request.path
        task = f"  task {exchange.task_id}" if new else ""
        told = f"{printable(f'{request.method:4} {request.path}{query}')} {exchange.response.status or 'no answer'}"
        return f"{self._time(exchange.at)} {told}  {exchange.seconds * 1000:.1f} ms{task}{_fault(exchange.fault)}"

    def _delivery_line(self, delivery: Delivery) -> str:
        came = str(delivery.status) if delivery.status is not None else delivery.error
        again = "" if delivery.retry_in is None else f", next try in {delivery.retry_in:.1f} s"
        outcome = came if delivery.delivered else f"not taken: {came}{again}"
        message = delivery.message
        told = f"webhook {message.status.value} of task {message.task_id} to {printable(message.url)}"
        return f"{self._time(delivery.at)} {told}  try {delivery.attempt}: {printable(outcome)}{_fault(delivery.fault)}"

    def _finding_line(self, finding: Finding) -> str:
        told = f"{finding.code} {finding.severity.value}"
        if self._colour:
            told = f"{_COLOURS[finding.severity]}{told}{_PLAIN}"
        return f"         {told}: {printable(finding.message)}"

    def _time(self, at: float) -> str:
        if int(at) != self._second:
            self._second = int(at)
            self._clock_text = time.strftime("%H:%M:%S", time.localtime(at))
        return self._clock_text


def _fault(words: str) -> str:
    return f"  fault on purpose: {words}" if words else ""


def printable(text: str) -> str:
    """Return text without characters that would move a terminal's cursor or colour it, cut when long."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return text if len(text) <= _MOST_LINE else f"{text[:_MOST_LINE]}..."
