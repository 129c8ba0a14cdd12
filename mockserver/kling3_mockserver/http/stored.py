"""Stored: the paths of uploaded pictures, which lie beside the API as the videos do."""

from __future__ import annotations

import re

_FILE = re.compile(r"/(?:upload|asset)_([0-9a-f-]{36})(?:\.[a-z]+)?", re.ASCII)


def stored_file(path: str) -> str | None:
    """Return the id of the picture that is put or read at a path, None for any other path."""
    found = _FILE.fullmatch(path)
    return found[1] if found else None
