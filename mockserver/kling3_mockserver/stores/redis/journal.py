"""SharedJournal: the requests and deliveries of all processes, which lie on the server until somebody looks at them."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import cast

from kling3_mockserver.errors import StoreError
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.keeping import MOST
from kling3_mockserver.stores.forms import delivery_of, delivery_text, exchange_of, exchange_text
from kling3_mockserver.stores.redis.line import Reply
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space

_EXCHANGE, _DELIVERY = "exchange", "delivery"
_FORMS: Mapping[str, Callable[[int, str], Exchange | Delivery]] = {_EXCHANGE: exchange_of, _DELIVERY: delivery_of}
_Entry = tuple[str, tuple[str, str]]
_Record = tuple[int, str, str]
"""Number, kind and text."""


class SharedJournal(Journal):
    """Tells its listeners of what this process does, and reads from the server what all do.

    Numbers are given by the server: a record that was only just made has none.
    """

    def __init__(self, lines: Lines, space: Space, most: int) -> None:
        super().__init__(most)
        self._lines, self._space, self._most = lines, space, most
        self._last = dict.fromkeys(_FORMS, 0)
        self._clears = 0
        self._written: dict[asyncio.AbstractEventLoop, asyncio.Future[Reply]] = {}
        self._unwritten: deque[tuple[str, str]] = deque(maxlen=most)
        self._taking_in = threading.Lock()

    def next_number(self) -> int:
        """Return 0, since the server gives it."""
        return 0

    def add_exchange(self, exchange: Exchange) -> None:
        """Have an exchange remembered, cut where it is long."""
        kept = exchange.shortened if exchange.size > MOST else exchange
        self._write(_EXCHANGE, exchange_text(kept))
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def add_delivery(self, delivery: Delivery) -> None:
        """Have an attempt to deliver remembered."""
        self._write(_DELIVERY, delivery_text(delivery))
        if self.on_delivery is not None:
            self.on_delivery(delivery)

    async def told(self) -> None:
        """Wait until what this loop has added last is on the server, or can't be."""
        if (written := self._written.pop(asyncio.get_running_loop(), None)) is not None:
            with suppress(StoreError):
                await written

    async def catch_up(self) -> None:
        """Remember here what was added since; raise StoreError while the server can't be asked."""
        while self._unwritten:
            self._write(*self._unwritten.popleft())
        await self.told()
        clears, base, line = self._clears, self._space.base, self._lines.line()
        asked = [
            line.ask("XREVRANGE", f"{base}journal:{kind}", "+", f"({last}-0", "COUNT", self._most)
            for kind, last in self._last.items()
        ]
        newest = cast("list[list[_Entry]]", await asyncio.gather(*asked))
        self._take_in(clears, sorted(_record(*entry) for found in newest for entry in found))

    def _take_in(self, clears: int, records: Sequence[_Record]) -> None:
        with self._taking_in:
            # Several may have asked at once, of whom the slowest has the least to tell.
            if clears != self._clears:
                return
            for number, kind, text in records:
                if number > self._last[kind]:
                    self._last[kind] = number
                    self.resume(_FORMS[kind](number, text))
        if records:
            self._ring()

    def clear(self) -> None:
        """Forget everything."""
        with self._taking_in:
            self._last = dict.fromkeys(_FORMS, 0)
            self._clears += 1
            self._unwritten.clear()
            super().clear()

    def _write(self, kind: str, text: str) -> None:
        space = self._space
        try:
            line = self._lines.line()
        except StoreError:
            # The loop ends: a process that comes after this one has what the store has.
            return
        written = line.run(Script.RECORD, (space.base, space.state), space.generation, self._most, kind, text)
        self._written[asyncio.get_running_loop()] = written
        written.add_done_callback(lambda done: self._look_at(done, kind, text))

    def _look_at(self, written: asyncio.Future[Reply], kind: str, text: str) -> None:
        # Who waited may have gone: it is written all the same.
        if not written.cancelled() and written.exception() is not None:
            self._unwritten.append((kind, text))


def _record(entry: str, fields: tuple[str, str]) -> _Record:
    kind, text = fields
    return int(entry.partition("-")[0]), kind, text
