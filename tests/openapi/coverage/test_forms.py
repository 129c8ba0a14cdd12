"""Coverage can be read by programs as JSON and by people as Markdown."""

from __future__ import annotations

import json

from kling3_openapi.coverage.forms import json_form, markdown
from kling3_openapi.coverage.summary import CoverageSummary, Dimension, DimensionSummary

SUMMARY = CoverageSummary(
    (
        DimensionSummary(Dimension.OPERATIONS, 1, 3, ("GET /a", "POST /b")),
        DimensionSummary(Dimension.RULES, 2, 2, ()),
    )
)


def test_json_has_each_dimension_with_its_figures_and_what_is_missing() -> None:
    assert json.loads(json_form(SUMMARY)) == {
        "operations": {"touched": 1, "total": 3, "share": 0.3333, "missing": ["GET /a", "POST /b"]},
        "rules": {"touched": 2, "total": 2, "share": 1.0, "missing": []},
    }


def test_markdown_has_a_table_and_a_folded_list_for_what_is_missing() -> None:
    assert markdown(SUMMARY) == (
        "## Coverage of the contract\n\n"
        "| dimension | exercised | share |\n| --- | --- | --- |\n"
        "| operations | 1 of 3 | 33 % |\n| rules | 2 of 2 | 100 % |\n\n"
        "<details><summary>operations: 2 never tried</summary>\n\n- `GET /a`\n- `POST /b`\n\n</details>\n"
    )
