"""JSON: a comparison for programs, in the shape that `drift.schema.json` beside this file tells."""

from __future__ import annotations

import json
from importlib.resources import files

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference
from kling3_contracts.drift.sentences import outcome

VERSION = 1
"""Of the shape; it changes when a reader of the old shape would be misled."""


def json_form(comparison: Comparison) -> str:
    """Return a comparison as JSON; equal ones give equal text, and a lone surrogate becomes `?`."""
    text = json.dumps(_comparison(comparison), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def schema_text() -> str:
    """Return the JSON Schema (2020-12) that every comparison in JSON keeps."""
    return files("kling3_contracts.drift").joinpath("drift.schema.json").read_text("utf-8")


def _comparison(comparison: Comparison) -> dict[str, object]:
    return {
        "version": VERSION,
        "document": comparison.subject,
        "edition": comparison.edition.value,
        "outcome": outcome(comparison),
        "operations": comparison.operations,
        "notes": list(comparison.notes),
        "differences": [_difference(each) for each in comparison.differences],
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "identity": difference.identity,
        "kind": difference.kind.value,
        "breaking": difference.breaking,
        "for": difference.party.value,
        "operations": list(difference.operations),
        "place": str(difference.place),
        "part": difference.place.part,
        "path": list(difference.place.steps),
        "was": difference.was,
        "now": difference.now,
        "message": difference.message,
        "seen": difference.seen,
    }
