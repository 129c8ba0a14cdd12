"""The CI page: each block is read as its CI reads it, and what it runs does run, but for installing and uploading."""

from __future__ import annotations

import configparser
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import yaml

from kling3_mockserver.settings.settings import DEFAULT_PORT
from tests.documentation.pages import ROOT, blocks

PATIENCE = 400
PAGE = {block.options["file"]: block.text for block in blocks(ROOT / "docs" / "ci.md") if "ci" in block.marks}
BASH = ["bash", "-eo", "pipefail"]
INSTALL = 'pip install "./kling3-mock[contracts]"'

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def shell(folder: Path, variables: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start bash as a CI does, and end whatever its commands left in the background."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    own = {name: value for name, value in os.environ.items() if not name.startswith("KLING3_")}
    with subprocess.Popen(
        BASH, cwd=folder, env={**own, "PATH": path, **variables}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def run(commands: list[str], folder: Path, variables: Mapping[str, str]) -> str:
    """Run commands one after another on a port of their own, and return what they printed."""
    port = str(free_port())
    script = (
        "\n".join(commands)
        .replace(str(DEFAULT_PORT), port)
        .replace("kling3-mock serve", f"kling3-mock serve --port {port}")
    )
    with shell(folder, variables) as process:
        printed, _ = process.communicate(f"{script}\necho ended well; kill %1 2>/dev/null || true\n", timeout=PATIENCE)
    assert "ended well" in printed, printed
    return printed


def runnable(commands: list[str]) -> list[str]:
    """Return the commands without those that install what is under test."""
    installing = [each for each in commands if each.startswith("pip ")]
    assert installing == [INSTALL]
    return [each for each in commands if each not in installing]


def test_github_actions(tmp_path: Path) -> None:
    steps = yaml.safe_load(PAGE["contract.yml"])["jobs"]["server"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    variables = {**next(step["env"] for step in steps if "env" in step), "GITHUB_STEP_SUMMARY": "summary.md"}
    assert "kept: " in run(runnable(commands), tmp_path, variables)
    assert {each.name for each in tmp_path.iterdir()} == {
        "contract.xml", "contract.html", "summary.md", "server.log", "server.txt", ".kling3-contracts",
    }  # fmt: skip


def test_gitlab_ci(tmp_path: Path) -> None:
    job = yaml.safe_load(PAGE[".gitlab-ci.yml"])["contract"]
    assert "kept: " in run(runnable(job["script"]), tmp_path, job["variables"])
    kept = {*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]}
    assert kept <= {each.name for each in tmp_path.iterdir()}


def test_drift_by_night(tmp_path: Path) -> None:
    steps = yaml.safe_load(PAGE["drift.yml"])["jobs"]["drift"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    run(runnable(commands), tmp_path, {"GITHUB_STEP_SUMMARY": "summary.md"})
    assert {each.name for each in tmp_path.iterdir()} == {"provider.yaml", "drift.json", "summary.md"}


def test_tox(tmp_path: Path) -> None:
    settings = configparser.ConfigParser()
    settings.read_string(PAGE["tox.ini"])
    environment = settings["testenv:contract"]
    assert (settings["tox"]["env_list"], environment["deps"]) == ("contract", "./kling3-mock[contracts]")
    name, _, key = environment["set_env"].partition(" = ")
    command = environment["commands"].replace("{env_tmp_dir}", ".")
    # tox expects a server that runs: it is started as in the script for GitLab.
    _, *started, _ = yaml.safe_load(PAGE[".gitlab-ci.yml"])["contract"]["script"]
    assert "kept: " in run([*started, command], tmp_path, {name: key.strip("{}").rpartition(":")[2]})
    assert (tmp_path / "contract.html").exists()
