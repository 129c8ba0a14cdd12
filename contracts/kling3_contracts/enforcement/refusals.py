"""Refusals: what the body of a refusal says, and whether it names a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kling3_contracts.messages import Answer
from kling3_openapi.strict_json import StrictJsonError, parse

_LOCATION = re.compile(r"^(?:body|query|request)[./]")
_INDEX = re.compile(r"\[(\d+)\]")

Words = tuple[object, object]
"""The message of a refusal and its invalid_params."""


def named_places(answer: Answer) -> tuple[str, ...]:
    """Return the places that a refusal lists in `invalid_params`, at the top or within `problem`, as JSON pointers."""
    listed = words(answer)[1]
    entries = listed if isinstance(listed, list) else []
    texts = (each.get(key) for each in entries if isinstance(each, Mapping) for key in ("field", "name"))
    return tuple(dict.fromkeys(_pointer(text) for text in texts if isinstance(text, str)))


def names(answer: Answer, places: Iterable[str]) -> bool:
    """Return whether a refusal names one of some places; what holds the place or lies within it will do."""
    named = named_places(answer)
    return any(_related(place, each) for place in places for each in named)


def words(answer: Answer) -> Words:
    """Return what a refusal says; of a body that is no JSON object the text itself."""
    try:
        value = parse(answer.body).value
    except StrictJsonError:
        value = None
    held = value.get("problem", value) if isinstance(value, dict) else None
    if not isinstance(held, dict):
        return answer.body, None
    return held.get("message"), held.get("invalid_params")


def _pointer(text: str) -> str:
    plain = _INDEX.sub(r".\1", _LOCATION.sub("", text.lstrip("/")))
    return "/" + plain.replace(".", "/")


def _related(place: str, named: str) -> bool:
    return f"{named}/".startswith(f"{place}/") or f"{place}/".startswith(f"{named}/")
