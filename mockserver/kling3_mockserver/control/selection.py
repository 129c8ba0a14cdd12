"""Selection: which remembered requests are meant, by their numbers or as the newest so many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kling3_mockserver.errors import MockError
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.suggestion import unknown_member

_SPAN = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?", re.ASCII)
_WORDS = 'expected {"numbers": [9, "1-5"]}'
_MOST_SPANS = 1_000

Span = tuple[int, int]


class SelectionError(MockError):
    """Words that select no requests."""


def selected(exchanges: Sequence[Exchange], spans: Sequence[Span]) -> list[Exchange]:
    """Return the exchanges whose numbers are within any of the spans."""
    return [each for each in exchanges if any(first <= each.number <= last for first, last in spans)]


def spans_of(asked: Mapping[str, object]) -> list[Span]:
    """Return the first and last number of each span of a control request; raise SelectionError."""
    numbers = asked.get("numbers")
    if asked.keys() != {"numbers"} or not isinstance(numbers, list) or len(numbers) > _MOST_SPANS:
        raise SelectionError(f"{unknown_member(asked, ('numbers',))}{_WORDS} with at most {_MOST_SPANS} of them")
    return [_span(each) for each in numbers]


def _span(value: object) -> Span:
    text = "" if isinstance(value, bool) else str(value)
    found = _SPAN.fullmatch(text) if isinstance(value, (int, str)) else None
    if found is None:
        raise SelectionError(f"got {str(value)[:20]!r} among the numbers: {_WORDS}")
    return int(found[1]), int(found[2] or found[1])
