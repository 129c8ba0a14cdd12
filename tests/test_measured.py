"""Coverage is measured of all tests but those that another environment runs, which pyproject.toml names."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath

_ROOT = Path(__file__).parents[1]
_MARK = "mark." + "one_python"


def test_what_is_marked_for_one_python_and_nothing_else_is_left_out() -> None:
    omitted = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["slipcover"]["omit"].split(",")
    folders = [each for each in omitted if each.endswith("/*")]
    marked = {
        path
        for path in (each.relative_to(_ROOT).as_posix() for each in (_ROOT / "tests").rglob("test_*.py"))
        if _MARK in (_ROOT / path).read_text("utf-8") and not any(map(PurePosixPath(path).match, folders))
    }
    assert set(omitted) - set(folders) == marked
