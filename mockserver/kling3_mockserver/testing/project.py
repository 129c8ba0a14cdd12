"""Project: whether the tests of a project use the fake anywhere, be it in files that this run does not collect."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

_MENTION = re.compile(rb"\bkling3(_class|_module|_settings|_server|_session|_mockserver)?\b")
_SETTING = re.compile(rb"\bkling3")
_MOST_FILES = 5_000
_OTHERS = ("node_modules", "site-packages", "__pycache__")
"""Folders in which no project keeps code of its own."""


class Project:
    """The Python files below a folder, and a file of settings; folders that match `passed_over` are left out."""

    def __init__(self, folder: Path, settings: Path | None = None, passed_over: Iterable[str] = ()) -> None:
        self._folder, self._settings = folder, settings
        self._passed_over = (*passed_over, *_OTHERS)

    @cached_property
    def uses_fake(self) -> bool:
        """Whether a fixture or a setting of the fake is named; true as well where too many files would be looked at."""
        if self._settings is not None and _SETTING.search(_content(self._settings)):
            return True
        files = enumerate(self._files())
        return any(count == _MOST_FILES or _MENTION.search(_content(path)) for count, path in files)

    def _files(self) -> Iterator[Path]:
        for place, folders, names in os.walk(self._folder):
            folders[:] = sorted(each for each in folders if not self._is_passed_over(Path(place, each)))
            yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))

    def _is_passed_over(self, folder: Path) -> bool:
        return any(fnmatch(folder.name, each) for each in self._passed_over) or (folder / "pyvenv.cfg").exists()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
