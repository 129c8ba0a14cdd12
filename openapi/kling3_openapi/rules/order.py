"""Order: what the body of a request that creates a task asks for, as the rules read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import pointer_to
from kling3_openapi.rules.urls import host_of
from kling3_openapi.rules.vocabulary import Vocabulary

Place = tuple[str, str]
"""A JSON pointer and the string that stands there."""

START_IMAGES = ("image_url", "start_image_url", "end_image_url")
"""The fields that make a video from an image on Kling 3 Omni."""

UPLOADED_IMAGES = ("image", "image_tail", "static_mask")
"""The fields of Turbo and 4K that take an image itself, in base64, as well as its URL."""

MEDIA_FIELDS = (*START_IMAGES, *UPLOADED_IMAGES, "dynamic_masks", "image_urls", "elements", "video_url")
"""The fields that hold a picture or a video, or objects that do."""

REFERENCE_IMAGES = ("image_urls", "elements")
"""The fields whose pictures guide a video of Kling 3 Omni and are no frame of it; no page says if they are input."""


class Order(NamedTuple):
    """A JSON object sent to create a task; it may break its schema anywhere, so rules ask first."""

    family: Family
    tier: Tier
    body: Mapping[str, object]
    vocabulary: Vocabulary
    unknown: tuple[str, ...] = ()
    """The top-level names that the family's published schema does not have, as the body orders them.

    Those whose value asks for nothing are not among them: programs send one set of fields to all families.
    """
    texts: tuple[Place, ...] = ()
    """The prompt and the prompts of the shots, where they are strings."""
    images: tuple[Place, ...] = ()
    """Every place that the family reads an image's URL from, where it is a string, and no image in base64."""

    @classmethod
    def read(cls, family: Family, tier: Tier, body: Mapping[str, object], vocabulary: Vocabulary) -> Order:
        """Return the order that a body makes; its parts are looked up once, for all rules."""
        known = vocabulary.body[family]
        extra = body.keys() - known
        unknown = _asking(body, extra, vocabulary) if extra else ()
        texts, images = tuple(_texts(known, body)), tuple(_images(known, body))
        return cls(family, tier, body, vocabulary, unknown, texts, images)

    @property
    def refers(self) -> bool:
        """Whether a text has a mark that a reference begins with."""
        return any("@" in text or "<" in text for _, text in self.texts)

    @property
    def videos(self) -> tuple[Place, ...]:
        """The reference video, where the family has one and it is a string."""
        url = self.body.get("video_url")
        return (("/video_url", url),) if self.has("video_url") and isinstance(url, str) else ()

    @property
    def media(self) -> tuple[Place, ...]:
        """Every place that the family reads a picture or a video from."""
        return self.images + self.videos

    def has(self, name: str) -> bool:
        """Return whether its family has a field of this name, given or not."""
        return name in self.vocabulary.body[self.family]

    def choices(self, name: str) -> tuple[str, ...]:
        """Return the texts that a field of its family may be; none where the document lists none."""
        return self.vocabulary.choices[self.family].get(name, ())

    def text(self, name: str) -> str:
        """Return a field that is a string, else the empty string."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def items(self, name: str) -> list[object]:
        """Return a field of its family that is a list, else an empty list."""
        return _items(self.body, name) if self.has(name) else []

    def since(self, name: str) -> str:
        """Return since when its family has no field of this name, as messages say it; empty if it never had."""
        gone = self.vocabulary.gone[self.family].get(name)
        return "" if gone is None else f" since {gone.words}"

    def path_in(self, family: Family) -> str:
        """Return the path that creates a task in a family, of the same tier if it has that."""
        return family.tiers.get(self.tier) or next(iter(family.tiers.values()))


def dotted(pointer: str) -> str:
    """Return a pointer into known fields as messages name it: `multi_prompt.0.duration`."""
    return pointer[1:].replace("/", ".")


def objects(items: list[object]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of a list, each with its place in it."""
    return ((index, item) for index, item in enumerate(items) if isinstance(item, dict))


def _asking(body: Mapping[str, object], extra: set[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(name for name in body if name in extra and not vocabulary.asks_for_nothing(name, body[name]))


def _items(value: Mapping[str, object], name: str) -> list[object]:
    items = value.get(name)
    return items if isinstance(items, list) else []


def _texts(known: frozenset[str], body: Mapping[str, object]) -> list[Place]:
    prompt = body.get("prompt")
    texts = [("/prompt", prompt)] if isinstance(prompt, str) else []
    shots = _items(body, "multi_prompt") if "multi_prompt" in known else ()
    for index, item in enumerate(shots):
        if isinstance(item, str):
            texts.append((pointer_to("multi_prompt", index), item))
        elif isinstance(item, dict) and isinstance(prompt := item.get("prompt"), str):
            texts.append((pointer_to("multi_prompt", index, "prompt"), prompt))
    return texts


def _images(known: frozenset[str], body: Mapping[str, object]) -> list[Place]:
    images = _strings(body, tuple(name for name in START_IMAGES if name in known), "")
    images += [place for place in _uploaded(known, body) if host_of(place[1]) is not None]
    if "image_urls" in known:
        images += _listed_strings(body, "image_urls", "")
    elements = _items(body, "elements") if "elements" in known else ()
    for index, element in enumerate(elements):
        if isinstance(element, dict):
            images += _listed_strings(element, "reference_image_urls", f"/elements/{index}")
            images += _strings(element, ("frontal_image_url",), f"/elements/{index}")
    return images


def _uploaded(known: frozenset[str], body: Mapping[str, object]) -> list[Place]:
    images = _strings(body, tuple(name for name in UPLOADED_IMAGES if name in known), "")
    for index, mask in objects(_items(body, "dynamic_masks") if "dynamic_masks" in known else []):
        images += _strings(mask, ("mask",), f"/dynamic_masks/{index}")
    return images


def _strings(value: Mapping[str, object], names: tuple[str, ...], within: str) -> list[Place]:
    return [(f"{within}/{name}", text) for name in names if isinstance(text := value.get(name), str)]


def _listed_strings(value: Mapping[str, object], name: str, within: str) -> list[Place]:
    items = _items(value, name)
    return [(f"{within}/{name}/{index}", text) for index, text in enumerate(items) if isinstance(text, str)]
