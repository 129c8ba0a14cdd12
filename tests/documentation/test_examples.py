"""Every fenced block that is marked to be run does run.

After the language of a fence come its marks:

- `run`: run it. Python (tests in Python, too), sh, and console: commands after `$ `, with what they print.
  TOML is a settings file, which can be used.
- `server`: while it runs, a fake answers at the address that `kling3-mock serve` takes by itself, and
  `NAME=VALUE` gives that a setting.
- `file=NAME`: keep the block as a file, for the blocks of its page that run.
- `ci`: the settings of a CI, whose commands `test_ci.py` runs.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.options import settings_of
from kling3_mockserver.settings.settings import DEFAULT_PORT
from tests.documentation.pages import PAGES, Block, blocks

BLOCKS = [block for page in PAGES for block in blocks(page)]
DEFAULT_URL = re.compile(rf"http://(?:127\.0\.0\.1|localhost):{DEFAULT_PORT}")
PATIENCE = 240.0
OUTSIDE_PROGRAMS = ("curl", "node")
END = "== the next command =="

Runner = Callable[[str, Path], None]


def run(words: list[str], folder: Path) -> str:
    """Return what a program printed; fail with all that it said when it fails."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    own = {name: value for name, value in os.environ.items() if not name.startswith("KLING3_")}
    ended = subprocess.run(
        words, cwd=folder, env={**own, "PATH": path}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"ended with {ended.returncode}:\n{ended.stdout}"
    return ended.stdout


def run_python(text: str, folder: Path) -> None:
    file = folder / ("test_example.py" if re.search(r"^(async )?def test_", text, re.MULTILINE) else "example.py")
    file.write_text(text, "utf-8")
    pytest_words = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if file.name.startswith("test_") else []
    run([sys.executable, *pytest_words, file.name], folder)


def run_script(text: str, folder: Path) -> None:
    run(["bash", "-euo", "pipefail", "-c", text], folder)


def run_session(text: str, folder: Path) -> None:
    """Run the commands after `$ `, and hold each to the output below it, where `...` stands for any text."""
    commands, outputs = zip(*map(_command_and_output, re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]), strict=True)
    printed = run(["bash", "-euo", "pipefail", "-c", f"\necho; echo '{END}'\n".join(commands)], folder)
    for command, expected, got in zip(commands, outputs, printed.split(f"\n{END}\n"), strict=True):
        same = doctest.OutputChecker().check_output(expected, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        assert not expected.strip() or same, f"$ {command}\nshould print:\n{expected}\nbut prints:\n{got}"


def run_settings(text: str, _folder: Path) -> None:
    settings_of(tomllib.loads(text))


RUNNERS: Mapping[str, Runner] = {
    "python": run_python, "sh": run_script, "bash": run_script, "console": run_session, "toml": run_settings,
}  # fmt: skip


def _command_and_output(text: str) -> tuple[str, str]:
    """Divide what follows a prompt; a line that ends with a backslash goes on."""
    match = re.match(r"(?:[^\n]*\\\n)*[^\n]*", text)
    command = match[0] if match else ""
    return command, text[len(command) + 1 :]


@contextmanager
def fake_for(block: Block) -> Iterator[str | None]:
    """Give the address of a fake of the block's own, where it asks for one."""
    if "server" not in block.marks:
        yield None
        return
    values = {name: value for name, value in block.options.items() if name != "file"}
    with (
        closing(Mock(settings_of({"task-seconds": "0.5", **values}))) as mock,
        ThreadedServer(mock) as server,
    ):
        yield server.url


def marked() -> list[Block]:
    return [block for block in BLOCKS if "run" in block.marks]


@pytest.mark.parametrize("block", marked(), ids=lambda block: block.where)
def test_example_runs(block: Block, tmp_path: Path) -> None:
    for program in OUTSIDE_PROGRAMS:
        if re.search(rf"\b{program} ", block.text) and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with fake_for(block) as address:
        for other in BLOCKS:
            if other.page == block.page and "file" in other.options:
                (tmp_path / other.options["file"]).write_text(_at(address, other.text), "utf-8")
        RUNNERS[block.language](_at(address, block.text), tmp_path)


def test_marks_are_known_and_what_is_run_is_in_a_language_that_can_be() -> None:
    words = {mark for block in BLOCKS for mark in block.marks if "=" not in mark}
    languages = {block.language for block in marked()}
    assert (words - {"run", "server", "ci"}, languages - RUNNERS.keys()) == (set(), set())


def _at(address: str | None, text: str) -> str:
    return text if address is None else DEFAULT_URL.sub(address, text)
