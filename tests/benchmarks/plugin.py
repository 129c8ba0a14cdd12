"""Plugin: how long a thousand tests of a downstream project take, each with the whole life of a task."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.effort import Effort
from tests.benchmarks.report import CouldNotMeasureError, Row, Section, Target

_LIVES = Path(__file__).with_name("lives.py")
_ENOUGH = Target(10)


def measure(_effort: Effort) -> Iterator[Section]:
    """Run them in a process of its own, with the start of Python and of pytest, and the same without the fake."""
    nothing = _seconds("test_of_nothing")
    yield Section(
        "A thousand tests, each from the order to the webhook: seconds, with the start of pytest",
        ("with the fake", "empty tests"),
        (
            Row("by httpx2, in process", (_seconds("test_in_process"), nothing), (), _ENOUGH),
            Row("by httpx2, through the live server", (_seconds("test_by_url"), nothing), (), _ENOUGH),
        ),
    )


def _seconds(which: str) -> float:
    with TemporaryDirectory() as folder:
        # Away from this project's settings, and without the other plugins that its tests need.
        tests = shutil.copy(_LIVES, Path(folder) / "test_lives.py")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "kling3", "-p", "no:cacheprovider", tests, "-k", which]
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        began = time.perf_counter()
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
    if "1000 passed" not in ended.stdout:
        raise CouldNotMeasureError(f"{command!r} did not pass a thousand tests:\n{ended.stdout[-2_000:]}")
    return seconds
