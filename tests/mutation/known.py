"""Known: what somebody has said by hand of mutants that nobody sees, read from the lists beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Judged, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """Functions, or a whole file where none is named, with all that is in them."""

    file: str
    reason: str
    functions: Sequence[str] = ()

    def has(self, mutant: Mutant) -> bool:
        file, function = mutant.key.file, f"{mutant.key.function}."
        return self.file == file and (not self.functions or any(function.startswith(f"{e}.") for e in self.functions))


@dataclass(frozen=True, slots=True)
class Entry:
    """One mutant, or without `after` every change of those lines, and what is to be said of it."""

    file: str
    function: str
    before: str
    reason: str
    after: str | None = None

    def is_of(self, mutant: Mutant) -> bool:
        key = mutant.key
        same = (self.file, self.function, self.before) == (key.file, key.function, key.before)
        return same and self.after in (None, key.after)

    def __str__(self) -> str:
        return f"{self.file} {self.function}: {self.before} -> {self.after or 'anything'}"


@dataclass(frozen=True, slots=True)
class Known:
    """The three lists."""

    out_of_reach: Sequence[Place]
    """What no caller of the fake, as it is judged, gets to or is promised anything of; it isn't drawn."""
    equivalent: Sequence[Entry]
    not_seen: Sequence[Entry]
    """What a caller could see and the referee does not yet; the reason is the check that would."""

    def is_reached(self, mutant: Mutant) -> bool:
        return not any(each.has(mutant) for each in self.out_of_reach)

    def is_equivalent(self, mutant: Mutant) -> bool:
        return any(each.is_of(mutant) for each in self.equivalent)

    def needs(self, mutant: Mutant) -> str:
        """Return which check would see a mutant, empty when nobody has said so."""
        return next((each.reason for each in self.not_seen if each.is_of(mutant)), "")

    def settled(self, result: Judged) -> Judged:
        """Return a result, as that of an equivalent mutant where the referee has nothing to say against it."""
        same = result.not_seen and self.is_equivalent(result.mutant)
        return Judged(result.mutant, Outcome(Verdict.EQUIVALENT)) if same else result

    def is_outdated_by(self, result: Judged) -> bool:
        """Return whether a mutant was seen of which a list says that it isn't."""
        if result.not_seen or result.outcome.verdict is Verdict.EQUIVALENT:
            return False
        return self.is_equivalent(result.mutant) or bool(self.needs(result.mutant))

    def is_surprised_by(self, result: Judged) -> bool:
        """Return whether a list has to be mended: something was missed without a reason, or is no equivalent."""
        missed = result.not_seen and not self.needs(result.mutant)
        return missed or (self.is_equivalent(result.mutant) and self.is_outdated_by(result))


def known(folder: Path = Path(__file__).parent) -> Known:
    """Read the lists; raises TypeError for an entry that has not the members it should have."""
    same, missed = (tomllib.loads((folder / name).read_text("utf-8")) for name in ("equivalent.toml", "not_seen.toml"))
    return Known(
        tuple(Place(**each) for each in _listed(same, "out_of_reach")),
        tuple(Entry(**each) for each in _listed(same, "equivalent")),
        tuple(Entry(**each) for each in _listed(missed, "not_seen")),
    )


def _listed(content: Mapping[str, Sequence[Mapping[str, object]]], name: str) -> Sequence[Mapping[str, object]]:
    return content.get(name, ())
