"""Thresholds: how much of each dimension a user wants exercised, and in which dimensions it was less."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary
from kling3_openapi.errors import Kling3Error
from kling3_openapi.rules.nearest import nearest

_MOST_NAMED = 3
_EXAMPLE = "operations=100,responses=50"


class ThresholdError(Kling3Error):
    """Words that are no thresholds; `words` is the part that could not be read."""

    def __init__(self, words: str, message: str) -> None:
        super().__init__(message)
        self.words = words


def parse_thresholds(text: str) -> dict[Dimension, float]:
    """Return the percentages of a text such as `operations=100,responses=50`; raise ThresholdError."""
    return dict(_threshold(words.strip()) for words in text.split(","))


def below(summary: CoverageSummary, thresholds: Mapping[Dimension, float]) -> list[str]:
    """Return a sentence for each dimension of which less was exercised than its percentage; none when all is well."""
    return [_sentence(each, thresholds[each.dimension]) for each in summary.dimensions if _is_below(each, thresholds)]


def _is_below(each: DimensionSummary, thresholds: Mapping[Dimension, float]) -> bool:
    return each.dimension in thresholds and each.share * 100 < thresholds[each.dimension]


def _sentence(each: DimensionSummary, least: float) -> str:
    named = ", ".join(each.missing[:_MOST_NAMED])
    more = len(each.missing) - _MOST_NAMED
    return (
        f"{each.dimension.value}: {each.touched} of {each.total} exercised, expected at least {least:g} %: "
        f"try {named}{f' and {more} more' if more > 0 else ''}"
    )


def _threshold(words: str) -> tuple[Dimension, float]:
    name, equals, share = (each.strip() for each in words.partition("="))
    if not equals:
        raise ThresholdError(words, f"got '{words}', expected a dimension and a percentage, as in {_EXAMPLE}")
    return _dimension(name), _percentage(name, share)


def _dimension(name: str) -> Dimension:
    known = {each.value: each for each in Dimension}
    if name not in known:
        near = nearest(name, known)
        meant = f" (did you mean {near}?)" if near else ""
        raise ThresholdError(name, f"there is no dimension '{name}'{meant}: use {', '.join(_names(known))}")
    return known[name]


def _names(known: Mapping[str, Dimension]) -> Iterator[str]:
    *most, last = known
    yield from most[:-1]
    yield f"{most[-1]} or {last}"


def _percentage(name: str, text: str) -> float:
    try:
        share = float(text.removesuffix("%"))
    except ValueError:
        share = math.nan
    if not 0 <= share <= 100:
        raise ThresholdError(text, f"got '{text}' for {name}, expected a percentage from 0 to 100")
    return share
