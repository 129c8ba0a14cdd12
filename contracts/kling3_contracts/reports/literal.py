"""Literal: bytes as an expression of Python, in which what comes again and again is written once."""

from __future__ import annotations

import re

_RUN = re.compile(rb"(.{1,4}?)\1{199,}", re.DOTALL)
"""A character of UTF-8, which has one to four bytes, two hundred times and more."""


def has_runs(content: bytes) -> bool:
    """Return whether an expression of some bytes is shorter than they are."""
    return _RUN.search(content) is not None


def literal(content: bytes) -> str:
    """Return the expression: a megabyte of one letter is `b'a' * 1048576`."""
    parts, at = [], 0
    for run in _RUN.finditer(content):
        parts += [repr(content[at : run.start()]), f"{run[1]!r} * {len(run[0]) // len(run[1])}"]
        at = run.end()
    parts.append(repr(content[at:]))
    return " + ".join(each for each in parts if each != "b''") or "b''"
