"""Members: the secrets of a JSON text, found by reading it and not by its letters, which may be escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kling3_openapi.masking.mask import MASK
from kling3_openapi.masking.names import NEEDLES, is_secret_header, is_secret_parameter

_SIGNS = (*NEEDLES, "auth", "pass", "sid", "otp", "session", "bearer", "cred", "jwt", "sig", "\\u")
"""A text in lower case without any of these has no member whose name tells of a secret."""
_MOST_CHARACTERS = 64 * 1024
"""Longer bodies are not kept."""


def without_members(text: str) -> str:
    """Return a JSON text in which the members are masked whose names tell of a secret; any other text as it is.

    The text stays as it was written but for these, unless one of them is written in escapes.
    """
    lower = text.lower()
    if (
        not text.lstrip().startswith(("{", "["))
        or len(text) > _MOST_CHARACTERS
        or not any(map(lower.__contains__, _SIGNS))
    ):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    for secret in set(_secrets(value)):
        for spelling in {json.dumps(secret), json.dumps(secret, ensure_ascii=False)}:
            text = text.replace(spelling, f'"{MASK}"')
    if any(each != MASK for each in _secrets(json.loads(text))):
        return json.dumps(_masked(value))
    return text


def _secrets(value: object) -> Iterator[str]:
    """Yield every text that stands under a name which tells of a secret."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _texts(member) if _is_secret(name) else _secrets(member)
        if isinstance(named := value.get("name"), str) and is_secret_header(named):
            yield from _texts(value.get("value"))
    elif isinstance(value, list):
        for each in value:
            yield from _secrets(each)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def _masked(value: object, *, secret: bool = False) -> object:
    if isinstance(value, dict):
        paired = isinstance(named := value.get("name"), str) and is_secret_header(named)
        return {
            name: _masked(each, secret=secret or _is_secret(name) or (paired and name == "value"))
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_masked(each, secret=secret) for each in value]
    return MASK if secret and isinstance(value, str) and value else value


def _is_secret(name: str) -> bool:
    return is_secret_parameter(name.strip())
