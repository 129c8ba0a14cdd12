"""Plugin: what loading it costs, and what the fake costs each test of a downstream project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.effort import Effort
from tests.benchmarks.report import CouldNotMeasureError, Pairs, Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_LIVES = Path(__file__).with_name("lives.py")
_TESTS = 1_000
_MILLISECONDS = 1_000
_NOTHING = "test_of_nothing"


class _Kind(NamedTuple):
    """A kind of tests, and what a thousand of them may take, and what one of them may above an empty one."""

    name: str
    words: str
    seconds: Target | None = None
    milliseconds: Target | None = None


_KINDS = (
    _Kind("test_that_asks_nothing", "that ask for kling3, and nothing of it", None, Target(1)),
    _Kind("test_in_process", "a whole life, one client for all", Target(4)),
    _Kind("test_by_calls", "a whole life, by httpx.post and httpx.get"),
    _Kind("test_by_url", "a whole life, through the live server"),
)
_TIMED = (
    "import pytest; from time import perf_counter as now; began = now(); import kling3_mockserver.pytest_plugin; "
    "print(now() - began)"
)


def measure(effort: Effort) -> Iterator[Section]:
    """Run each kind in a process of its own, with the start of Python and of pytest, in turn with empty tests."""
    loading = Row("import kling3_mockserver.pytest_plugin", (_import(effort),), (), Target(10))
    yield Section("Loading the plugin, where pytest is loaded: milliseconds", ("plugin", ""), (loading,))
    rounds = effort.shorter().rounds
    measured = [(kind, _pairs(kind.name, rounds)) for kind in _KINDS]
    yield Section(
        f"{_TESTS:,} tests: seconds, with the start of pytest",
        ("with the fake", "empty tests"),
        tuple(Row(kind.words, pairs.sides, (), kind.seconds) for kind, pairs in measured),
    )
    yield Section(
        "One of these tests: milliseconds above an empty one, and its share of the fake's start",
        ("fake", ""),
        tuple(Row(kind.words, (_above(pairs),), (), kind.milliseconds) for kind, pairs in measured),
    )


def _pairs(name: str, rounds: int) -> Pairs:
    return pairs_of(alternate(lambda: _seconds(name), lambda: _seconds(_NOTHING), rounds), float)


def _above(pairs: Pairs) -> float:
    return median(first - second for first, second in pairs.pairs) / _TESTS * _MILLISECONDS


def _import(effort: Effort) -> float:
    command = [sys.executable, "-c", _TIMED]
    return median(float(subprocess.check_output(command)) for _ in range(effort.starts)) * _MILLISECONDS


def _seconds(which: str) -> float:
    with TemporaryDirectory() as folder:
        # Away from this project's settings, and without the other plugins that its tests need.
        tests = shutil.copy(_LIVES, Path(folder) / "test_lives.py")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "kling3", "-p", "no:cacheprovider", tests, "-k", which]
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        began = time.perf_counter()
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
    if f"{_TESTS} passed" not in ended.stdout:
        raise CouldNotMeasureError(f"{command!r} did not pass a thousand tests:\n{ended.stdout[-2_000:]}")
    return seconds
