"""Lawful: makes a draft that keeps the schema keep the prose rules too, by leaving out as little as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kling3_contracts.orders.places import fields
from kling3_contracts.orders.samples import PROMPT
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.durations import LONGEST
from kling3_openapi.rules.order import REFERENCE_IMAGES, START_IMAGES

MOST_VOICES, MOST_PICTURES, MOST_CHARACTERS = 2, 4, 2500

Draft = dict[str, object]


def lawful(family: Family, draft: Mapping[str, object], *, mentions: bool = False) -> Draft:
    """Return the order that a draft comes nearest to; with `mentions`, its prompt refers to what the order gives."""
    order = dict(draft)
    for mend in _MENDS.get(family, ()):
        mend(order)
    if mentions and isinstance(prompt := order.get("prompt"), str):
        order["prompt"] = _mentioning(family, order, prompt)
    return order


def _voices(order: Draft) -> None:
    _cut(order, "voice_ids", MOST_VOICES)


def _pictures(order: Draft) -> None:
    _cut(order, "elements", MOST_PICTURES)
    _cut(order, "image_urls", MOST_PICTURES - _count(order, "elements"))


def _lengths(order: Draft) -> None:
    """Take the durations from those shots that come after the last second."""
    shots = order.get("multi_prompt")
    if isinstance(shots, list):
        order["multi_prompt"] = list(_in_time(shots))


def _in_time(shots: list[Draft]) -> Iterator[Draft]:
    left = LONGEST
    for shot in shots:
        seconds = int(str(shot.get("duration", 0)))
        fits = seconds <= left
        left -= seconds if fits else 0
        yield shot if fits else {name: value for name, value in shot.items() if name != "duration"}


def _one_prompt(order: Draft) -> None:
    # Whether reference images forbid the two together is not said: no server is held to either answer.
    if order.get("multi_prompt") and any(map(order.get, (*START_IMAGES, *REFERENCE_IMAGES))):
        order.pop("prompt", None)


def _some_prompt(order: Draft) -> None:
    if not order.get("multi_prompt"):
        order.setdefault("prompt", PROMPT)


def _ratio(order: Draft) -> None:
    if order.get("aspect_ratio") == "auto" and not any(map(order.get, START_IMAGES)):
        del order["aspect_ratio"]


_MENDS: Mapping[Family, tuple[Callable[[Draft], None], ...]] = {
    Family.KLING3: (_voices, _lengths, _some_prompt),
    Family.OMNI: (_voices, _pictures, _one_prompt, _some_prompt, _ratio),
}
"""In the other families what keeps the schema keeps the rules too."""


def _mentioning(family: Family, order: Draft, prompt: str) -> str:
    names = ["@Video1"] if "video_url" in fields(family) else []
    names += [f"@Element{number}" for number in _numbers(order, "elements")]
    names += [f"@Image{number}" for number in _numbers(order, "image_urls")]
    names += [f"<<<voice_{number}>>>" for number in _numbers(order, "voice_ids")]
    text = " ".join((prompt, *names))
    return text if len(text) <= MOST_CHARACTERS else prompt


def _cut(order: Draft, name: str, most: int) -> None:
    items = order.get(name)
    if isinstance(items, list):
        order[name] = items[:most]


def _count(order: Draft, name: str) -> int:
    items = order.get(name)
    return len(items) if isinstance(items, list) else 0


def _numbers(order: Draft, name: str) -> range:
    return range(1, _count(order, name) + 1)
