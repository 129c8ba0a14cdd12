"""What the tests of the generated phases share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run each test in an empty folder; a phase writes nothing there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
