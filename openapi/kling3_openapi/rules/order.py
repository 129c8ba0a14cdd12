"""Order: what the body of a request that creates a task asks for, as the rules read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kling3_openapi.endpoints import Family, Tier


@dataclass(frozen=True, slots=True)
class Order:
    """A JSON object sent to create a task; it may break its schema anywhere, so rules ask before they read."""

    family: Family
    tier: Tier
    body: Mapping[str, object]
    unknown: frozenset[str] = field(default=frozenset())
    """The names of top-level fields that the family's published schema does not have."""

    def text(self, name: str) -> str:
        """Return a field that is a string, else the empty string."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def items(self, name: str) -> list[object]:
        """Return a field that is a list, else an empty list."""
        value = self.body.get(name)
        return value if isinstance(value, list) else []
