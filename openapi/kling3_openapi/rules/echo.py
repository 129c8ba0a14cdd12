"""What a request sent, as messages may repeat it: printable, on one line and cut."""

from __future__ import annotations

LONGEST_ECHO = 120
"""How many characters of a stranger's text a message repeats."""


def echoed(text: str, most: int = LONGEST_ECHO) -> str:
    """Return the first `most` characters of a text, with escapes for what can't be printed."""
    printable = "".join(map(_printable, text[:most]))
    whole = max(len(text), len(printable)) <= most
    return printable if whole else f"{printable[:most]}..."


def _printable(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
