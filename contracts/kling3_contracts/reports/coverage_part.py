"""Coverage part: how much of the contract was tried, in one line or as a table, for a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kling3_contracts.reports.shares import never_tried, percent
from kling3_openapi.coverage.summary import CoverageSummary, DimensionSummary

_MOST_MISSING = 8
_BAR = 20
_APART = (1, 0)


def coverage_line(coverage: CoverageSummary) -> Text:
    """Return the shares, and how to see more."""
    shares = ", ".join(f"{each.dimension.value} {percent(each)} %" for each in coverage.dimensions)
    return Text(f"coverage: {shares} (--coverage lists what was never tried)")


def coverage_table(coverage: CoverageSummary, *, plain: bool) -> Padding:
    """Return every dimension with a bar and what was never tried; a `plain` bar is of ASCII."""
    whole = table()
    whole.add_column("coverage")
    whole.add_column("")
    whole.add_column("touched", justify="right")
    whole.add_column("", justify="right")
    whole.add_column("never tried", ratio=1, overflow="fold")
    for each in coverage.dimensions:
        touched = f"{each.touched} of {each.total}"
        missing = Text(never_tried(each, _MOST_MISSING))
        whole.add_row(each.dimension.value, _bar(each, "#." if plain else "█░"), touched, f"{percent(each)} %", missing)
    return Padding(whole, _APART)


def table() -> Table:
    """Return an empty table as wide as the terminal, in the form of all tables here."""
    return Table(box=SIMPLE_HEAD, expand=True, show_edge=False, pad_edge=False)


def _bar(dimension: DimensionSummary, glyphs: str) -> str:
    full = percent(dimension) * _BAR // 100
    return glyphs[0] * full + glyphs[1] * (_BAR - full)
