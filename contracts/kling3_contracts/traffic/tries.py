"""Tries: what a part of the judge says of one promise in one exchange."""

from __future__ import annotations

from typing import NamedTuple


class Try(NamedTuple):
    """One promise put to the test: kept when `message` is empty, else broken, and `detail` sets it apart."""

    code: str
    message: str = ""
    detail: str = ""


def tried(code: str, kept: object, message: str, detail: str = "") -> Try:
    """Return a try that was kept when `kept` is truthy, and is broken with `message` otherwise."""
    return Try(code) if kept else Try(code, message, detail)
