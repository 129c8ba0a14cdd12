"""Silences: changes that the service takes without a word and that have no effect, each with its code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kling3_contracts.orders.change import Change, fields_changed
from kling3_contracts.orders.places import fields, gone_fields
from kling3_contracts.orders.samples import IMAGE, PROMPT, VIDEO, good_value
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules import mends
from kling3_openapi.rules.order import REFERENCE_IMAGES, START_IMAGES

_OTHER_API: dict[str, object] = {
    "model_name": "kling-v3",
    "mode": "pro",
    "image": IMAGE,
    "image_tail": IMAGE,
    "sound": "on",
    "camera_control": {"type": "simple"},
    "callback_url": "https://hooks.example.com/kling",
}
_OF_OTHERS: dict[str, object] = {
    "generate_audio": True,
    "aspect_ratio": "16:9",
    "duration": "5",
    "negative_prompt": "blur",
    "cfg_scale": 0.5,
}
_NO_WEB_URI = "mailto:hooks@example.com"


def silences(family: Family, edition: Edition = FIRST) -> tuple[Change, ...]:
    """Return the changes that have no effect on a good order of a family, by an edition."""
    return _silences(family, edition)


@cache
def _silences(family: Family, edition: Edition) -> tuple[Change, ...]:
    gone, of_family = gone_fields(family, edition), _OF_FAMILY.get(family, _of_relatives)
    every = (*_everywhere(family, edition), *of_family(family))
    kept = (each for each in every if gone.isdisjoint(each.sets))
    return (*kept, *(_field(family, "K069", name, good_value(family, name)) for name in sorted(gone)))


def _everywhere(family: Family, edition: Edition) -> Iterator[Change]:
    for name, value in _OTHER_API.items():
        if name not in fields(family, edition):
            yield _field(family, "K037", name, value)
    for name in ("seed", "promt", "Duration"):
        yield _field(family, "K040", name, 7)
    yield _field(family, "K002", "element_list", [{"element_id": 7}])
    yield _field(family, "K053", "webhook_url", _NO_WEB_URI)
    yield _prompt(family, "K045", f"{PROMPT} beside <<<element_1>>>")
    yield _prompt(family, "K048", f"{PROMPT} beside @Element9")


def _kling3(family: Family) -> Iterator[Change]:
    yield _field(family, "K001", "image_list", [{"image_url": IMAGE, "type": "first_frame"}])
    yield _field(family, "K003", "image_url", IMAGE)
    yield _field(family, "K040", "image_urls", [IMAGE])
    yield _field(family, "K007", "multi_prompt", [{"prompt": PROMPT, "duration": "5", "index": 1}])
    yield _field(family, "K040", "multi_prompt", [{"prompt": PROMPT, "seconds": 5}])
    yield _field(family, "K040", "elements", [{"frontal_image_url": IMAGE, "name": "fox"}])


def _omni(family: Family) -> Iterator[Change]:
    yield _field(family, "K012", "cfg_scale", 0.5)
    yield _field(family, "K012", "negative_prompt", "blur")
    yield _field(family, "K024", "video_url", VIDEO)
    yield _field(family, "K040", "elements", [{"frontal_image_url": IMAGE, "name": "fox"}])
    pictures = (*START_IMAGES, *REFERENCE_IMAGES)
    yield Change("K042", 'aspect_ratio "auto" without an image', {"aspect_ratio": "auto"}, pictures)


def _reference(family: Family) -> Iterator[Change]:
    yield _field(family, "K040", "generate_audio", value=True)
    yield _field(family, "K040", "start_image_url", IMAGE)


def _of_relatives(family: Family) -> Iterator[Change]:
    """Fields of other families whose mends are known, and fields that stand in no table."""
    for name in mends.OTHER_IMAGE.get(family, {}):
        yield _field(family, "K094", name, IMAGE)
    for name in mends.NONE_OF_THE_KIND.get(family, {}):
        yield _field(family, "K095", name, _OF_OTHERS[name])
    for name in ("multi_prompt", "image_urls"):
        yield _field(family, "K040", name, [PROMPT])


_OF_FAMILY = {Family.KLING3: _kling3, Family.OMNI: _omni, Family.REFERENCE: _reference}


def _field(family: Family, code: str, name: str, value: object) -> Change:
    return fields_changed(family, code, name, **{name: value})


def _prompt(family: Family, code: str, text: str) -> Change:
    return fields_changed(family, code, f'prompt "{text}"', prompt=text)
