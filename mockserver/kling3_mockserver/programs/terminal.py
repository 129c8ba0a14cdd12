"""Terminal: whether what is written to a stream is coloured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO


def is_coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether to colour: NO_COLOR forbids it, else FORCE_COLOR asks for it, else a terminal that can."""
    if environ.get("NO_COLOR"):
        return False
    return bool(environ.get("FORCE_COLOR")) or (stream.isatty() and environ.get("TERM") != "dumb")
