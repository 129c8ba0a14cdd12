"""Samples: one good value for each field of an order, and the plain order of each family."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kling3_contracts.orders.places import Place, Steps, places, required
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.order import UPLOADED_IMAGES

PROMPT = "A fox in the snow"
IMAGE = "https://media.example.com/fox.png"
VIDEO = "https://media.example.com/fox.mp4"

BASE64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture itself."""

_WITH_VIDEO = {Family.REFERENCE: f"{PROMPT} that moves as in @Video1"}
"""The prompts of families whose prompt has to name what it is given."""
_PICTURES = frozenset({*UPLOADED_IMAGES, "static_mask", "mask"})


def plain_order(family: Family) -> dict[str, object]:
    """Return the least order of a family that every reader would take for a good one."""
    return dict(_plain(family))


def holding(family: Family, place: Place, value: object) -> dict[str, object]:
    """Return the one field of an order that holds a value at a place, with good values around it."""
    return {place.field: _put(_sample_at(family, place.steps[:1]), place.steps[1:], value)}


def good_value(family: Family, name: str) -> object:
    """Return a good value for a field of an order; a list has one item."""
    return _sample_at(family, (name,))


def is_url(name: str) -> bool:
    """Return whether a field of this name holds URLs."""
    return name.endswith(("_url", "_urls"))


def is_picture(name: str) -> bool:
    """Return whether a field of this name holds a picture itself, in base64, or its URL."""
    return name in _PICTURES


@cache
def _plain(family: Family) -> Mapping[str, object]:
    needed = {name: good_value(family, name) for name in required(family)}
    return {"prompt": PROMPT, **needed, **({"prompt": _WITH_VIDEO[family]} if family in _WITH_VIDEO else {})}


def _sample_at(family: Family, steps: Steps) -> object:
    known = {each.steps: each for edition in Edition for each in places(family, edition)}
    return _sample(known, known[steps])


def _sample(known: Mapping[Steps, Place], place: Place) -> object:
    within = {steps[-1]: _sample(known, each) for steps, each in known.items() if steps[:-1] == place.steps}
    if place.type == "array":
        return [within[0]]
    return within if place.type == "object" else _scalar(place)


def _scalar(place: Place) -> object:
    if place.values:
        return place.values[0]
    if place.type == "string":
        return _text(place.name)
    return True if place.type == "boolean" else 0.5


def _text(name: str) -> str:
    if not is_url(name) and not is_picture(name):
        return "voice-1" if name == "voice_ids" else PROMPT
    return VIDEO if name == "video_url" else IMAGE


def _put(sample: object, steps: Steps, value: object) -> object:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(sample, dict):
        return {**sample, str(step): _put(sample[step], tuple(rest), value)}
    return [_put(sample[0], tuple(rest), value)] if isinstance(sample, list) else value
