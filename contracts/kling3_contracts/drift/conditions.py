"""Conditions: how two shapes differ in what goes together, which is told only where their parts have not told it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Kind
from kling3_contracts.drift.shape import Shape

Covers = Callable[[object, object], bool]
"""Whether a branch of the first document is taken by one of the second, or is read by who knows it."""


def condition_changes(was: Shape, now: Shape, taken: Covers, known: Covers) -> Iterator[Change]:
    """Yield that several things together are held to other conditions: of which values is not looked into.

    `taken` says whether all that keeps a branch of the first keeps one of the second, `known` the opposite.
    """
    if was.forms == now.forms and was.rest == now.rest:
        return
    narrower, wider = now.rest != was.rest, now.rest != was.rest
    if not (narrower and wider):
        narrower, wider = _lost(was, now, taken), _come(was, now, known)
    before, after = (f"{len(each.forms)} forms and {len(each.rest)} conditions" for each in (was, now))
    fact, mend = "is held to other conditions (oneOf, anyOf, not, if)", "read in the document what goes together"
    yield Change(Kind.RULE, before, after, narrower, wider, mend, mend, fact)


def _lost(was: Shape, now: Shape, taken: Covers) -> bool:
    """Return whether something may be refused that was taken; what can't be told is."""
    if len(was.groups) != 1 or len(now.groups) != 1:
        return bool(now.groups)
    return not all(any(taken(old, new) for new in now.groups[0]) for old in was.groups[0])


def _come(was: Shape, now: Shape, known: Covers) -> bool:
    """Return whether something may be there that was not; what can't be told is."""
    if len(was.groups) != 1 or len(now.groups) != 1:
        return bool(was.groups)
    return not all(any(known(old, new) for old in was.groups[0]) for new in now.groups[0])
