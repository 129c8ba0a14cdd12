"""Rules on single values: durations, aspect ratios, the guidance scale and the number of voices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import UHD, Family
from kling3_openapi.findings import Location, Severity, pointer_to
from kling3_openapi.rules.durations import SHORTEST, WHOLE_SECONDS, duration_mend, seconds
from kling3_openapi.rules.order import REFERENCE_IMAGES, START_IMAGES, Order, dotted, objects
from kling3_openapi.rules.rule import Rule, Spot, rule
from kling3_openapi.schemas import listed, received, shown

_VIDEO = "/duration"
_MOST_VOICES = 2
_NEWER_CFG_SCALE = 1
_CFG_SCALE = 2
"""Where the scale ended in February, and where it ends since April."""

_SIDES = re.compile(r"([0-9]{1,5})\s*[:x*/_-]\s*([0-9]{1,5})\s*$", re.IGNORECASE)
_SHAPES = {
    "landscape": "16:9", "horizontal": "16:9", "widescreen": "16:9",
    "portrait": "9:16", "vertical": "9:16", "square": "1:1",
}  # fmt: skip

_OMNI_PAGE = "provider's OpenAPI page of kling-v3-omni (February 2026)"
_UHD_PAGE = "provider's page of Kling 3 in 4K, against programs that use it"


@rule(
    "K009",
    Severity.ERROR,
    Location.BODY,
    source="provider's prose overview, against its OpenAPI pages",
    when=("duration", "multi_prompt"),
    of=frozenset(Family).difference(UHD),
)
def duration_as_number(order: Order) -> Iterator[Spot]:
    """A duration is a string.

    The overview page says integer, every schema says a string between "3" and "15". A number is refused.
    Put the number in quotes, for the video and in each shot.
    """
    for pointer, value in _durations(order):
        length = None if isinstance(value, str) else seconds(value)
        if length is not None:
            wanted = f"a string, one of {listed(WHOLE_SECONDS)}"
            yield pointer, f"{dotted(pointer)} must be {wanted}, got the number {length:g}: {duration_mend(length)}"


@rule(
    "K010",
    Severity.ERROR,
    Location.BODY,
    source="provider's OpenAPI pages (February 2026)",
    when=("duration", "multi_prompt"),
)
def duration_out_of_range(order: Order) -> Iterator[Spot]:
    """A duration is a whole number of seconds from 3 to 15.

    The schemas list thirteen strings, "3" to "15", and nothing between or beyond. Units, leading zeros
    and decimals are refused too; of a shot that is too short K008 tells. Send one of the thirteen.
    """
    for pointer, value in _durations(order):
        length = seconds(value)
        asked = _asked(order.family, value)
        if asked is None or asked in WHOLE_SECONDS:
            continue
        if pointer == _VIDEO or length is None or length >= SHORTEST:
            got = received(asked) if isinstance(value, str) else asked
            yield pointer, f"{dotted(pointer)} must be {listed(WHOLE_SECONDS)}, got {got}: {duration_mend(length)}"


@rule("K099", Severity.ADVICE, Location.BODY, source=_UHD_PAGE, when=("duration",), of=UHD)
def duration_as_number_in_4k(order: Order) -> Iterator[Spot]:
    """A duration of 4K is a number.

    The example on the page of 4K has a number, a program that works sends a string, and every other family
    refuses numbers. Both are taken here. Send the string, which works everywhere.
    """
    sent = order.body.get("duration")
    length = None if isinstance(sent, str) else seconds(sent)
    if length is not None and f"{length:g}" in WHOLE_SECONDS:
        yield _VIDEO, f"duration is the number {length:g}, which other families refuse: {duration_mend(length)}"


@rule(
    "K011",
    Severity.ADVICE,
    Location.BODY,
    source="provider's OpenAPI pages (February and April 2026)",
    when=("cfg_scale",),
    of=[Family.KLING3, Family.REFERENCE],
    until=Edition.APRIL_2026,
)
def cfg_scale(order: Order) -> Iterator[Spot]:
    """cfg_scale above 1 is refused by the newer schema.

    In February 2026 the scale ended at 2, in April Kling 3's ends at 1, as the overview page always said.
    A value between the two works or not by the day. Stay between 0 and 1.
    """
    if "cfg_scale" not in order.vocabulary.narrowed[order.family]:
        yield from _newer_cfg_scale(order)


@rule(
    "K068",
    Severity.ERROR,
    Location.BODY,
    source="provider's OpenAPI pages (April 2026)",
    when=("cfg_scale",),
    of=[Family.KLING3, Family.REFERENCE],
    since=Edition.APRIL_2026,
)
def narrowed_cfg_scale(order: Order) -> Iterator[Spot]:
    """cfg_scale above 1 is refused since April 2026.

    In February 2026 the scale ended at 2. An edition from April on refuses what programs were written with
    before; of what no edition took K062 tells. Stay between 0 and 1.
    """
    if "cfg_scale" in order.vocabulary.narrowed[order.family]:
        yield from _newer_cfg_scale(order)


@rule("K016", Severity.ERROR, Location.BODY, source="seen in public programs", when=("aspect_ratio",))
def aspect_ratio(order: Order) -> Iterator[Spot]:
    """An aspect ratio is one of three, or `auto` where the family has it.

    Other models of the provider have names such as `widescreen_16_9` and more ratios; these endpoints
    refuse them. Kling 3 refuses `auto` too, which Omni and reference-to-video take. Send the nearest of
    the three.
    """
    asked, allowed = order.body.get("aspect_ratio"), order.choices("aspect_ratio")
    if allowed and isinstance(asked, str) and asked not in allowed:
        message = f"aspect_ratio must be {listed(allowed)} on {order.family.title}, got {received(asked)}"
        yield "/aspect_ratio", f"{message}: {_ratio_mend(asked)}"


@rule(
    "K041",
    Severity.ERROR,
    Location.BODY,
    source="provider's OpenAPI pages (February 2026)",
    when=("voice_ids",),
    of=[Family.KLING3, Family.OMNI],
    until=Edition.APRIL_2026,
)
def voice_count(order: Order) -> Iterator[Spot]:
    """A video has two voices at most.

    The limit stands in the description of `voice_ids`, no keyword of the schema says it. A third voice is
    refused. Keep two, `<<<voice_1>>>` and `<<<voice_2>>>` in the prompt.
    """
    count = len(order.items("voice_ids"))
    if count > _MOST_VOICES:
        over = count - _MOST_VOICES
        yield (
            "/voice_ids",
            f"voice_ids may have {_MOST_VOICES} voices, got {count}: leave out {over}",
        )


@rule("K042", Severity.IGNORED, Location.BODY, source=_OMNI_PAGE, when=("aspect_ratio",), of=[Family.OMNI])
def auto_without_image(order: Order) -> Iterator[Spot]:
    """aspect_ratio `auto` has no effect without an image.

    `auto` takes the ratio of the input image. A video of text alone has none to match, and comes out as
    16:9. Send the ratio that you want, or an image.
    """
    if _auto_without_frame(order) and not _references(order):
        yield (
            "/aspect_ratio",
            "aspect_ratio 'auto' has no effect without an image, 16:9 results: send a ratio or an image_url",
        )


@rule("K090", Severity.ADVICE, Location.BODY, source=_OMNI_PAGE, when=("aspect_ratio",), of=[Family.OMNI])
def auto_beside_references(order: Order) -> Iterator[Spot]:
    """aspect_ratio `auto` may have no effect beside reference images alone.

    `auto` takes the ratio of "the input image", in image-to-video only. Whether the pictures of `image_urls`
    and `elements` count as input images is not said: they guide style and identity, and are no frame. Send the
    ratio that you want, or a first frame as `image_url`.
    """
    if _auto_without_frame(order) and (references := _references(order)):
        unsure = f"the pages do not say whether {' and '.join(references)} count as its input image"
        yield "/aspect_ratio", f"aspect_ratio 'auto' may have no effect, {unsure}: send a ratio or an image_url"


def _newer_cfg_scale(order: Order) -> Iterator[Spot]:
    scale = order.body.get("cfg_scale")
    if isinstance(scale, (int, float)) and _NEWER_CFG_SCALE < scale <= _CFG_SCALE:
        yield "/cfg_scale", f"cfg_scale ends at 1 since April 2026, got {shown(scale)}: stay between 0 and 1"


def _auto_without_frame(order: Order) -> bool:
    return order.body.get("aspect_ratio") == "auto" and not any(map(order.body.get, START_IMAGES))


def _references(order: Order) -> list[str]:
    """The fields of an order that hold pictures which are no frame."""
    return list(filter(order.items, REFERENCE_IMAGES))


def _asked(family: Family, value: object) -> str | None:
    """The text of a duration, or None for what is told of as no string; to 4K a number is as good."""
    if isinstance(value, str):
        return value
    length = seconds(value) if family in UHD else None
    return None if length is None else f"{length:g}"


def _durations(order: Order) -> Iterator[tuple[str, object]]:
    if order.has("duration"):
        yield _VIDEO, order.body.get("duration")
    if "duration" in order.vocabulary.within[order.family].get("multi_prompt", ()):
        for index, shot in objects(order.items("multi_prompt")):
            yield pointer_to("multi_prompt", index, "duration"), shot.get("duration")


def _ratio_mend(asked: str) -> str:
    if asked.strip().lower() in ("auto", "adaptive"):
        return "send the ratio of your image"
    sides = _SIDES.search(asked[-20:])
    meant = _shape(int(sides[1]), int(sides[2])) if sides else _SHAPES.get(asked.strip().lower())
    return f'send "{meant}"' if meant else 'send "16:9" for landscape or "9:16" for portrait'


def _shape(width: int, height: int) -> str:
    if width == height:
        return "1:1"
    return "16:9" if width > height else "9:16"


EXPLAINING_RULES: tuple[Rule[Order], ...] = (
    duration_as_number,
    duration_out_of_range,
    aspect_ratio,
    narrowed_cfg_scale,
)
"""These say better what the schema finds too: they need to run only where it finds something."""

RULES: tuple[Rule[Order], ...] = (
    *EXPLAINING_RULES, cfg_scale, voice_count, auto_without_image, auto_beside_references, duration_as_number_in_4k,
)  # fmt: skip
