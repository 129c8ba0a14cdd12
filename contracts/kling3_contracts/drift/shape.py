"""Shape: what a schema says of one value, however it is spelled; what lies within is named, not yet read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

NUMBERS = frozenset({"integer", "number"})
"""A number is either whole or not: `number` in a schema stands for both, and here for those that are not whole."""


class Bound(NamedTuple):
    """One end of a range; an open one is not itself within it."""

    value: int | float
    open: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One level of a schema; None and what is empty say nothing.

    `null` is told apart from the other types, and from the values too. Schemas within stand as the document has them.
    """

    types: frozenset[str] | None = None
    null: bool = True
    values: tuple[str, ...] | None = None
    """The only values that may be, as JSON."""
    lower: Bound | None = None
    upper: Bound | None = None
    sizes: Mapping[str, int | float] = field(default_factory=dict)
    """By keyword: `maxLength`, `minItems`."""
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    multiples: frozenset[str] = frozenset()
    unique: bool = False
    properties: Mapping[str, object] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: object = None
    closed: bool = False
    """Whether an object may have no other fields."""
    default: str | None = None
    """As JSON."""
    deprecated: bool = False
    forms: frozenset[str] = frozenset()
    """Of `oneOf` and `anyOf` what the union of their branches does not say."""
    groups: tuple[tuple[object, ...], ...] = ()
    """The branches of each of these, as the document has them."""
    rest: frozenset[str] = frozenset()
    """Keywords that are compared as they stand."""

    @property
    def says_nothing(self) -> bool:
        """Whether any value will do."""
        return self == Shape(default=self.default, deprecated=self.deprecated)


ANYTHING = Shape()
NOTHING = Shape(types=frozenset(), null=False)
