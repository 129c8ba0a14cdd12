"""Plain: a stranger's text made harmless; nothing in it moves a cursor, changes a colour or turns the writing round."""

from __future__ import annotations

from kling3_openapi.rules.echo import escaped

LONGEST_LINE = 1_000
LONGEST_TEXT = 4_000
"""How many characters of one text the forms for people show; the JSON form has more."""

_LONGEST_ESCAPE = 10


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    """Return a text on one line: what can't be printed stands as its escape, what is too long is cut."""
    return escaped(text, most)


def lines(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text that keeps its lines; a tab is four spaces, all else that can't be printed its escape."""
    kept = text[:most].replace("\r\n", "\n").replace("\t", "    ")
    shown = "\n".join(escaped(line, len(line) * _LONGEST_ESCAPE) for line in kept.split("\n"))
    return shown if len(text) <= most else f"{shown}... ({len(text)} characters in all)"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 request`, `2 requests`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
