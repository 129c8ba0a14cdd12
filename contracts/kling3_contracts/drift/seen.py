"""Seen: what recorded traffic had at each place of each operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kling3_contracts.drift.difference import ITEMS, Place
from kling3_contracts.drift.parts import canonical, number

MOST_VALUES = 200
"""Different values of one place that are kept, the first; beyond these the largest and the smallest."""
_MOST_ITEMS = 100
_LONGEST = 65_536
Sighting = tuple[object, str]
"""A value, and where it was seen."""
Spot = tuple[str, Place]
"""An operation, as `POST /v1/ai/video/kling-v3-pro`, and a place in it."""


class SeenAt:
    """What was seen at one place; its values are bounded, and have the largest and the smallest."""

    def __init__(self) -> None:
        self.times = 0
        self._first: dict[str, Sighting] = {}
        self._ends: dict[str, tuple[float, Sighting]] = {}

    def add(self, value: object, where: str) -> None:
        """Keep a value, if it is new and there is room or none as large or as small."""
        self.times += 1
        text = canonical(value)
        if text in self._first or len(text) > _LONGEST:
            return
        if len(self._first) < MOST_VALUES:
            self._first[text] = (value, where)
        size = len(value) if isinstance(value, str | list | dict) else number(value)
        if size is not None:
            self._keep_end("largest", size, (value, where))
            self._keep_end("smallest", -size, (value, where))

    def _keep_end(self, end: str, reach: float, sighting: Sighting) -> None:
        if end not in self._ends or reach > self._ends[end][0]:
            self._ends[end] = (reach, sighting)

    def values(self) -> Iterator[Sighting]:
        """Yield values, each with where it was seen first."""
        yield from self._first.values()
        yield from (sighting for _, sighting in self._ends.values() if canonical(sighting[0]) not in self._first)


class Seen:
    """Counts operations and keeps values by place; it is bounded, however long the traffic is."""

    def __init__(self) -> None:
        self.operations: Counter[str] = Counter()
        self._places: dict[Spot, SeenAt] = {}

    def add(self, operation: str, place: Place, value: object, where: str) -> None:
        """Keep a value and all that lies within it."""
        for inner, each in _within(place, value):
            self._places.setdefault((operation, inner), SeenAt()).add(each, where)

    def at(self, operation: str, place: Place) -> SeenAt:
        """Return what was seen at a place, which may be nothing."""
        return self._places.get((operation, place), SeenAt())

    def left_out(self, operation: str, place: Place) -> int:
        """Return how often an object was seen without the field at a place, or a request without that part."""
        if not place.steps:
            return self.operations[operation] - self.at(operation, place).times
        holder = Place(place.part, place.steps[:-1])
        asked = self.operations[operation] if place.part == "query" else self.at(operation, holder).times
        return asked - self.at(operation, place).times


def _within(place: Place, value: object) -> Iterator[tuple[Place, object]]:
    yield place, value
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _within(place.within(str(name)), each)
    elif isinstance(value, list):
        for each in value[:_MOST_ITEMS]:
            yield from _within(place.within(ITEMS), each)
