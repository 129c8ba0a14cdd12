"""Outcome: what became of a mutant, and by what it was seen."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tests.mutation.mutant import Mutant


class Verdict(Enum):
    """What became of a mutant; the value is the head of its column."""

    SEEN = "seen"
    AT_START = "at start"
    """It can't be imported or started, or is no such server: whoever calls it sees that."""
    HANGS = "hangs"
    TROUBLE = "trouble"
    """The run came to no end of its own: told by the exit status, but by no promise."""
    EQUIVALENT = "equivalent"
    """Listed by hand: no caller can see it."""
    NOT_SEEN = "not seen"
    NOT_REACHED = "no way in"
    """Not seen either, since nothing that the referee asks leads to what it changes."""


class Outcome(NamedTuple):
    """One mutant's."""

    verdict: Verdict
    by: str = ""
    """The phase and the codes, or what went wrong."""


class Judged(NamedTuple):
    """A mutant and what became of it."""

    mutant: Mutant
    outcome: Outcome

    @property
    def not_seen(self) -> bool:
        return self.outcome.verdict in (Verdict.NOT_SEEN, Verdict.NOT_REACHED)
