"""Shelf: the newest records of a kind, bounded by number and by bytes, each of which has a place in the order."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Generic, TypeVar

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange

_MOST_BYTES = 32 * 1024 * 1024
_USUAL = 4 * 1024
"""Bytes, more than a usual record takes: whoever asks for very many shall have so many usual ones."""

Record = TypeVar("Record", Exchange, Delivery)


class Shelf(Generic[Record]):
    """Keeps the newest records within a number and a sum of bytes; places are counted from 0 over all ever added."""

    def __init__(self, most: int) -> None:
        self._records: deque[Record] = deque()
        self._sizes: deque[int] = deque()
        self._most, self._bytes = most, 0
        self._most_bytes = max(_MOST_BYTES, most * _USUAL)
        self.first = 0
        """The place of the oldest record that is kept, or of the next one when there is none."""

    @property
    def end(self) -> int:
        """The place of the record that is added next."""
        return self.first + len(self._records)

    def add(self, record: Record, size: int) -> None:
        """Keep a record of so many bytes."""
        self._records.append(record)
        self._sizes.append(size)
        self._bytes += size
        while self._bytes > self._most_bytes or len(self._sizes) > self._most:
            self._records.popleft()
            self._bytes -= self._sizes.popleft()
            self.first += 1

    def newest(self, limit: int | None = None) -> list[Record]:
        """Return the kept records, oldest first; with `limit`, only the newest so many."""
        records = list(self._records)
        return records if limit is None else records[max(0, len(records) - limit) :]

    def part(self, start: int, most: int) -> list[Record]:
        """Return at most so many records from a place on, which is that of a kept one."""
        # From the nearer end: what is asked for is mostly what came just now.
        if start - self.first > self.end - start:
            tail = list(islice(reversed(self._records), self.end - start))
            return tail[: -most - 1 : -1]
        return list(islice(self._records, start - self.first, start - self.first + most))

    def clear(self) -> None:
        """Keep nothing."""
        self.first = self.end
        self._records.clear()
        self._sizes.clear()
        self._bytes = 0
