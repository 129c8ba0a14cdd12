"""Readings: every JSON value that some reader in the wild takes from a body, however lax it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

from kling3_openapi.strict_json import MAX_DIGITS, StrictJsonError, parse

_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")

_Pairs = list[tuple[str, object]]


def readings(body: bytes) -> tuple[object, ...]:
    """Return the values that a body may stand for; none when no reader makes anything of it.

    Readers differ in what they do with equal names, with bytes that are no UTF-8, with NaN and with long numbers.
    Raises RecursionError for what is nested so deep that only some can read it.
    """
    with suppress(StrictJsonError):
        parsed = parse(body)
        if not parsed.duplicate_keys:
            return (parsed.value,)
    return tuple(_lax(body))


def _lax(body: bytes) -> Iterator[object]:
    texts = dict.fromkeys(body.decode(encoding, "replace") for encoding in _ENCODINGS)
    for text in texts:
        for members in (dict, _first_wins):
            with suppress(json.JSONDecodeError):
                yield json.loads(text, object_pairs_hook=members, parse_int=_number)


def _number(digits: str) -> int | float:
    """Return a number as JavaScript has it where Python refuses so many digits."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


def _first_wins(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    return dict(reversed(list(pairs)))
