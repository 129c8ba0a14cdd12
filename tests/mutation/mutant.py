"""Mutant: one change of one module's source, as a value; nothing is ever written into the tree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from tests.mutation.source import Source


class Kind(Enum):
    """What a change does."""

    COMPARISON = "comparison"
    BOUND = "bound"
    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    ARITHMETIC = "arithmetic"
    BRANCH = "branch"
    LINE = "dropped line"
    PART = "dropped part"
    CALL = "other call"


class Key(NamedTuple):
    """What names a mutant when lines above it come and go."""

    file: str
    function: str
    """Dotted as Python's own qualified names are, empty for what stands in the module itself."""
    before: str
    """The lines that change, their blanks made one."""
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Other text for a piece of a source."""

    kind: Kind
    start: int
    end: int
    text: str

    def of(self, source: Source) -> bytes:
        """Return the source with this change."""
        return source.text[: self.start] + self.text.encode() + source.text[self.end :]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    key: Key
    kind: Kind
    line: int
    statement: range
    """The lines of the statement that it changes, without the blocks in it."""
    source: bytes

    def __str__(self) -> str:
        where = f"{self.key.file}:{self.line} {self.key.function}".rstrip()
        return f"{where} ({self.kind.value})\n    - {self.key.before}\n    + {self.key.after}"


def mutant_of(source: Source, edit: Edit, function: str, statement: range) -> Mutant:
    """Return what an edit makes of a source; `statement` is where it stands."""
    first = source.text.rfind(b"\n", 0, edit.start) + 1
    last = source.text.find(b"\n", edit.end)
    head, tail = source.between(first, edit.start), source.between(edit.end, last)
    key = Key(source.file, function, _in_one(source.between(first, last)), _in_one(head + edit.text + tail))
    return Mutant(key, edit.kind, source.line(edit.start), statement, edit.of(source))


def _in_one(lines: str) -> str:
    return " ".join(lines.split())
