"""Limits: how the values, bounds and forms of text of two shapes differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import inf

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Kind
from kling3_contracts.drift.shape import Bound, Shape
from kling3_contracts.drift.words import range_in_words, size_in_words, values_in_words

_EXPECT = "make room for it where it is read"


def value_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield which of the listed values are gone, and which are new."""
    if was.values == now.values:
        return
    old, new = ("any" if each is None else values_in_words(each) for each in (was.values, now.values))
    gone = [each for each in was.values or () if each not in (now.values or ())]
    come = [each for each in now.values or () if each not in (was.values or ())]
    if now.values is not None and (gone or was.values is None):
        fact = f"can no longer be {values_in_words(gone)}" if gone else ""
        keeps = {"enum": [*map(json.loads, now.values), *([None] if now.null else [])]}
        yield Change(Kind.VALUES_GONE, old, new, narrower=True, send=f"send {{}} as {new}", fact=fact, keeps=keeps)
    if was.values is not None and (come or now.values is None):
        more = values_in_words(come) if come else "anything else"
        yield Change(Kind.VALUES_NEW, old, new, wider=True, read=f"expect {more}", fact=f"can be {more} too")


def bound_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield the change of the range of numbers."""
    if (was.lower, was.upper) == (now.lower, now.upper):
        return
    old, new = range_in_words(was.lower, was.upper), range_in_words(now.lower, now.upper)
    narrower = _low(now) > _low(was) or _high(now) < _high(was)
    wider = _low(now) < _low(was) or _high(now) > _high(was)
    ends = range_in_words(now.lower if now.lower != was.lower else None, now.upper if now.upper != was.upper else None)
    send = f"send {{}} {'' if ends.startswith('from') else 'of '}{ends}"
    yield Change(Kind.BOUND, old, new, narrower, wider, send, _EXPECT, keeps=_range(now))


def size_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield the changes of how long texts and lists may be."""
    for what in ("Length", "Items", "Properties"):
        low, high = f"min{what}", f"max{what}"
        old, new = ((each.sizes.get(low, 0), each.sizes.get(high, inf)) for each in (was, now))
        if old != new:
            words, narrower = size_in_words(now, what), new[0] > old[0] or new[1] < old[1]
            wider, keeps = new[0] < old[0] or new[1] > old[1], {each: now.sizes[each] for each in now.sizes}
            send = f"send {{}} {words}"
            yield Change(Kind.BOUND, size_in_words(was, what), words, narrower, wider, send, _EXPECT, keeps=keeps)


def text_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield the changes of patterns, formats and steps, each of which only lets less in."""
    for name in ("pattern", "format", "multipleOf"):
        old, new = (_said(each, name) for each in (was, now))
        if old != new:
            before, after = (f"{name} {', '.join(sorted(each))}" if each else f"any {name}" for each in (old, new))
            fact, send, read = f"was of {before}, is of {after}", f"send {{}} of {after}", f"expect {after}"
            keeps: dict[str, object] = {"allOf": [{name: _read(name, each)} for each in sorted(new)]}
            yield Change(Kind.TEXT, before, after, bool(new - old), bool(old - new), send, read, fact, keeps)
    if was.unique != now.unique:
        before, after = (("each once" if each.unique else "any") for each in (was, now))
        send, once = "send each item once", {"uniqueItems": True}
        yield Change(Kind.RULE, before, after, now.unique, was.unique, send, "expect items twice", keeps=once)


def _said(shape: Shape, name: str) -> frozenset[str]:
    return {"pattern": shape.patterns, "format": shape.formats, "multipleOf": shape.multiples}[name]


def _read(name: str, text: str) -> object:
    return json.loads(text) if name == "multipleOf" else text


def _low(shape: Shape) -> tuple[float, bool]:
    return shape.lower or (-inf, False)


def _high(shape: Shape) -> tuple[float, bool]:
    return (shape.upper.value, not shape.upper.open) if shape.upper else (inf, True)


def _range(shape: Shape) -> dict[str, object]:
    ends: tuple[tuple[Bound | None, str, str], ...] = (
        (shape.lower, "minimum", "exclusiveMinimum"), (shape.upper, "maximum", "exclusiveMaximum"),
    )  # fmt: skip
    return {exclusive if each.open else name: each.value for each, name, exclusive in ends if each}
