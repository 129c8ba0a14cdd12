"""Report: the table that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

_WIDTHS = (52, 14, 17, 7, 17, 16)
_WHOLE_FROM = 100
"""Figures from here on are shown without decimals."""


class CouldNotMeasureError(Exception):
    """Something is missing that a measurement needs; the message says what, why, and how to get it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach: at most `bound`, or at least."""

    bound: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Return whether a figure keeps the target."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'at least' if self.at_least else 'at most'} {self.bound:,g}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Figures of two sides, measured in turn; what counts is the median of the ratios of neighbours."""

    pairs: tuple[tuple[float, float], ...]

    @property
    def ratios(self) -> list[float]:
        """The first side of each pair divided by the second."""
        return [first / second for first, second in self.pairs]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    @property
    def sides(self) -> tuple[float, float]:
        """The median of each side alone."""
        return median(first for first, _ in self.pairs), median(second for _, second in self.pairs)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: two figures beside each other, or one alone, and what is judged."""

    what: str
    figures: tuple[float, ...]
    ratios: tuple[float, ...] = ()
    target: Target | None = None
    """What the median of the ratios is to reach; where there are none, the first figure."""

    @classmethod
    def of(cls, what: str, pairs: Pairs, target: Target | None = None) -> Row:
        """Return the line that shows pairs."""
        return cls(what, pairs.sides, tuple(pairs.ratios), target)

    @property
    def judged(self) -> float:
        """What is held against the target."""
        return median(self.ratios) if self.ratios else self.figures[0]

    @property
    def mark(self) -> str:
        """Whether the target is met; empty without one."""
        if self.target is None:
            return ""
        return "met" if self.target.met(self.judged) else "MISSED"

    def __str__(self) -> str:
        figures = [_figure(each) for each in self.figures] + [""] * (2 - len(self.figures))
        ratio = f"{median(self.ratios):.2f}" if self.ratios else ""
        spread = f"({min(self.ratios):.2f} to {max(self.ratios):.2f})" if len(self.ratios) > 1 else ""
        return _line(self.what, *figures, ratio, spread, str(self.target or ""), self.mark)


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title, and remarks below it."""

    title: str
    heads: tuple[str, str]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        heads = _line("", *self.heads, "ratio", "(all rounds)", "target", "")
        return "\n".join([self.title, heads, *map(str, self.rows), *(f"  {each}" for each in self.remarks)])


def _line(what: str, *cells: str) -> str:
    *aligned, mark = cells
    right = "".join(cell.rjust(width) for cell, width in zip(aligned, _WIDTHS[1:], strict=True))
    return f"  {what.ljust(_WIDTHS[0])}{right}  {mark}".rstrip()


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.3g}"
