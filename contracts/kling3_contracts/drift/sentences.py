"""Sentences: a comparison in the lines that its forms for people share."""

from __future__ import annotations

from collections.abc import Iterable

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference, Party
from kling3_contracts.verdicts.plain import counted, one_line

_MOST_OPERATIONS = 3


def heading(comparison: Comparison) -> str:
    """Return what was compared with what: `drift of provider.yaml from the edition 2026-02`."""
    return f"drift of {one_line(comparison.subject)} from the edition {comparison.edition.value}"


def outcome(comparison: Comparison) -> str:
    """Return `same`, `compatible` for differences that break nobody, or `breaking`."""
    if comparison.breaking:
        return "breaking"
    return "compatible" if comparison.differences else "same"


def closing_line(comparison: Comparison) -> str:
    """Return the last line: `breaking: 2 of 3 differences (who sends 2), 32 operations`."""
    compared = counted(comparison.operations, "operation")
    number = counted(len(comparison.differences), "difference")
    if not comparison.breaking:
        return f"{outcome(comparison)}: {number}, {compared}"
    parties = {each: sum(one.party is each for one in comparison.breaking) for each in Party}
    whom = ", ".join(f"{each.value} {times}" for each, times in parties.items() if times)
    return f"breaking: {len(comparison.breaking)} of {number} ({whom}), {compared}"


def operations_in_words(difference: Difference) -> str:
    """Return the operations of a difference, of many the first: `POST /v1/... and 5 more`."""
    return shortened(difference.operations, _MOST_OPERATIONS)


def shortened(names: Iterable[str], most: int) -> str:
    """Return names behind one another, and how many there are beyond the most."""
    listed = [one_line(each) for each in names]
    more = len(listed) - most
    return f"{', '.join(listed[:most])} and {more} more" if more > 0 else ", ".join(listed)
