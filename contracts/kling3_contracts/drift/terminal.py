"""Terminal: a comparison for a person, in colours on a terminal and as plain text of a fixed width elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference
from kling3_contracts.drift.sentences import closing_line, heading, operations_in_words
from kling3_contracts.reports.coverage_part import table
from kling3_contracts.reports.terminal import WIDTH
from kling3_contracts.verdicts.plain import counted, one_line

MOST_SHOWN = 100
"""Differences of each kind, breaking and not; all of them are in the JSON form."""
_INDENTED = (0, 0, 0, 2)
_APART = (1, 0)


def show(comparison: Comparison, file: TextIO) -> None:
    """Write a comparison; what the file's encoding lacks stands as escapes."""
    console = Console(file=file, width=None if file.isatty() else WIDTH, highlight=False, emoji=False)
    with console.capture() as captured:
        for part in _parts(comparison):
            console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    written = captured.get().encode(console.encoding, "backslashreplace").decode(console.encoding)
    file.write(written if console.is_terminal else "".join(f"{line.rstrip()}\n" for line in written.splitlines()))


def _parts(comparison: Comparison) -> Iterator[RenderableType]:
    yield Text(f"{heading(comparison)}\n", style="bold")
    for each in comparison.breaking[:MOST_SHOWN]:
        yield from _breaking(each)
    if harmless := [each for each in comparison.differences if not each.breaking]:
        yield Padding(_table(harmless[:MOST_SHOWN]), _APART)
    yield from _more(len(comparison.breaking), "that break")
    yield from _more(len(harmless), "that break nobody")
    yield from (Text(f"note: {one_line(each)}") for each in comparison.notes)
    style = "bold red" if comparison.breaking else "bold green"
    yield Text(closing_line(comparison), style=style, no_wrap=True)


def _breaking(difference: Difference) -> Iterator[RenderableType]:
    head = Text(f"{difference.kind.value}, breaks {difference.party.value}", style="bold red")
    yield head.append(f": {one_line(str(difference.place))}", style="default")
    for line in filter(None, (difference.message, difference.seen, f"in {operations_in_words(difference)}")):
        yield Padding(Text(one_line(line), overflow="fold"), _INDENTED)
    yield Padding(Text(f"id: {difference.identity}", style="dim"), _INDENTED)
    yield Text("")


def _table(differences: list[Difference]) -> RenderableType:
    listed = table()
    listed.add_column("breaks nobody")
    listed.add_column("where", ratio=2, overflow="fold")
    listed.add_column("what", ratio=3, overflow="fold")
    for each in differences:
        told = f"{each.message}; {each.seen}" if each.seen else each.message
        where = Text(f"{one_line(str(each.place))}\n{operations_in_words(each)}")
        listed.add_row(Text(each.kind.value), where, Text(one_line(told)))
    return listed


def _more(number: int, which: str) -> Iterator[RenderableType]:
    if number > MOST_SHOWN:
        yield Text(f"and {counted(number - MOST_SHOWN, 'difference')} more {which}, all in the JSON form")
