"""Fields: a strategy for each part of an order, made from its schema and drawn to its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kling3_contracts.orders.neighbours import ASTRAL
from kling3_contracts.orders.places import Place, Steps, places, required
from kling3_contracts.orders.samples import BASE64, is_picture, is_url
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family

Fields = SearchStrategy[dict[str, object]]

_MOST_ITEMS = 4
_LONGEST_TEXT = 40
_VISIBLE = "A fox "
"""What every prompt begins with: what counts as white space differs from one language to the next."""
_REFERRING = "@<["
"""Characters that may make a text refer to something, or speak to a fake."""


@cache
def drafts(family: Family, edition: Edition = FIRST) -> Fields:
    """Return bodies that keep the schema of a family; webhook_url is left out, since who takes an order may call it."""
    known = {each.steps: each for each in places(family, edition) if each.name != "webhook_url"}
    needed = required(family, edition)
    fields = {str(steps[0]): _values(known, each) for steps, each in known.items() if len(steps) == 1}
    return st.fixed_dictionaries(
        {name: fields[name] for name in needed},
        optional={name: each for name, each in fields.items() if name not in needed},
    )


def _values(known: Mapping[Steps, Place], place: Place) -> SearchStrategy[object]:
    within = {steps[-1]: _values(known, each) for steps, each in known.items() if steps[:-1] == place.steps}
    if place.type == "array":
        return st.lists(within[0], max_size=place.limit("maxItems") or _MOST_ITEMS).map(list)
    if place.type == "object":
        return st.fixed_dictionaries({}, optional={str(name): each for name, each in within.items()}).map(dict)
    return _scalars(place)


def _scalars(place: Place) -> SearchStrategy[object]:
    if place.values:
        return st.sampled_from(place.values)
    if place.type == "boolean":
        return st.booleans()
    if place.type == "number":
        low, high = place.limit("minimum"), place.limit("maximum")
        bounds = [bound for bound in (low, high) if bound is not None] or [0]
        return st.floats(low, high, allow_nan=False, allow_infinity=False) | st.sampled_from(bounds)
    if is_picture(place.name):
        return _urls(place.name) | st.just(BASE64)
    return _urls(place.name) if is_url(place.name) else _texts(place.limit("maxLength"))


def _urls(name: str) -> SearchStrategy[object]:
    hosts = st.sampled_from(("media.example.com", "MEDIA.example.com:8443", "a-b.example.org", "93.184.215.14"))
    ends = (".mp4", ".mov") if name == "video_url" else (".png", ".jpg", ".jpeg", ".JPG", "", ".png?width=1280&v=2")
    parts = (st.sampled_from(("https", "http", "HTTPS")), hosts, st.integers(0, 9_999), st.sampled_from(ends))
    return st.tuples(*parts).map(lambda part: f"{part[0]}://{part[1]}/fox-{part[2]}{part[3]}")


def _texts(most: int | None) -> SearchStrategy[object]:
    letters = st.characters(codec="utf-8", exclude_characters=_REFERRING)
    short = st.text(letters, max_size=_LONGEST_TEXT).map(_VISIBLE.__add__)
    if most is None:
        return short.map(str)
    lengths, filling = st.sampled_from((most - 1, most)), st.sampled_from(("a", "é", "狐", ASTRAL))
    return short | st.builds(_VISIBLE.ljust, lengths, filling)
