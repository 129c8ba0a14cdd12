"""Whatever becomes of their standard output, the commands say so in a sentence, or end without a word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SH = shutil.which("sh") or ""
FULL = Path("/dev/full")
WHERE = f"send it to a terminal, a pipe, a file with room or {os.devnull}"
LONGEST = 60.0
COMMANDS = [
    "kling3-mock --version",
    "kling3-mock --help",
    "kling3-mock spec",
    "kling3-mock explain",
    "kling3-mock demo",
    "kling3-mock webhook sign --secret s -",
    "kling3-contracts --help",
    "kling3-contracts explain",
    "kling3-contracts schema",
]

pytestmark = pytest.mark.skipif(not SH, reason="there is no sh to lead outputs elsewhere with")


def run(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, in which our commands are those beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [SH, "-c", line], input="{}", capture_output=True, text=True, timeout=LONGEST,
        check=False, env={**os.environ, "PATH": path},
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_told_in_a_sentence(command: str) -> None:
    ended = run(f"{command} >&-")
    assert (ended.returncode, ended.stderr) == (2, f"Error: standard output can't be written (it is closed): {WHERE}\n")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_output_is_told_in_a_sentence(command: str) -> None:
    ended = run(f"{command} >{FULL}")
    assert ended.returncode == 2
    assert ended.stderr in {
        f"Error: standard output can't be written (No space left on device): {WHERE}\n",
        "Error: output: No space left on device\n",
    }


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("errors", [str(FULL), "&-"])
def test_where_nothing_can_be_told_the_status_tells(errors: str) -> None:
    assert run(f"kling3-mock spec >{FULL} 2>{errors}").returncode == 2


@pytest.mark.parametrize(
    ("name", "word", "status"),
    [("kling3-mock", "spec", 1), ("kling3-contracts", "schema", 2)],  # of the referee 1 is a verdict, and this is none
)
def test_a_reader_that_has_enough_hears_no_more(name: str, word: str, status: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    program = shutil.which(name, path=str(Path(sys.executable).parent))
    assert program is not None
    with open(writer, "wb") as broken:  # noqa: PTH123  (of a descriptor)
        ended = subprocess.run(
            [program, word], stdout=broken, stderr=subprocess.PIPE, text=True, timeout=LONGEST, check=False
        )
    assert (ended.returncode, ended.stderr) == (status, "")
