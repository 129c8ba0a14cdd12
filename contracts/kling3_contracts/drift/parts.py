"""Parts: the pieces of a stranger's document, read without trusting their kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite


def mapping(value: object) -> Mapping[str, object]:
    """Return a value if it is a mapping, its names as texts; else an empty one."""
    if not isinstance(value, Mapping):
        return {}
    # YAML reads the status of an answer as a number.
    return value if all(isinstance(name, str) for name in value) else {str(name): each for name, each in value.items()}


def listed(value: object) -> list[object]:
    """Return a value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def number(value: object) -> int | float | None:
    """Return a value if it is a finite number, a whole one as an integer; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return int(value) if int(value) == value else value


def canonical(value: object) -> str:
    """Return JSON that is the same for equal values: 1.0 is 1, and the order of names does not count."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    whole = number(value)
    return value if whole is None else whole
