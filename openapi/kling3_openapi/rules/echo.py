"""What a request sent, as messages may repeat it: without what looks like a key, printable, on one line and cut."""

from __future__ import annotations

from kling3_openapi.masking.text import MOST_READ, shown_value

LONGEST_ECHO = 120
"""How many characters of a stranger's text a message repeats."""


def echoed(text: str, most: int = LONGEST_ECHO) -> str:
    """Return the first `most` characters of a text, keys masked, with escapes for what can't be printed."""
    # Masked before it is cut: of a URL without its end nobody can say whether there was a password.
    shown = escaped(shown_value(text), most)
    return shown if len(text) <= MOST_READ or shown.endswith("...") else f"{shown}..."


def escaped(text: str, most: int = LONGEST_ECHO) -> str:
    """Return the first `most` characters of a text, with escapes for what can't be printed."""
    printable = text[:most] if text.isprintable() else "".join(map(_printable, text[:most]))
    whole = max(len(text), len(printable)) <= most
    return printable if whole else f"{printable[:most]}..."


def _printable(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()
