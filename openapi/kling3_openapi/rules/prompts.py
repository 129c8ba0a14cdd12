"""Rules on the texts of an order: whether there is one, how long it is, and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.order import REFERENCE_IMAGES, START_IMAGES, Order, Place, dotted
from kling3_openapi.rules.rule import Rule, Spot, rule

_MOST_CHARACTERS = 2500

_FIELDS = {"element": "elements", "image": "image_urls", "voice": "voice_ids", "video": "video_url"}

_MADE_OF_TEXT = (Family.KLING3, Family.OMNI, Family.TURBO_TEXT, Family.UHD_TEXT)

_PAGES = "provider's OpenAPI pages (February 2026)"

# The strict document has the same pattern.
_WRITTEN = re.compile(r"[^\s\x1c-\x1f\x85\ufeff]")

_BY_NAME = re.compile(r"@(?:Element|Image|Video)[0-9]{1,9}")
_BY_BRACKETS = re.compile(r"<<<voice_[0-9]{1,9}>>>")
_PARTS = re.compile(r"([A-Za-z]+)_?([0-9]+)")
_KLING_NOTATION = re.compile(r"<<<(element|image|video)_([0-9]{1,9})>>>", re.IGNORECASE)
_VIDEO_1 = re.compile(r"@Video1(?![0-9])|<<<video_1>>>")

_OMNI_PAGE = "provider's OpenAPI page of kling-v3-omni (February 2026)"
_REFERENCE_PAGE = "provider's OpenAPI page of reference-to-video (February 2026)"


@rule("K038", Severity.ERROR, Location.BODY, source=_OMNI_PAGE, when=("multi_prompt",), of=[Family.OMNI])
def two_prompts(order: Order) -> Iterator[Spot]:
    """With an image, Kling 3 Omni takes prompt or multi_prompt and not both.

    Text alone may come with both; image-to-video may not, as the description of `prompt` says and no
    keyword of the schema does. The service refuses the two together. Leave one of them out.
    """
    if order.items("multi_prompt") and _written(order.text("prompt")):
        image = next((name for name in START_IMAGES if order.body.get(name)), None)
        if image is not None:
            yield (
                "/prompt",
                f"prompt can't stand beside multi_prompt and {image}: leave one of the prompts out",
            )


@rule("K092", Severity.ADVICE, Location.BODY, source=_OMNI_PAGE, when=("multi_prompt",), of=[Family.OMNI])
def two_prompts_beside_references(order: Order) -> Iterator[Spot]:
    """With reference images, Kling 3 Omni may refuse prompt beside multi_prompt.

    Image-to-video takes one of the two and not both. Whether `image_urls` or `elements` alone make an order
    image-to-video is not said, so the fake takes it and the service may not. Leave one of them out.
    """
    if order.items("multi_prompt") and _written(order.text("prompt")):
        pictures = next(filter(order.items, REFERENCE_IMAGES), None)
        if pictures is not None and not any(map(order.body.get, START_IMAGES)):
            unsure = f"the pages do not say whether {pictures} make it image-to-video, which takes one of them"
            yield "/prompt", f"prompt may be refused beside multi_prompt, {unsure}: leave one of them out"


@rule("K043", Severity.ADVICE, Location.BODY, source=_REFERENCE_PAGE, of=[Family.REFERENCE])
def reference_unmentioned(order: Order) -> Iterator[Spot]:
    """The prompt does not mention the reference video.

    The model learns from the prompt what the reference video is for, under the name @Video1. Without it
    the video may be made as if there were no reference, at full price. Say what @Video1 shall guide, such
    as `move as in @Video1`.
    """
    if not _VIDEO_1.search(order.text("prompt")):
        yield "/prompt", "prompt does not mention the reference video: say in it what @Video1 shall guide"


@rule("K045", Severity.IGNORED, Location.BODY, source="seen in public programs", when=("prompt", "multi_prompt"))
def kling_notation(order: Order) -> Iterator[Spot]:
    """References in the notation of Kling's own API have no effect.

    Kling's own API writes `<<<element_1>>>` and `<<<image_1>>>`, this API writes @Element1 and @Image1.
    Here the model reads the brackets as words, and the picture that was meant plays no part. Only voices
    keep the brackets. Write the reference with @.
    """
    for pointer, text in _with(order, "<"):
        found = dict.fromkeys((kind.capitalize(), number) for kind, number in _KLING_NOTATION.findall(text))
        for kind, number in found:
            written = f"<<<{kind.lower()}_{number}>>>"
            mend = "describe it in words" if order.since(_FIELDS[kind.lower()]) else f"write @{kind}{number}"
            yield pointer, f"{dotted(pointer)} has {written}, which has no effect here: {mend}"


@rule("K047", Severity.ERROR, Location.BODY, source=_PAGES)
def too_long(order: Order) -> Iterator[Spot]:
    """A prompt has 2,500 characters at most, on Turbo 3,072.

    This holds for `prompt`, for `negative_prompt` and for each shot of Kling 3; the schema of Omni's
    shots sets no limit. A longer text is refused, not cut. Shorten it, or divide it into shots.
    """
    for pointer, text in (*order.texts, ("/negative_prompt", order.text("negative_prompt"))):
        most = _most_characters(order, pointer)
        if most and len(text) > most:
            message = f"{dotted(pointer)} may have {most} characters, got {len(text)}"
            yield pointer, f"{message}: shorten it by {len(text) - most}"


@rule("K048", Severity.IGNORED, Location.BODY, source=_PAGES, when=("prompt", "multi_prompt"))
def dangling_reference(order: Order) -> Iterator[Spot]:
    """A reference in a prompt points to something that is not given.

    @Element2 is the second of `elements`, @Image1 the first of `image_urls`, <<<voice_1>>> the first of
    `voice_ids`, @Video1 the `video_url`. Nothing checks them: the model reads a reference without a
    target as a word. Give what is referred to, or correct the number.
    """
    if places := {**dict(_with(order, "@")), **dict(_with(order, "<"))}:
        given = _given(order)
        for pointer, text in places.items():
            for written, kind, number in _references(text):
                if not 1 <= number <= given.get(kind, 0) and not _may_be_frame(order, kind, number):
                    yield pointer, f"{dotted(pointer)} refers to {written}, {_lack(order, kind, given)}"


@rule("K093", Severity.ADVICE, Location.BODY, source=_OMNI_PAGE, when=START_IMAGES, of=[Family.OMNI])
def reference_to_frame(order: Order) -> Iterator[Spot]:
    """@Image1 may not be the first frame.

    On Kling 3 Omni @Image1, @Image2 and so on are the pictures of `image_urls`. Whether frames such as
    `image_url` are counted too is not said, so a reference that only a frame could be the target of may be
    read as a word. Send the picture in `image_urls` too, or describe it in words.
    """
    for pointer, text in _with(order, "@"):
        for written, kind, number in _references(text):
            if number > len(order.items("image_urls")) and _may_be_frame(order, kind, number):
                unsure = "the pages count image_urls and do not say whether frames count"
                message = f"{dotted(pointer)} refers to {written}, which may be none: {unsure}"
                yield pointer, f"{message}, send the picture in image_urls or describe it in words"


@rule("K049", Severity.ERROR, Location.BODY, source=_PAGES, of=_MADE_OF_TEXT)
def without_prompt(order: Order) -> Iterator[Spot]:
    """A video needs a prompt or shots.

    Of Kling 3 and Omni no keyword of the schema requires `prompt`, its description does. Without a prompt and
    without `multi_prompt`, which Turbo and 4K don't have, there is nothing to film, and the service refuses the
    order. Send one of them with text in it.
    """
    takes_shots = order.has("multi_prompt")
    prompt = order.body.get("prompt")
    missing, empty = prompt is None, isinstance(prompt, str) and not _written(prompt)
    if (missing or empty) and not (takes_shots and order.body.get("multi_prompt")):
        lack = "missing" if missing else "empty"
        yield "/prompt", f"prompt is {lack}: send a prompt{' or multi_prompt' if takes_shots else ''}"


def _most_characters(order: Order, pointer: str) -> int | None:
    """Return the bound of a text, None where it has none: of shots only those that are objects have one."""
    if pointer.startswith("/multi_prompt/"):
        return _MOST_CHARACTERS if pointer.endswith("/prompt") else None
    return order.vocabulary.longest[order.family].get(pointer[1:])


def _written(text: str) -> bool:
    return _WRITTEN.search(text) is not None


def _with(order: Order, mark: str) -> list[Place]:
    return [place for place in order.texts if mark in place[1]]


def _references(text: str) -> Iterator[tuple[str, str, int]]:
    """Each reference of a text once: as it is written, what kind of thing it names, and which of them."""
    for written in dict.fromkeys((*_BY_NAME.findall(text), *_BY_BRACKETS.findall(text))):
        if parts := _PARTS.search(written):
            yield written, parts[1].lower(), int(parts[2])


def _may_be_frame(order: Order, kind: str, number: int) -> bool:
    """Whether a reference to an image may mean one of the frames, if those are counted with the images."""
    if kind != "image" or not order.has(_FIELDS[kind]):
        return False
    frames = sum(map(bool, map(order.body.get, START_IMAGES)))
    return frames > 0 and 1 <= number <= len(order.items("image_urls")) + frames


def _given(order: Order) -> dict[str, int]:
    """How many targets of each kind an order has; a kind that its family does not know is not there.

    A video that is not given is told of by itself, since it is what the order is made of.
    """
    known = {kind: field for kind, field in _FIELDS.items() if order.has(field)}
    return {kind: 1 if kind == "video" else len(order.items(field)) for kind, field in known.items()}


def _lack(order: Order, kind: str, given: dict[str, int]) -> str:
    field = _FIELDS[kind]
    if kind not in given:
        return f"and {order.family.title} has no {field}{order.since(field)}: describe it in words"
    count = given[kind]
    return f"and {field} has {count or 'none'}: give it or correct the number"


EXPLAINING_RULES: tuple[Rule[Order], ...] = (too_long,)
"""These say better what the schema finds too: they need to run only where it finds something."""

REFERRING_RULES: tuple[Rule[Order], ...] = (kling_notation, dangling_reference, reference_to_frame)
"""These need to run only where a text has a mark that a reference begins with."""

RULES: tuple[Rule[Order], ...] = (
    *EXPLAINING_RULES, two_prompts, without_prompt, kling_notation, dangling_reference, reference_unmentioned,
    two_prompts_beside_references, reference_to_frame,
)  # fmt: skip
