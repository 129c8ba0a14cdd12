"""Known: differences that an earlier run has told, in the JSON that it wrote; they are told no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference
from kling3_contracts.drift.parts import listed, mapping
from kling3_contracts.errors import OptionError
from kling3_contracts.verdicts.plain import counted

Known = frozenset[tuple[str, str]]
"""Identities of differences, each with an operation that it was told of."""
_OPTION = "--known"
_MEND = "name the file that --json wrote in an earlier run"


def read_known(path: Path) -> Known:
    """Return what a run has told; raise OptionError for a file that no run wrote."""
    try:
        content = mapping(json.loads(path.read_bytes()))
    except OSError as error:
        raise OptionError(_OPTION, f"can't read {path}: {error.strerror}; {_MEND}") from error
    except (ValueError, RecursionError) as error:
        raise OptionError(_OPTION, f"{path} is no JSON: {_MEND}") from error
    if not isinstance(content.get("differences"), list):
        raise OptionError(_OPTION, f"{path} has no list of differences: {_MEND}")
    return frozenset(_entries(content["differences"]))


def without_known(comparison: Comparison, known: Known) -> Comparison:
    """Return a comparison without what is known, and with how much that was; what is known of one operation is not
    known of another.
    """
    kept = tuple(each for difference in comparison.differences if (each := _unknown(difference, known)).operations)
    left = len(comparison.differences) - len(kept)
    notes = [f"left out: {counted(left, 'difference that is', 'differences that are')} known"] if left else []
    return replace(comparison, differences=kept, notes=(*comparison.notes, *notes))


def _entries(differences: object) -> Iterator[tuple[str, str]]:
    for each in map(mapping, listed(differences)):
        yield from ((str(each.get("identity")), str(operation)) for operation in listed(each.get("operations")))


def _unknown(difference: Difference, known: Known) -> Difference:
    left = tuple(each for each in difference.operations if (difference.identity, each) not in known)
    return replace(difference, operations=left)
