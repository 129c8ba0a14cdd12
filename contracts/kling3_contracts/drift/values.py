"""Values: the differences of two schemas of one value, and of all that lies within it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kling3_contracts.drift.change import are_comparable, null_changes, type_changes
from kling3_contracts.drift.conditions import Covers, condition_changes
from kling3_contracts.drift.difference import ITEMS, Difference, Party, Place
from kling3_contracts.drift.fields import closing_changes, field_changes, has, names_of
from kling3_contracts.drift.limits import bound_changes, size_changes, text_changes, value_changes
from kling3_contracts.drift.meanings import default_changes, described_changes, use_changes
from kling3_contracts.drift.schemas import Schemas
from kling3_contracts.drift.shape import Shape

_LIMITS = (value_changes, bound_changes, size_changes, text_changes, closing_changes)
_Above = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Values:
    """Compares values that one party makes or reads; `was` and `now` read the schemas of the two documents."""

    was: Schemas
    now: Schemas
    party: Party

    def differences(self, was: object, now: object, place: Place, above: _Above = ()) -> Iterator[Difference]:
        """Yield what is different of the value at a place."""
        pair = (id(was), id(now))
        if pair in above:  # a schema within itself, already under way
            return
        old, new = self.was.shape(was), self.now.shape(now)
        if described := [each.at(place, self.party) for each in described_changes(old, new)]:
            yield from described
            return
        found = [*self._own(old, new, place), *self._inner(old, new, place, (*above, pair))]
        yield from found
        for each in condition_changes(old, new, self._covers(Party.SENDER), self._covers(Party.READER)):
            told = each.at(place, self.party)
            # Else its parts have told already.
            if not (found and not told.breaking) and not any(one.breaking for one in found):
                yield told

    def _covers(self, party: Party) -> Covers:
        """Return what tells whether a branch can take the place of another without breaking a party."""
        values = Values(self.was, self.now, party)
        return lambda old, new: not any(each.breaking for each in values.differences(old, new, Place()))

    def _own(self, old: Shape, new: Shape, place: Place) -> Iterator[Difference]:
        changes = [*type_changes(old, new), *null_changes(old, new), *use_changes(old, new)]
        if are_comparable(old, new):
            changes += [change for limit in _LIMITS for change in limit(old, new)]
            changes += default_changes(old, new, self.party)
        yield from (each.at(place, self.party) for each in changes)

    def _inner(self, old: Shape, new: Shape, place: Place, above: _Above) -> Iterator[Difference]:
        if not are_comparable(old, new):
            return
        for name in names_of(old, new):
            inner = place.within(name)
            yield from (each.at(inner, self.party) for each in field_changes(old, new, name))
            if has(old, name) and has(new, name):
                yield from self.differences(old.properties.get(name, {}), new.properties.get(name, {}), inner, above)
        if old.items is not None or new.items is not None:
            yield from self.differences(_items(old), _items(new), place.within(ITEMS), above)


def _items(shape: Shape) -> object:
    return {} if shape.items is None else shape.items
