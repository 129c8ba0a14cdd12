"""Edges: orders that are good, each at the very edge of one thing that the document or its prose allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from kling3_contracts.orders.change import Change, change_at, fields_changed
from kling3_contracts.orders.neighbours import ASTRAL
from kling3_contracts.orders.places import Place, fields, places
from kling3_contracts.orders.samples import BASE64, IMAGE, PROMPT, is_picture
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.prompts import without_prompt

MADE_OF_TEXT = without_prompt.families
"""The families that make nothing without a prompt, or shots."""


def edges(family: Family, edition: Edition = FIRST) -> tuple[Change, ...]:
    """Return changes that leave an order good by an edition: each value of each enum, each bound from the inside."""
    return _edges(family, edition)


@cache
def _edges(family: Family, edition: Edition) -> tuple[Change, ...]:
    by_schema = (change_at(family, place, value) for place in places(family, edition) for value in _allowed(place))
    return (*by_schema, *_by_prose(family, edition))


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
    if is_picture(place.name):
        yield from (IMAGE, BASE64)


def _by_prose(family: Family, edition: Edition) -> Iterator[Change]:
    known = fields(family, edition)
    if family not in MADE_OF_TEXT:
        yield Change("", "no prompt", {}, ("prompt",))
    if "voice_ids" in known:
        yield fields_changed(family, "", "2 voices", voice_ids=["voice-1", "voice-2"])
    if "multi_prompt" in known:
        yield Change("", "multi_prompt alone", {"multi_prompt": _shots(family, 2)}, ("prompt",))
    for change in _OF_FAMILY.get(family, lambda: iter(()))():
        if change.sets.keys() <= known:
            yield change


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


def _reference() -> Iterator[Change]:
    yield fields_changed(Family.REFERENCE, "", "image_url", image_url=IMAGE)


def _uhd_image() -> Iterator[Change]:
    family, (first, last) = Family.UHD_IMAGE, images(2)
    line: list[object] = [{"x": 300, "y": 240.5}, {"x": 0, "y": -1}]
    yield fields_changed(family, "", "a first and a last frame", image=first, image_tail=last)
    yield fields_changed(family, "", "2 masks that move", dynamic_masks=[{"mask": first, "trajectories": line}] * 2)


def _two_frames() -> dict[str, object]:
    return {"start_image_url": images(1)[0], "end_image_url": images(2)[1]}


def _shots(family: Family, count: int) -> list[object]:
    return [*shots(*["5"] * count)] if family is Family.KLING3 else [PROMPT] * count


_OF_FAMILY: Mapping[Family, Callable[[], Iterator[Change]]] = {
    Family.KLING3: _kling3,
    Family.OMNI: _omni,
    Family.REFERENCE: _reference,
    Family.UHD_IMAGE: _uhd_image,
}
"""What more there is to a family."""
