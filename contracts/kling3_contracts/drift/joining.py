"""Joining: several shapes made into one, of values that keep all of them or at least one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from kling3_contracts.drift.parts import canonical
from kling3_contracts.drift.shape import ANYTHING, Bound, Shape

Number = int | float


def met(shapes: Iterable[Shape]) -> Shape:
    """Return the shape of the values that keep all shapes, as `allOf` has it."""
    found = tuple(shapes)
    return reduce(_both, found) if found else ANYTHING


def joined(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of the values that keep at least one of some shapes.

    Of a field that only some of them name it is taken that the others don't have it, as documents mean it.
    """
    return reduce(_either, shapes) if shapes else ANYTHING


def _both(one: Shape, other: Shape) -> Shape:
    return Shape(
        types=_common(one.types, other.types),
        null=one.null and other.null,
        values=_shared(one.values, other.values),
        lower=_pick(one.lower, other.lower, _higher),
        upper=_pick(one.upper, other.upper, _nearer),
        sizes=_sizes(one.sizes, other.sizes, _tighter),
        patterns=one.patterns | other.patterns,
        formats=one.formats | other.formats,
        multiples=one.multiples | other.multiples,
        unique=one.unique or other.unique,
        properties=_merged(one.properties, other.properties, "allOf"),
        required=one.required | other.required,
        items=_held(one.items, other.items, "allOf"),
        closed=one.closed or other.closed,
        default=one.default if other.default is None else other.default,
        deprecated=one.deprecated or other.deprecated,
        forms=one.forms | other.forms,
        groups=(*one.groups, *other.groups),
        rest=one.rest | other.rest,
    )


def _either(one: Shape, other: Shape) -> Shape:
    return Shape(
        types=None if one.types is None or other.types is None else one.types | other.types,
        null=one.null or other.null,
        values=_all_values(one, other),
        lower=None if one.lower is None or other.lower is None else _lower(one.lower, other.lower),
        upper=None if one.upper is None or other.upper is None else _farther(one.upper, other.upper),
        sizes={name: _looser(name, one.sizes[name], other.sizes[name]) for name in one.sizes if name in other.sizes},
        patterns=one.patterns & other.patterns,
        formats=one.formats & other.formats,
        multiples=one.multiples & other.multiples,
        unique=one.unique and other.unique,
        properties=_merged(one.properties, other.properties, "anyOf"),
        required=one.required & other.required,
        items=_held(one.items, other.items, "anyOf"),
        closed=one.closed and other.closed,
        default=one.default if other.default is None else other.default,
        deprecated=one.deprecated and other.deprecated,
        rest=one.rest & other.rest,
    )


def _common(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _shared(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(each for each in one if each in other)


def _all_values(one: Shape, other: Shape) -> tuple[str, ...] | None:
    if one.values is None or other.values is None:
        return None
    return tuple(dict.fromkeys((*one.values, *other.values)))


def _pick(one: Bound | None, other: Bound | None, choose: Callable[[Bound, Bound], Bound]) -> Bound | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def _higher(one: Bound, other: Bound) -> Bound:
    return max(one, other)


def _lower(one: Bound, other: Bound) -> Bound:
    return min(one, other)


def _nearer(one: Bound, other: Bound) -> Bound:
    # Of two equal ends the open one lets less in.
    return min(one, other, key=lambda each: (each.value, not each.open))


def _farther(one: Bound, other: Bound) -> Bound:
    return max(one, other, key=lambda each: (each.value, not each.open))


def _sizes(
    one: Mapping[str, Number], other: Mapping[str, Number], choose: Callable[[str, Number, Number], Number]
) -> dict[str, Number]:
    shared = {name: choose(name, one[name], other[name]) for name in one if name in other}
    return {**one, **other, **shared}


def _tighter(name: str, one: Number, other: Number) -> Number:
    return max(one, other) if name.startswith("min") else min(one, other)


def _looser(name: str, one: Number, other: Number) -> Number:
    return min(one, other) if name.startswith("min") else max(one, other)


def _merged(one: Mapping[str, object], other: Mapping[str, object], keyword: str) -> dict[str, object]:
    return {name: _held(one.get(name), other.get(name), keyword) for name in {**one, **other}}


def _held(one: object, other: object, keyword: str) -> object:
    """Return the schema of what two shapes both hold, or the one that there is."""
    if one is None or other is None:
        return other if one is None else one
    return one if canonical(one) == canonical(other) else {keyword: [one, other]}
