"""Markdown: a comparison for the summary of a CI job, in GitHub's dialect; strangers' text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference
from kling3_contracts.drift.sentences import closing_line, heading, operations_in_words, outcome
from kling3_contracts.reports.markdown import escaped
from kling3_contracts.verdicts.plain import counted

MOST_SHOWN = 200
"""Rows of a table: GitHub takes 1 MiB of summary for a step."""
_HEAD = ("Kind", "For", "Where", "What", "Operations")


def markdown(comparison: Comparison) -> str:
    """Return a comparison in Markdown; what breaks nobody is folded away."""
    return "\n\n".join(_parts(comparison)) + "\n"


def _parts(comparison: Comparison) -> Iterator[str]:
    yield f"## kling3-contracts drift: {outcome(comparison)}"
    yield escaped(heading(comparison))
    yield f"**{escaped(closing_line(comparison))}**"
    yield from (f"> Note: {escaped(each)}" for each in comparison.notes)
    if comparison.breaking:
        yield _table(comparison.breaking)
    if harmless := [each for each in comparison.differences if not each.breaking]:
        summary = f"{counted(len(harmless), 'difference that breaks', 'differences that break')} nobody"
        yield f"<details>\n<summary>{summary}</summary>\n\n{_table(harmless)}\n\n</details>"


def _table(differences: Iterable[Difference]) -> str:
    rows = [_cells(each) for each in differences]
    lines = (_HEAD, ("---",) * len(_HEAD), *(tuple(map(escaped, row)) for row in rows[:MOST_SHOWN]))
    table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    more = len(rows) - MOST_SHOWN
    return f"{table}\n\nAnd {counted(more, 'difference')} more, all in the JSON form." if more > 0 else table


def _cells(difference: Difference) -> tuple[str, ...]:
    told = f"{difference.message}; {difference.seen}" if difference.seen else difference.message
    where = str(difference.place)
    return difference.kind.value, difference.party.value, where, told, operations_in_words(difference)
