"""Memory: what is remembered of a recording, the longest unused forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST_REMEMBERED = 10_000

Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Name, Value]):
    """A mapping of at most `most` names."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._values: OrderedDict[Name, Value] = OrderedDict()
        self._most = most

    def __len__(self) -> int:
        """Return how many names are remembered."""
        return len(self._values)

    def get(self, name: Name) -> Value | None:
        """Return what is remembered under a name, and use it."""
        if name in self._values:
            self._values.move_to_end(name)
        return self._values.get(name)

    def items(self) -> list[tuple[Name, Value]]:
        """Return what is remembered, the longest unused first."""
        return list(self._values.items())

    def put(self, name: Name, value: Value) -> None:
        """Remember a value under a name."""
        self._values[name] = value
        self._values.move_to_end(name)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
