"""Words: what shapes say, as sentences say it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kling3_contracts.drift.shape import NUMBERS, Bound, Shape
from kling3_openapi.schemas import shown

_NOUNS = {
    "string": "a string", "number": "a number", "integer": "a whole number", "boolean": "a boolean", "array": "a list",
    "object": "an object",
}  # fmt: skip
_MOST_VALUES = 20
_UNITS = {"Length": "characters", "Items": "items", "Properties": "fields"}


def types_in_words(types: frozenset[str] | None) -> str:
    """Return `a string or a number`; `anything` where no type is named."""
    if types is None:
        return "anything"
    named = types - {"integer"} if types >= NUMBERS else types
    return " or ".join(_NOUNS[each] for each in _NOUNS if each in named) or "nothing"


def values_in_words(values: Iterable[str]) -> str:
    """Return JSON texts as sentences list values: `'16:9' or '1:1'`; of very many the first alone."""
    known = [shown(json.loads(each)) for each in values]
    more = len(known) - _MOST_VALUES
    if more > 0:
        return f"{', '.join(known[:_MOST_VALUES])} or {more} more"
    *most, last = known or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last


def range_in_words(lower: Bound | None, upper: Bound | None) -> str:
    """Return `from 0 to 2`, `at most 2`, `above 0 and at most 2`, or that there are no bounds."""
    if lower and upper and not (lower.open or upper.open):
        return f"exactly {lower.value}" if lower.value == upper.value else f"from {lower.value} to {upper.value}"
    ends = [lower and f"{'above' if lower.open else 'at least'} {lower.value}"]
    ends.append(upper and f"{'below' if upper.open else 'at most'} {upper.value}")
    return " and ".join(filter(None, ends)) or "without bounds"


def size_in_words(shape: Shape, what: str) -> str:
    """Return how long something may be: `of at most 2500 characters`; `what` is `Length`, `Items` or `Properties`."""
    lower, upper = (shape.sizes.get(f"{end}{what}") for end in ("min", "max"))
    if lower is None and upper is None:
        return "of any length"
    both = f"{lower} to {upper}" if lower is not None and upper is not None else ""
    return f"of {both or (f'at most {upper}' if lower is None else f'at least {lower}')} {_UNITS[what]}"


def default_in_words(default: str | None) -> str:
    """Return the value that stands for one that is left out."""
    return "nothing that is told" if default is None else shown(json.loads(default))
