"""Keywords: what a schema says of one value -> the cases worth a try, bounds from both sides, each with its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import eq, gt, lt
from typing import NamedTuple

from kling3_openapi.schemas import Validator, shown

Test = Callable[[object], bool]
"""Whether a value, already of the right type, is the case."""

KNOWN = frozenset({"enum", "format", "maxItems", "maxLength", "maximum", "minItems", "minimum", "pattern", "type"})
"""The keywords on one value that are told apart here or by the walk that reads the type."""


class Case(NamedTuple):
    """One case in words, `more than 6 items`, and its test."""

    words: str
    holds: Test


def cases(schema: Mapping[str, object]) -> Iterator[Case]:
    """Yield the cases of a schema's keywords in the order in which a reader expects them."""
    if schema.get("type") == "boolean":
        yield from (Case(shown(each), partial(eq, each)) for each in (True, False))
    yield from _enumerated(schema.get("enum"))
    yield from _bounded(_number(schema.get("minimum")), _number(schema.get("maximum")))
    yield from _sized(schema.get("maxLength"), "characters")
    yield from _filled(schema.get("minItems"))
    yield from _sized(schema.get("maxItems"), "items")
    yield from _formed(schema)


def _enumerated(values: object) -> Iterator[Case]:
    if isinstance(values, list):
        yield from (Case(shown(each), partial(eq, each)) for each in values)
        yield Case("another value", lambda value: value not in values)


def _bounded(least: float | None, most: float | None) -> Iterator[Case]:
    if least is not None:
        yield Case(f"below {least}", partial(gt, least))
        yield Case(f"at {least}", partial(eq, least))
    if least is not None or most is not None:
        yield Case(_inner_words(least, most), partial(_is_within, least, most))
    if most is not None:
        yield Case(f"at {most}", partial(eq, most))
        yield Case(f"above {most}", partial(lt, most))


def _inner_words(least: float | None, most: float | None) -> str:
    if most is None:
        return f"above {least}"
    return f"below {most}" if least is None else f"between {least} and {most}"


def _is_within(least: float | None, most: float | None, value: object) -> bool:
    number = _number(value)
    return number is not None and (least is None or number > least) and (most is None or number < most)


def _filled(least: object) -> Iterator[Case]:
    if isinstance(least, int):
        yield Case(f"fewer items than {least}", lambda value: _length(value) < least)


def _sized(limit: object, unit: str) -> Iterator[Case]:
    if isinstance(limit, int):
        yield Case(f"{limit} {unit}", lambda value: _length(value) == limit)
        yield Case(f"more than {limit} {unit}", lambda value: _length(value) > limit)


def _formed(schema: Mapping[str, object]) -> Iterator[Case]:
    # A format is not a bound of numbers: `float` only tells how they are kept.
    if schema.get("format") == "uri":
        yield Case("not a URI", partial(_breaks, Validator({"format": "uri"})))
    if "pattern" in schema:
        yield Case("outside its pattern", partial(_breaks, Validator({"pattern": schema["pattern"]})))


def _breaks(validator: Validator, value: object) -> bool:
    return bool(validator.problems(value))


def _length(value: object) -> int:
    return len(value) if isinstance(value, (str, list)) else 0


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) else None
