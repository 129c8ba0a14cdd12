"""Touching: of the differences those that recorded traffic meets, and what it shows of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kling3_contracts.drift.comparison import Comparison
from kling3_contracts.drift.difference import Difference, Kind, Party
from kling3_contracts.drift.seen import Seen
from kling3_contracts.drift.usage import ANY, Usage
from kling3_contracts.verdicts.plain import counted
from kling3_openapi.schemas import Validator, shown

_OF_THE_WHOLE = frozenset({Kind.ENDPOINT_GONE, Kind.DEPRECATED})
"""Kinds that concern whoever asks the operation, where their place is the operation itself."""


def touched(comparison: Comparison, usage: Usage) -> Comparison:
    """Return a comparison with what the traffic meets: a limit breaks only where a value was sent outside of it."""
    met = [each for difference in comparison.differences for each in _met(difference, usage.seen)]
    left = len(comparison.differences) - len(met)
    notes = [f"left out: {counted(left, 'difference')} in what the traffic does not use"] if left else []
    if usage.unread:
        notes.append(f"{counted(usage.unread, 'entry', 'entries')} of the traffic could not be read")
    told = tuple(replace(each, seen=usage.masker.text(each.seen)) for each in met)
    ordered = tuple(sorted(told, key=lambda each: not each.breaking))
    return replace(comparison, differences=ordered, notes=(*comparison.notes, *notes))


def _met(difference: Difference, seen: Seen) -> Iterator[Difference]:
    """Yield a difference as the traffic meets it, with the operations that do, or nothing."""
    asked = [each for each in difference.operations if seen.operations[each]]
    if asked and difference.kind in _OF_THE_WHOLE and not difference.place.steps:
        times = sum(seen.operations[each] for each in asked)
        yield _with(difference, asked, f"your traffic asks it {counted(times, 'time')}")
    elif difference.by_absence:
        yield from _left_out(difference, asked, seen)
    elif difference.kind in (Kind.KEY_GONE, Kind.KEY_NEW):
        yield from _shown(difference, asked, seen)
    else:
        yield from _used(difference, asked, seen)


def _left_out(difference: Difference, asked: Iterable[str], seen: Seen) -> Iterator[Difference]:
    by = {each: number for each in asked if (number := seen.left_out(each, difference.place)) > 0}
    if by:
        yield _with(difference, by, f"your traffic leaves it out {counted(sum(by.values()), 'time')}")


def _shown(difference: Difference, asked: Iterable[str], seen: Seen) -> Iterator[Difference]:
    way = difference.was if difference.kind is Kind.KEY_GONE else difference.now
    by = [each for each in asked if any(value == way for value, _ in seen.at(each, difference.place).values())]
    if by:
        yield _with(difference, by, f"your traffic shows it so in {counted(len(by), 'operation')}")


def _used(difference: Difference, asked: Iterable[str], seen: Seen) -> Iterator[Difference]:
    named = difference.operations if difference.place.part == "webhook" else asked
    by = {each: at for each in named if (at := seen.at(_holder(difference, each), difference.place)).times}
    if not by:
        return
    if difference.party is Party.READER:
        yield _with(difference, by, f"your traffic got it {counted(max(each.times for each in by.values()), 'time')}")
    elif not (difference.breaking and difference.keeps):
        yield _with(difference, by, f"your traffic sends it {counted(sum(each.times for each in by.values()), 'time')}")
    else:
        yield from _outside(difference, list(by), seen)


def _outside(difference: Difference, by: list[str], seen: Seen) -> Iterator[Difference]:
    """Yield a limit with the first value that was sent outside of it; without one it breaks nothing here."""
    allowed = Validator(difference.keeps)
    values = {each: seen.at(each, difference.place).values() for each in by}
    wrong = {each: found for each in by if (found := [pair for pair in values[each] if not allowed.takes(pair[0])])}
    if wrong:
        value, where = next(iter(wrong.values()))[0]
        yield _with(difference, wrong, f"your traffic sends {shown(value)} ({where})")
    else:
        yield replace(_with(difference, by, "your traffic keeps to it"), breaking=False)


def _holder(difference: Difference, operation: str) -> str:
    return ANY if difference.place.part == "webhook" else operation


def _with(difference: Difference, operations: Iterable[str], words: str) -> Difference:
    return replace(difference, operations=tuple(operations), seen=words)
