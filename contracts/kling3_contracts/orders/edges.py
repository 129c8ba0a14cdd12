"""Edges: orders that are good, each at the very edge of one thing that the document or its prose allows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kling3_contracts.orders.change import Change, change_at, fields_changed
from kling3_contracts.orders.neighbours import ASTRAL
from kling3_contracts.orders.places import Place, places
from kling3_contracts.orders.samples import IMAGE, PROMPT
from kling3_openapi.endpoints import Family


@cache
def edges(family: Family) -> tuple[Change, ...]:
    """Return changes that leave a good order good: each value of each enum, each bound from the inside."""
    by_schema = (change_at(family, place, value) for place in places(family) for value in _allowed(place))
    return (*by_schema, *_by_prose(family))


def shots(*durations: str) -> list[dict[str, object]]:
    """Return shots of Kling 3 that last so long."""
    return [{"prompt": f"{PROMPT}, shot {number}", "duration": each} for number, each in enumerate(durations, 1)]


def element(*urls: str) -> dict[str, object]:
    """Return an element with these images of it."""
    return {"reference_image_urls": list(urls), "frontal_image_url": IMAGE}


def images(count: int) -> list[str]:
    """Return so many URLs of images."""
    return [f"https://media.example.com/fox-{number}.jpg" for number in range(1, count + 1)]


def _allowed(place: Place) -> Iterator[object]:
    yield from place.values
    if place.type == "boolean":
        yield from (True, False)
    if (most := place.limit("maxLength")) is not None:
        yield from ("a" * most, ASTRAL * most)
    yield from (bound for bound in map(place.limit, ("minimum", "maximum")) if bound is not None)
    if place.type == "number":
        yield 0.5


def _by_prose(family: Family) -> Iterator[Change]:
    if family is Family.REFERENCE:
        yield Change("", "no prompt", {}, ("prompt",))
        yield fields_changed(family, "", "image_url", image_url=IMAGE)
        return
    yield fields_changed(family, "", "2 voices", voice_ids=["voice-1", "voice-2"])
    yield Change("", "multi_prompt alone", {"multi_prompt": _shots(family, 2)}, ("prompt",))
    yield from _kling3() if family is Family.KLING3 else _omni()


def _kling3() -> Iterator[Change]:
    family = Family.KLING3
    yield fields_changed(family, "", "5 shots of 15 seconds in all", multi_prompt=shots(*["3"] * 5))
    yield fields_changed(family, "", "2 shots of 15 seconds in all", multi_prompt=shots("3", "12"))
    yield fields_changed(family, "", "6 shots", multi_prompt=[{"prompt": PROMPT}] * 6)
    yield fields_changed(family, "", "2 images and an element", **_two_frames(), elements=[element(*images(2))])


def _omni() -> Iterator[Change]:
    family = Family.OMNI
    yield fields_changed(family, "", "6 shots", multi_prompt=[PROMPT] * 6)
    yield fields_changed(family, "", "4 pictures", image_urls=images(4))
    yield Change("", "4 elements", {"elements": [element(IMAGE)] * 4}, ("image_urls",))
    yield Change("", "2 elements and 2 pictures", {"elements": [element(IMAGE)] * 2, "image_urls": images(2)})
    yield Change("", "a frame and shots without prompt", {"multi_prompt": [PROMPT], "image_url": IMAGE}, ("prompt",))
    yield fields_changed(family, "", "a first and a last frame", **_two_frames())


def _two_frames() -> dict[str, object]:
    return {"start_image_url": images(1)[0], "end_image_url": images(2)[1]}


def _shots(family: Family, count: int) -> list[object]:
    return [*shots(*["5"] * count)] if family is Family.KLING3 else [PROMPT] * count
