"""Client: a copy of a stranger's project with a mutant of its program, whose tests run with the plugin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Outcome, Verdict
from tests.plugin.strangers import PROJECTS

SECONDS = 60.0
_FAILED = 1
_FINDING = re.compile(r"^[E ]*(K[0-9]{3}) (?:error|ignored|advice):", re.MULTILINE)


def judge(mutant: Mutant, alive: Callable[[], None]) -> Outcome:
    """Return whether the project's tests fail, and by which finding of the plugin or else by what they assert."""
    place = PurePosixPath(mutant.key.file)
    project = next(each for each in PROJECTS if each.name == place.parent.name)
    alive()
    with TemporaryDirectory() as folder:
        project.copy_to(Path(folder))
        Path(folder, place.name).write_bytes(mutant.source)
        return _tested(Path(folder), project.plugins)


def _tested(folder: Path, plugins: tuple[str, ...]) -> Outcome:
    chosen = [word for name in ("kling3", *plugins) for word in ("-p", name)]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *chosen, "test_videos.py"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(Verdict.HANGS, f"no end within {SECONDS:g} s")
    if ended.returncode == 0:
        return Outcome(Verdict.NOT_SEEN)
    if ended.returncode != _FAILED:
        return Outcome(Verdict.AT_START, f"pytest ended with {ended.returncode}")
    codes = dict.fromkeys(_FINDING.findall(ended.stdout))
    return Outcome(Verdict.SEEN, f"plugin: {' '.join(codes)}" if codes else "the project's own assertions")
