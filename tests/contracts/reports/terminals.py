"""Terminals: files that say of themselves whether somebody watches."""

from __future__ import annotations

from io import BytesIO, StringIO, TextIOWrapper


class Watched(StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def ascii_file() -> TextIOWrapper:
    """Return a file that takes ASCII alone, as a pipe has on a machine without a locale."""
    return TextIOWrapper(BytesIO(), encoding="ascii", newline="\n")
