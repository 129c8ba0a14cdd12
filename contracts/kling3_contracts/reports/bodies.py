"""Bodies as reports show them: text where they are text, else base64, and cut where they are long."""

from __future__ import annotations

import codecs
from base64 import b64encode
from typing import NamedTuple

from kling3_contracts.verdicts.plain import LONGEST_TEXT, counted, lines

MOST_BODY = 16_384
"""How many bytes of a body the JSON form holds."""
_MOST_BASE64 = 300


class Shown(NamedTuple):
    """A body's beginning: `text` when that is UTF-8, else None with the bytes in `base64`; `size` is of the whole."""

    text: str | None
    base64: str
    size: int
    cut: bool


def shown_body(body: bytes, most: int = MOST_BODY) -> Shown:
    """Return at most so many bytes of a body; a character that the cut would halve is left out."""
    head, cut = body[:most], len(body) > most
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=not cut)
    except UnicodeDecodeError:
        return Shown(None, b64encode(head).decode(), len(body), cut)
    return Shown(text, "", len(body), cut)


def body_lines(body: bytes) -> str:
    """Return a body for a person to read, and how long it is when that is not all; nothing of an empty one."""
    shown = shown_body(body, LONGEST_TEXT)
    if shown.text is None:
        return f"({counted(shown.size, 'byte')}, not text; base64) {shown.base64[:_MOST_BASE64]}"
    return f"{lines(shown.text)}\n... ({counted(shown.size, 'byte')} in all)" if shown.cut else lines(shown.text)
