"""Without the extra every command that judges says so in one sentence, before it begins; all else works without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LIBRARIES = ("hypothesis", "ijson", "requests", "rich", "schemathesis")
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({LIBRARIES}))
from kling3_contracts.programs.cli import main
main(sys.argv[1:], prog_name="kling3-contracts")
"""
INSTALL = (
    'pip install "kling3-mock[contracts]" adds what is missing here '
    "(the project itself is not yet on the package index)"
)


def without_extra(folder: Path, *words: str, program: str = WITHOUT) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False, cwd=folder
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (
            ("verify", "http://127.0.0.1:1", "--api-key", "any"),
            "schemathesis, hypothesis, requests and rich are not installed",
        ),
        (("traffic", "seen.har"), "ijson and rich are not installed"),
        (("editions", "seen.har", "--to", "2026-04"), "ijson is not installed"),
        (("receiver", "http://127.0.0.1:1/hook", "--secret", "s"), "rich is not installed"),
    ],
)
def test_what_is_missing_is_named_with_the_command_that_installs_it(
    tmp_path: Path, words: tuple[str, ...], missing: str
) -> None:
    assert without_extra(tmp_path, *words) == (2, "", f"Error: {missing}: {INSTALL}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--help",), ("verify", "--help"), ("traffic", "--help"), ("receiver", "--help"), ("explain",),
        ("editions", "--help"),
        ("explain", "K131"), ("schema",),
    ],
)  # fmt: skip
def test_help_and_explanations_need_no_extra(tmp_path: Path, words: tuple[str, ...]) -> None:
    status, printed, complaint = without_extra(tmp_path, *words)
    assert (status, bool(printed), complaint) == (0, True, "")


@pytest.mark.parametrize(
    "line", ["import kling3_contracts.strategies", "from kling3_contracts.workflow import workflow_of"]
)
def test_parts_for_tests_say_it_at_their_import_as_an_import_error(tmp_path: Path, line: str) -> None:
    program = f"import sys; sys.modules['hypothesis'] = None\ntry: {line}\nexcept ImportError as e: print(e)"
    _, printed, complaint = without_extra(tmp_path, program=program)
    assert (printed, complaint) == (f"hypothesis is not installed: {INSTALL}\n", "")
