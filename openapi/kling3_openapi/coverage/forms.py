"""Forms: a summary of coverage as JSON for programs and as Markdown for people."""

from __future__ import annotations

import json

from kling3_openapi.coverage.summary import CoverageSummary, DimensionSummary


def json_form(summary: CoverageSummary) -> str:
    """Return an object with `touched`, `total`, `share` (0 to 1) and `missing` for each dimension, by its name."""
    dimensions = {
        each.dimension.value: {
            "touched": each.touched,
            "total": each.total,
            "share": round(each.share, 4),
            "missing": list(each.missing),
        }
        for each in summary.dimensions
    }
    return json.dumps(dimensions, indent=2) + "\n"


def markdown(summary: CoverageSummary) -> str:
    """Return a table of the dimensions, and all that was never tried, folded, one list a dimension."""
    table = ["| dimension | exercised | share |", "| --- | --- | --- |", *map(_row, summary.dimensions)]
    lists = [_folded(each) for each in summary.dimensions if each.missing]
    return "\n\n".join(["## Coverage of the contract", "\n".join(table), *lists]) + "\n"


def _row(each: DimensionSummary) -> str:
    # Rounded down: only a whole dimension is 100 %.
    return f"| {each.dimension.value} | {each.touched} of {each.total} | {int(each.share * 100)} % |"


def _folded(each: DimensionSummary) -> str:
    # The names are the document's own and hold no backticks; in code nothing of them is markup.
    names = "\n".join(f"- `{name}`" for name in each.missing)
    head = f"<details><summary>{each.dimension.value}: {len(each.missing)} never tried</summary>"
    return f"{head}\n\n{names}\n\n</details>"
