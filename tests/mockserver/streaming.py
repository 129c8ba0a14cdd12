"""Reading a stream of server-sent events as a page does, in a thread of the test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx

from tests.mockserver.posting import PATIENCE


class Event(NamedTuple):
    """One event of a stream."""

    name: str
    place: str
    content: Any


class Stream:
    """The events of an answer, one after the other."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.events = events_of(response.iter_lines())

    def until(self, name: str) -> Event:
        """Return the next event of a name, whatever comes before it."""
        return next(each for each in self.events if each.name == name)

    def rows(self, count: int) -> list[Any]:
        """Return the next so many rows, in however many events they come."""
        rows: list[Any] = []
        while len(rows) < count:
            rows += self.until("records").content
        return rows


def events_of(lines: Iterator[str]) -> Iterator[Event]:
    """Return the events that stand in lines."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            yield Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))
            fields = {}


@contextmanager
def watching(url: str, **headers: str) -> Iterator[Stream]:
    """Watch a fake that is served at a URL."""
    with (
        httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client,
        client.stream("GET", "/_mock/events", headers=headers) as response,
    ):
        yield Stream(response)
