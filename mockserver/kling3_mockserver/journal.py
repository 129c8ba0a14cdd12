"""Journal: every request and every delivery with its findings, bounded by number and by bytes."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from kling3_mockserver.keeping import (
    CHARACTER,
    MOST,
    findings_size,
    request_size,
    response_size,
    shortened_findings,
    shortened_request,
)
from kling3_mockserver.messages import Request, Response
from kling3_mockserver.webhooks import Message
from kling3_openapi.findings import Finding
from kling3_openapi.masking.text import shown_text

_MOST_BYTES = 32 * 1024 * 1024
_MOST_ID = 1_000
"""Characters: the id of a task may be anything that stands in a path."""
_USUAL = 4 * 1024
"""Bytes, more than a usual record takes: whoever asks for very many shall have so many usual ones."""


class Exchange(NamedTuple):
    """One request and what was answered; `at` is unix seconds, `seconds` how long the answer took.

    `key` is the API key, masked; `task_id` is the task that was created or asked for, if any. Bodies, and all headers
    together, are cut at 64 KiB, a path and a query at 16 Ki characters, and `cut` tells so. A `status` of 0 stands for
    no answer at all.
    """

    number: int
    at: float
    request: Request
    response: Response
    key: str
    task_id: str
    findings: tuple[Finding, ...]
    seconds: float
    cut: bool = False
    fault: str = ""
    """What went wrong on purpose, in words, or nothing."""
    stopped: bool = False
    """Whether there is no answer because the fake was stopped before."""
    reason: str = ""
    """Why it was refused, where no finding says so, or nothing."""

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it, without secrets."""
        task = [f"task {shown_text(self.task_id)}"] if self.task_id else []
        found = [f"{each.code} {each.severity.value}" for each in self.findings]
        fault = [f"by the fault '{self.fault}'"] if self.fault else []
        answer = f"answered {self.response.status or 'nothing'}"
        return f"<Exchange {self.number}: {', '.join([f'{self.request.words} {answer}', *fault, *task, *found])}>"

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        size = request_size(self.request) + response_size(self.response) + CHARACTER * len(self.task_id)
        return size + findings_size(self.findings) if self.findings else size


class Delivery(NamedTuple):
    """One attempt to deliver a message: `status` is the answer's, or None with the reason in `error`."""

    number: int
    at: float
    message: Message
    attempt: int
    timestamp: int
    signature: str
    status: int | None
    error: str
    seconds: float
    retry_in: float | None
    """Seconds until the next attempt; None when there is none."""
    fault: str = ""
    """What went wrong on purpose, in words, or nothing."""

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        texts = len(self.message.url) + len(self.error) + len(self.signature) + len(self.fault)
        return len(self.message.body) + CHARACTER * texts


Record = TypeVar("Record", Exchange, Delivery)


class _Shelf(Generic[Record]):
    """Keeps the newest records within a number and a sum of bytes."""

    def __init__(self, most: int) -> None:
        self._records: deque[Record] = deque()
        self._sizes: deque[int] = deque()
        self._most, self._bytes = most, 0
        self._most_bytes = max(_MOST_BYTES, most * _USUAL)

    def add(self, record: Record, size: int) -> None:
        self._records.append(record)
        self._sizes.append(size)
        self._bytes += size
        while self._bytes > self._most_bytes or len(self._sizes) > self._most:
            self._records.popleft()
            self._bytes -= self._sizes.popleft()

    def newest(self, limit: int | None = None) -> list[Record]:
        records = list(self._records)
        return records if limit is None else records[max(0, len(records) - limit) :]

    def clear(self) -> None:
        self._records.clear()
        self._sizes.clear()
        self._bytes = 0


class Journal:
    """Remembers exchanges and deliveries, oldest first, and tells a listener of each as it comes."""

    def __init__(self, most: int) -> None:
        self._exchanges: _Shelf[Exchange] = _Shelf(most)
        self._deliveries: _Shelf[Delivery] = _Shelf(most)
        self._numbers = itertools.count(1)
        self.on_exchange: Callable[[Exchange], None] | None = None
        self.on_delivery: Callable[[Delivery], None] | None = None

    def next_number(self) -> int:
        """Return the number of the next record; numbers rise over exchanges and deliveries together."""
        return next(self._numbers)

    def add_exchange(self, exchange: Exchange) -> None:
        """Remember an exchange, cut where it is long."""
        kept, size = exchange, exchange.size
        if size > MOST:
            kept = _shortened(exchange)
            size = kept.size
        self._exchanges.add(kept, size)
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def mention(self, exchange: Exchange) -> None:
        """Tell the listener of an exchange that is not to be remembered."""
        if self.on_exchange is not None:
            self.on_exchange(exchange)

    def add_delivery(self, delivery: Delivery) -> None:
        """Remember an attempt to deliver."""
        self._deliveries.add(delivery, delivery.size)
        if self.on_delivery is not None:
            self.on_delivery(delivery)

    def exchanges(self, limit: int | None = None) -> Sequence[Exchange]:
        """Return the remembered exchanges, oldest first; with `limit`, only the newest so many."""
        return self._exchanges.newest(limit)

    def deliveries(self, limit: int | None = None) -> Sequence[Delivery]:
        """Return the remembered attempts, oldest first; with `limit`, only the newest so many."""
        return self._deliveries.newest(limit)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._exchanges.clear()
        self._deliveries.clear()


def _shortened(exchange: Exchange) -> Exchange:
    """Return an exchange of which nothing is longer than may be kept; the same if nothing was."""
    kept = exchange._replace(
        request=shortened_request(exchange.request),
        response=exchange.response._replace(body=exchange.response.body[:MOST]),
        task_id=exchange.task_id[:_MOST_ID],
        findings=shortened_findings(exchange.findings),
    )
    return exchange if kept == exchange else kept._replace(cut=True)
