"""Later items: the mistakes of one item, made in the second and in the last item of each list of an order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kling3_contracts.orders.change import Change, fields_changed, told
from kling3_contracts.orders.neighbours import refused_values
from kling3_contracts.orders.places import Place, Steps, places
from kling3_contracts.orders.samples import good_value, holding
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import pointer_to

_LENGTH = 3
"""So many shots stay within the longest video, and so many pictures are not too many."""
_SHORTER = {"voice_ids": 2}
_SECOND = 1


def later_items(family: Family, edition: Edition = FIRST) -> tuple[Change, ...]:
    """Return a change for each list of a family and each rule against an item of it, in both of its later places."""
    return _later_items(family, edition)


@cache
def _later_items(family: Family, edition: Edition) -> tuple[Change, ...]:
    return tuple(change for place in places(family, edition) if 0 in place.steps for change in _at(family, place))


def _at(family: Family, place: Place) -> Iterator[Change]:
    by_rule: dict[str, object] = {}
    for value, code in refused_values(place):
        by_rule.setdefault(code, value)
    for code, value in by_rule.items():
        for depth in (number for number, step in enumerate(place.steps) if step == 0):
            yield from _in_list(family, place, depth, code, value)


def _in_list(family: Family, place: Place, depth: int, code: str, value: object) -> Iterator[Change]:
    length = _SHORTER.get(str(place.steps[depth - 1]), _LENGTH)
    good, bad = good_value(family, place.field), holding(family, place, value)[place.field]
    for index in dict.fromkeys((_SECOND, length - 1)):
        field = _moved(good, bad, place.steps[1:], depth - 1, index)
        steps = (*place.steps[:depth], index, *place.steps[depth + 1 :])
        label = f"{'.'.join(map(str, steps))} {told(value)}"
        change = fields_changed(family, code, label, **{place.field: field})
        yield change._replace(places=(pointer_to(*steps),))


def _moved(good: object, bad: object, steps: Steps, depth: int, index: int) -> object:
    """Return a wrong value whose list at a depth has so many good items before the wrong one."""
    if isinstance(good, list) and isinstance(bad, list):
        if depth == 0:
            return [*good * index, *bad]
        return [_moved(good[0], bad[0], steps[1:], depth - 1, index)]
    if isinstance(good, dict) and isinstance(bad, dict):
        name = str(steps[0])
        return {**bad, name: _moved(good[name], bad[name], steps[1:], depth - 1, index)}
    return bad
