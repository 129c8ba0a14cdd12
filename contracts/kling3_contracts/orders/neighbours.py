"""Neighbours: the values just beside those that a schema allows, each with the code of the rule that refuses it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from kling3_contracts.orders.places import Place
from kling3_contracts.orders.samples import is_url

TYPE, NULL, ENUM, BOUND, SIZE, URI = "K060", "K054", "K061", "K062", "K063", "K064"
MEDIA = "K033"
SHORT_SHOT, NUMBER_FOR_TEXT = "K008", "K009"
ASTRAL = "\N{FOX FACE}"
"""One character that takes two units in UTF-16, and four bytes in UTF-8."""

_BY_NAME: Mapping[tuple[str, str], str] = {
    ("enum", "duration"): "K010",
    ("enum", "aspect_ratio"): "K016",
    ("enum", "shot_type"): "K015",
    ("maxLength", "prompt"): "K047",
    ("maxLength", "negative_prompt"): "K047",
    ("maxItems", "multi_prompt"): "K046",
}
"""Where a rule has better words for what the schema refuses, its code."""

_STRANGERS: Mapping[str, tuple[str, ...]] = {
    "aspect_ratio": ("4:3", "21:9", "widescreen_16_9"),
    "shot_type": ("intelligence",),
    "duration": ("5s", "five"),
}
"""What the same field is given on other models."""

_WRONG_TYPES: Mapping[str, tuple[object, ...]] = {
    "string": (7, True, ["a"], {"a": "b"}),
    "number": ("0.5", True, [0.5]),
    "boolean": ("true", 1, 0),
    "array": ("a", {"a": "b"}, 1),
    "object": (7, ["a"], "a"),
}
_NO_WEB_URLS = ("data:image/png;base64,iVBORw0KGgo=", "ftp://media.example.com/fox.png", "/tmp/fox.png", "")  # noqa: S108  (no file)
_NO_URIS = ("no uri", "/hook", "https://exa mple.com/hook")
_STEP = 0.01
"""Beyond a bound by so much is beyond it in single precision too."""
_DIGITS = re.compile(r"[0-9]+")


def beside(values: Iterable[str]) -> tuple[str, ...]:
    """Return texts that differ from the values of an enum by one step, and are none of them.

    A number one higher or lower, another case, a space around, a zero before, a decimal behind, a letter less.
    """
    allowed = list(dict.fromkeys(values))
    near = [text for value in allowed for text in _next_numbers(value)]
    near += [text for value in dict.fromkeys((allowed[0], allowed[-1])) for text in _respelt(value)]
    return tuple(text for text in dict.fromkeys((*near, "")) if text not in allowed)


def refused_values(place: Place, elsewhere: Iterable[str] = ()) -> Iterator[tuple[object, str]]:
    """Yield values that may not stand at a place, with the code of the rule against each.

    `elsewhere` are values that the same field takes in other families.
    """
    yield from ((value, _type_code(place, value)) for value in _WRONG_TYPES.get(place.type, ()))
    yield None, NULL
    yield from _beside_mixed(place)
    yield from ((value, code) for value in _other_words(place, elsewhere) if (code := _word_code(place, value)))
    yield from ((value, BOUND) for value in _beyond(place))
    yield from ((value, _BY_NAME.get((keyword, place.name), SIZE)) for keyword, value in _larger(place))
    yield from _other_urls(place)


def _beside_mixed(place: Place) -> Iterator[tuple[object, str]]:
    """What is beside an enum of texts and numbers: values of neither type, and numbers that it does not list."""
    numbers = [value for value in place.values if isinstance(value, int)]
    if place.type or not numbers:
        return
    yield from ((value, ENUM) for value in (True, [numbers[0]], {"a": "b"}))
    for number in (numbers[0] - 1, numbers[-1] + 1, numbers[0] + 0.5, -numbers[0]):
        yield number, _BY_NAME.get(("enum", place.name), ENUM)


def _other_words(place: Place, elsewhere: Iterable[str]) -> tuple[str, ...]:
    allowed = [value for value in place.values if isinstance(value, str)]
    if not allowed:
        return ()
    words = (*beside(allowed), *_STRANGERS.get(place.name, ()), *elsewhere)
    return tuple(dict.fromkeys(word for word in words if word not in allowed))


def _word_code(place: Place, value: str) -> str:
    short = place.name == "duration" and len(place.steps) > 1 and _seconds(value) < float(str(place.values[0]))
    return SHORT_SHOT if short else _BY_NAME.get(("enum", place.name), ENUM)


def _type_code(place: Place, value: object) -> str:
    if place.name == "duration" and type(value) is int:
        return NUMBER_FOR_TEXT
    if place.steps == ("multi_prompt", 0) and isinstance(value, (str, dict)):
        return "K006" if isinstance(value, str) else "K005"
    return TYPE


def _beyond(place: Place) -> Iterator[object]:
    low, high = place.limit("minimum"), place.limit("maximum")
    if low is not None:
        yield from (low - 1, low - _STEP)
    if high is not None:
        yield from (high + 1, high + _STEP)


def _larger(place: Place) -> Iterator[tuple[str, object]]:
    if (most := place.limit("maxLength")) is not None:
        yield from (("maxLength", "a" * (most + 1)), ("maxLength", ASTRAL * (most + 1)))


def _other_urls(place: Place) -> Iterator[tuple[object, str]]:
    if place.type == "string" and is_url(place.name) and place.name != "webhook_url":
        yield from ((value, MEDIA) for value in _NO_WEB_URLS)
    elif place.schema.get("format") == "uri":
        yield from ((value, URI) for value in _NO_URIS)


def _next_numbers(value: str) -> Iterator[str]:
    for match in _DIGITS.finditer(value):
        for number in (int(match[0]) - 1, int(match[0]) + 1):
            yield f"{value[: match.start()]}{number}{value[match.end() :]}"


def _respelt(value: str) -> tuple[str, ...]:
    spelt = (f" {value}", f"{value} ", f"{value}\n", value.upper(), value.title(), value[:-1])
    return (*spelt, f"0{value}", f"{value}.0", f"-{value}") if value.isdigit() else spelt


def _seconds(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return math.inf
