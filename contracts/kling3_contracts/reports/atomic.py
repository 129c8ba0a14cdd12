"""Atomic: a file is there whole, as it was before or as it is now, also when the program is stopped in between."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file anew, with the folders that it needs; a pipe or device is written to as it is.

    Raises OSError.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        _write(path, "wb", text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _write(beside, "xb", text)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, mode: str, text: str) -> None:
    with path.open(mode) as file:
        file.write(text.encode("utf-8"))
