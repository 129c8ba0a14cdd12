"""Defects: changes that make a good order a wrong one, each by one thing and with the code that it must meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from kling3_contracts.orders.change import Change, change_at, fields_changed
from kling3_contracts.orders.edges import MADE_OF_TEXT, element, images, shots
from kling3_contracts.orders.neighbours import BOUND, NULL, refused_values
from kling3_contracts.orders.places import Place, fields, places, required
from kling3_contracts.orders.samples import IMAGE, PROMPT
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import pointer_to
from kling3_openapi.rules.order import START_IMAGES

WITHOUT_PROMPT = "K049"
NARROWED = "K068"

NOT_MADE: Mapping[str, str] = MappingProxyType(
    {
        "K063": "each limit of the document has a rule of its own, K046 or K047",
        "K066": "no keyword of the document is left for it",
    }
)
"""The rules of severity error on the fields of an order that no order can meet, with the reason."""


def defects(family: Family, edition: Edition = FIRST) -> tuple[Change, ...]:
    """Return the changes that make a good order of a family a wrong one, by an edition."""
    return _defects(family, edition)


@cache
def _defects(family: Family, edition: Edition) -> tuple[Change, ...]:
    by_schema = (each for place in places(family, edition) for each in _at(family, place, edition))
    return (*by_schema, *_left_out(family, edition), *_by_prose(family, edition))


def _at(family: Family, place: Place, edition: Edition) -> Iterator[Change]:
    earlier = _taken_before(family, place, edition)
    for value, code in refused_values(place, _elsewhere(place, edition)):
        missing = value is None and place.steps == ("prompt",) and family in MADE_OF_TEXT
        told = NARROWED if code == BOUND and isinstance(value, (int, float)) and place.most < value <= earlier else code
        yield change_at(family, place, value, WITHOUT_PROMPT if missing and code == NULL else told)


def _taken_before(family: Family, place: Place, edition: Edition) -> float:
    """Return the largest number that an earlier edition took at a place, 0 where none took a larger one."""
    before = edition.before
    if before is None:
        return 0
    known = {each.steps: each.most for each in places(family, before)}
    return max(known.get(place.steps, 0), _taken_before(family, place, before))


def _elsewhere(place: Place, edition: Edition) -> tuple[str, ...]:
    """The values that a field of the same name takes in any family."""
    known = (each for family in Family for each in places(family, edition) if each.name == place.name)
    return tuple(dict.fromkeys(value for each in known for value in each.values if isinstance(value, str)))


def _left_out(family: Family, edition: Edition) -> Iterator[Change]:
    code = "K025" if family is Family.REFERENCE else "K065"
    for name in required(family, edition):
        if name != "prompt":  # which has a rule of its own, K049
            yield Change(code, f"no {name}", {}, (name,), (pointer_to(name),))


def _by_prose(family: Family, edition: Edition) -> Iterator[Change]:
    known = fields(family, edition)
    if family in MADE_OF_TEXT:
        yield from _no_prompt()
    if "multi_prompt" in known:
        yield _without_prompt("no prompt and no shots", {"multi_prompt": []}, ("prompt",))
    if "voice_ids" in known:
        yield fields_changed(family, "K041", "3 voices", voice_ids=["voice-1", "voice-2", "voice-3"])
    for change in _OF_FAMILY.get(family, lambda: iter(()))():
        if change.sets.keys() <= known:
            yield change


def _no_prompt() -> Iterator[Change]:
    yield _without_prompt("no prompt", {}, ("prompt", "multi_prompt"))
    yield _without_prompt("an empty prompt", {"prompt": ""}, ("multi_prompt",))
    yield _without_prompt("a prompt of white space", {"prompt": " \n\t"}, ("multi_prompt",))


def _without_prompt(label: str, sets: Mapping[str, object], drops: tuple[str, ...]) -> Change:
    return Change(WITHOUT_PROMPT, label, sets, drops, ("/prompt", "/multi_prompt"))


def _kling3() -> Iterator[Change]:
    family = Family.KLING3
    yield fields_changed(family, "K046", "7 shots", multi_prompt=[{"prompt": PROMPT}] * 7)
    yield fields_changed(family, "K008", "shots of 16 seconds in all", multi_prompt=shots("5", "5", "6"))
    yield fields_changed(family, "K008", "6 shots of 18 seconds in all", multi_prompt=shots(*["3"] * 6))


def _omni() -> Iterator[Change]:
    family = Family.OMNI
    yield fields_changed(family, "K046", "7 shots", multi_prompt=[PROMPT] * 7)
    yield fields_changed(family, "K039", "5 pictures", image_urls=images(5))
    yield fields_changed(family, "K039", "5 elements", elements=[element(IMAGE)] * 5)
    yield fields_changed(
        family, "K039", "2 elements and 3 pictures", image_urls=images(3), elements=[element(IMAGE)] * 2
    )
    for name in START_IMAGES:
        yield _two_prompts(name)


def _two_prompts(image: str) -> Change:
    sets = {"prompt": PROMPT, "multi_prompt": [PROMPT], image: IMAGE}
    return Change("K038", f"prompt, multi_prompt and {image}", sets, (), ("/prompt", "/multi_prompt"))


_OF_FAMILY: Mapping[Family, Callable[[], Iterator[Change]]] = {Family.KLING3: _kling3, Family.OMNI: _omni}
"""What more can be wrong in a family."""
