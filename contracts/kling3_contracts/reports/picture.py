"""Picture: the coverage as a drawing of bars within a page, with words for those who can't see it."""

from __future__ import annotations

from kling3_contracts.reports.shares import figures, percent
from kling3_contracts.reports.tags import Markup, joined, tag
from kling3_openapi.coverage.summary import CoverageSummary, DimensionSummary

_ROW = 30
_BAR_LEFT, _BAR_WIDTH, _BAR_HEIGHT = 110, 400, 14
_WIDTH = 660
_BASELINE = 12


def picture(coverage: CoverageSummary) -> Markup:
    """Return an SVG element with a bar for each dimension; its description says all figures."""
    told = "; ".join(f"{each.dimension.value}: {figures(each)}" for each in coverage.dimensions)
    return tag(
        "svg",
        tag("title", "Coverage of the contract", id="coverage-title"),
        tag("desc", told, id="coverage-told"),
        *(_bar(place, each) for place, each in enumerate(coverage.dimensions)),
        viewBox=f"0 0 {_WIDTH} {_ROW * len(coverage.dimensions)}",
        role="img",
        aria_labelledby="coverage-title coverage-told",
    )


def _bar(place: int, dimension: DimensionSummary) -> Markup:
    top = place * _ROW + (_ROW - _BAR_HEIGHT) // 2
    done = _BAR_WIDTH * percent(dimension) // 100
    return joined(
        _text(_BAR_LEFT - 10, top, dimension.dimension.value, "end"),
        _rect(top, _BAR_WIDTH, "track"),
        _rect(top, done, "touched"),
        _text(_BAR_LEFT + _BAR_WIDTH + 10, top, figures(dimension), "start"),
    )


def _rect(top: int, width: int, kind: str) -> Markup:
    size = {"width": str(width), "height": str(_BAR_HEIGHT), "rx": "3"}
    return tag("rect", x=str(_BAR_LEFT), y=str(top), class_=kind, **size)


def _text(left: int, top: int, words: str, anchor: str) -> Markup:
    return tag("text", words, x=str(left), y=str(top + _BASELINE), text_anchor=anchor)
