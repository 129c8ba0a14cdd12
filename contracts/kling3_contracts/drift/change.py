"""Change: what one document says of a thing and another does not; whom that breaks depends on who makes the thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kling3_contracts.drift.difference import Difference, Kind, Party, Place
from kling3_contracts.drift.shape import NUMBERS, Shape
from kling3_contracts.drift.words import types_in_words

NOTHING_TO_DO = "nothing to do"


@dataclass(frozen=True, slots=True)
class Change:
    """One change; one that lets less be breaks who makes the thing, and one that lets more be who reads it.

    In `send` and `read`, what each of them has to do, `{}` stands for the thing's name.
    """

    kind: Kind
    was: str
    now: str
    narrower: bool = False
    wider: bool = False
    send: str = ""
    read: str = ""
    fact: str = ""
    """What sentences say after the thing's name; what was and what is, where left out."""
    keeps: Mapping[str, object] = field(default_factory=dict)
    """A JSON Schema of the values that are still taken; empty where it can't be told of a single one."""
    by_absence: bool = False
    """Whether it is about who leaves the thing out."""

    def at(self, place: Place, party: Party) -> Difference:
        """Return the change as a difference at a place, for who makes the thing or who reads it."""
        sends = party is Party.SENDER
        breaking = self.narrower if sends else self.wider
        mend = (self.send if sends else self.read).replace("{}", place.name, 1) if breaking else NOTHING_TO_DO
        message = f"{place.name} {self.fact or f'was {self.was}, is {self.now}'}: {mend}"
        keeps = self.keeps if sends else {}
        return Difference(
            self.kind, place, party, breaking, self.was, self.now, message, keeps=keeps, by_absence=self.by_absence
        )


def type_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield the change of types; where both list values, these say all."""
    if was.types == now.types or (was.values is not None and now.values is not None):
        return
    old, new = types_in_words(was.types), types_in_words(now.types)
    narrower = now.types is not None and (was.types is None or bool(was.types - now.types))
    wider = was.types is not None and (now.types is None or bool(now.types - was.types))
    keeps = {"type": _names(now)} if narrower else {}
    yield Change(Kind.TYPE, old, new, narrower, wider, f"send {{}} as {new}", f"read {{}} as {new}", keeps=keeps)


def null_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield the change of whether there may be null, where types are named at all."""
    if was.null == now.null or was.types is None or now.types is None:
        return
    old, new = (("may be null" if each.null else "may not be null") for each in (was, now))
    fact = "may be null now" if now.null else "may not be null any more"
    send, keeps = "leave it out in the place of null", {"not": {"type": "null"}}
    yield Change(Kind.NULL, old, new, was.null, now.null, send, "expect null", fact, keeps)


def are_comparable(was: Shape, now: Shape) -> bool:
    """Return whether more than the types can be compared: between a string and a list nothing can."""
    if was.types is None or now.types is None or was.types == now.types:
        return True
    return bool(was.types & now.types) or (was.values is not None and now.values is not None)


def _names(shape: Shape) -> list[str]:
    types = shape.types or frozenset()
    named = types - {"integer"} if types >= NUMBERS else types
    return sorted(named | ({"null"} if shape.null else set()))
