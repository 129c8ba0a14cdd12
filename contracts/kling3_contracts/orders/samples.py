"""Samples: one good value for each field of an order, and the plain order of each family."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_contracts.orders.places import Place, Steps, places
from kling3_openapi.endpoints import Family

PROMPT = "A fox in the snow"
IMAGE = "https://media.example.com/fox.png"
VIDEO = "https://media.example.com/fox.mp4"

_WITH_VIDEO = f"{PROMPT} that moves as in @Video1"


def plain_order(family: Family) -> dict[str, object]:
    """Return the least order of a family that every reader would take for a good one."""
    return {"prompt": _WITH_VIDEO, "video_url": VIDEO} if family is Family.REFERENCE else {"prompt": PROMPT}


def holding(family: Family, place: Place, value: object) -> dict[str, object]:
    """Return the one field of an order that holds a value at a place, with good values around it."""
    return {place.field: _put(_sample_at(family, place.steps[:1]), place.steps[1:], value)}


def good_value(family: Family, name: str) -> object:
    """Return a good value for a field of an order; a list has one item."""
    return _sample_at(family, (name,))


def is_url(name: str) -> bool:
    """Return whether a field of this name holds URLs."""
    return name.endswith(("_url", "_urls"))


def _sample_at(family: Family, steps: Steps) -> object:
    known = {each.steps: each for each in places(family)}
    return _sample(known, known[steps])


def _sample(known: Mapping[Steps, Place], place: Place) -> object:
    within = {steps[-1]: _sample(known, each) for steps, each in known.items() if steps[:-1] == place.steps}
    if place.type == "array":
        return [within[0]]
    return within if place.type == "object" else _scalar(place)


def _scalar(place: Place) -> object:
    if place.type == "string":
        return place.values[0] if place.values else _text(place.name)
    return True if place.type == "boolean" else 0.5


def _text(name: str) -> str:
    if not is_url(name):
        return "voice-1" if name == "voice_ids" else PROMPT
    return VIDEO if name == "video_url" else IMAGE


def _put(sample: object, steps: Steps, value: object) -> object:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(sample, dict):
        return {**sample, str(step): _put(sample[step], tuple(rest), value)}
    return [_put(sample[0], tuple(rest), value)] if isinstance(sample, list) else value
