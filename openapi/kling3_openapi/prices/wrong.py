"""Wrong: what is not as it should be in a price table, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from kling3_openapi.rules.nearest import nearest

_SHOWN = 40


class WrongError(Exception):
    """What is wrong with a table; its message names the place, and not the file."""


def expected(name: str, found: Mapping[str, object], words: str, where: str = "") -> WrongError:
    """Return the error of a key whose value is missing or not what it should be."""
    got = f"got {name} = {_plain(found[name]):.{_SHOWN}}" if name in found else f"got no {name}"
    return WrongError(f"{where}{got}, expected {words}")


def text_of(name: str, found: Mapping[str, object], default: str, where: str = "") -> str:
    """Return the text of a key; raise WrongError where it is none of one line."""
    given = found.get(name, default)
    if not isinstance(given, str) or not given.isprintable():
        raise expected(name, found, "a text in one line", where)
    return given


def check_keys(where: str, found: Mapping[str, object], known: tuple[str, ...]) -> None:
    """Raise WrongError for the first key that is not known, with the nearest that is."""
    for name in found:
        if name not in known:
            near = nearest(name, known)
            meant = f" (did you mean {near}?)" if near else ""
            raise WrongError(f"{where}no such key '{name[:_SHOWN]}'{meant}: expected {', '.join(known)}")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, (bool, Decimal, date)) else repr(value)
