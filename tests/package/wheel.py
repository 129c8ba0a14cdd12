"""The wheel holds what it should, and works in a fresh environment far from the checkout.

Slow, so its name keeps it out of a plain `pytest`; `tox -e package` runs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from threading import Thread
from zipfile import ZipFile

import pytest

from tests.plugin.strangers import PROJECTS, Project

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERSION = PROJECT["project"]["version"]
LARGEST_CLIPS = 3_000_000
SUFFIXES = {
    "kling3_openapi": {".py", ".typed", ".yaml", ".toml"},
    "kling3_mockserver": {".py", ".typed", ".yaml", ".mp4", ".html", ".cjs", ".mjs", ".css", ".lua"},
    "kling3_contracts": {".py", ".typed", ".json", ".css"},
}


def run(command: Sequence[str | Path], cwd: Path, expected: int = 0, stream: str = "stdout") -> str:
    """Return what a program printed; fail with all that it said when it does not end as expected."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KLING3_", "COV"))}
    words = [str(each) for each in command]
    ended = subprocess.run(words, cwd=cwd, env=clean, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == expected, f"{words} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}"
    return str(getattr(ended, stream))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the source archive, and the wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("built")
    run([sys.executable, "-m", "build", "--outdir", folder, ROOT], folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"kling3_mock-{VERSION}-py3-none-any.whl"


@pytest.fixture(scope="module")
def members(wheel: Path) -> dict[PurePosixPath, int]:
    """Each file in the wheel, with its size in bytes."""
    with ZipFile(wheel) as archive:
        return {PurePosixPath(each.filename): each.file_size for each in archive.infolist()}


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment in which the wheel is installed."""
    return fresh(tmp_path_factory.mktemp("elsewhere"), wheel)


def fresh(folder: Path, *wanted: str | Path) -> Path:
    """Return the programs of an environment with nothing in it but what is wanted."""
    venv.create(folder / "fresh", with_pip=True)
    programs = folder / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    run([programs / "python", "-m", "pip", "install", "--quiet", *wanted], folder)
    return programs


def test_one_wheel_and_one_source_archive_are_built(built: Path) -> None:
    expected = [f"kling3_mock-{VERSION}-py3-none-any.whl", f"kling3_mock-{VERSION}.tar.gz"]
    assert sorted(each.name for each in built.iterdir()) == expected


def test_the_source_archive_has_the_tests_and_their_settings_but_not_our_ci(built: Path) -> None:
    with tarfile.open(built / f"kling3_mock-{VERSION}.tar.gz") as archive:
        top = {PurePosixPath(each).parts[1] for each in archive.getnames()}
    assert {"tests", "docs", "deploy", "tox.ini", "conftest.py", "pyproject.toml", "README.md", "LICENSE"} <= top
    assert ".ci" not in top


def test_the_wheel_brings_three_packages_and_its_metadata(members: dict[PurePosixPath, int]) -> None:
    expected = {"kling3_openapi", "kling3_mockserver", "kling3_contracts", f"kling3_mock-{VERSION}.dist-info"}
    assert {each.parts[0] for each in members} == expected


@pytest.mark.parametrize(
    "name",
    [
        "kling3_openapi/published.yaml",
        "kling3_openapi/later.yaml",
        "kling3_openapi/editions/2026-04.yaml",
        "kling3_openapi/editions/2026-08.yaml",
        "kling3_openapi/strict.yaml",
        "kling3_openapi/py.typed",
        "kling3_mockserver/control/openapi.yaml",
        "kling3_mockserver/page/assets/index.html",
        "kling3_mockserver/page/assets/page.css",
        "kling3_mockserver/page/assets/page.mjs",
        "kling3_mockserver/stores/redis/lua/take.lua",
        "kling3_mockserver/py.typed",
        "kling3_contracts/drift/drift.schema.json",
        "kling3_contracts/py.typed",
        "kling3_contracts/reports/report.schema.json",
        f"kling3_mock-{VERSION}.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_has_the_files_that_are_no_modules(members: dict[PurePosixPath, int], name: str) -> None:
    assert PurePosixPath(name) in members


@pytest.mark.parametrize(("package", "suffixes"), SUFFIXES.items())
def test_the_wheel_has_no_kind_of_file_by_accident(
    members: dict[PurePosixPath, int], package: str, suffixes: set[str]
) -> None:
    ours = [each for each in members if each.parts[0] == package]
    assert {each.suffix for each in ours} == suffixes


def test_the_wheel_has_every_clip_in_three_megabytes(members: dict[PurePosixPath, int]) -> None:
    clips = {each: size for each, size in members.items() if each.match("kling3_mockserver/service/clips/*.mp4")}
    # Two sizes with and without sound, and 4K without, in three shapes and thirteen durations.
    assert len(clips) == (2 * 2 + 1) * 3 * 13
    assert sum(clips.values()) <= LARGEST_CLIPS


def test_nothing_of_what_the_tests_need_is_installed_with_it(elsewhere: Path) -> None:
    installed = run([elsewhere / "python", "-m", "pip", "freeze"], elsewhere).lower()
    names = {line.partition("==")[0].partition(" @")[0] for line in installed.splitlines()}
    needed = {each.split(">")[0].split("[")[0] for each in PROJECT["dependency-groups"]["test"]}
    assert "kling3-mock" in names
    assert names & needed == set()


def test_what_it_asks_for_goes_together(elsewhere: Path) -> None:
    assert "No broken requirements found" in run([elsewhere / "python", "-m", "pip", "check"], elsewhere)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--version"], VERSION),
        (["demo"], "all as promised"),
        (["explain", "K001"], "image_list"),
        (["spec"], "/v1/ai/video/kling-v3-pro"),
        (["spec", "--strict", "--json"], '"/v1/ai/video/kling-v3-pro"'),
    ],
)
def test_the_command_works(elsewhere: Path, tmp_path: Path, arguments: list[str], expected: str) -> None:
    assert expected in run([elsewhere / "kling3-mock", *arguments], tmp_path)


def test_all_packages_come_from_the_wheel(elsewhere: Path, tmp_path: Path) -> None:
    packages = "kling3_openapi as a, kling3_mockserver as b, kling3_contracts as c"
    program = f"import {packages}; print(a.__file__, b.__file__, c.__file__)"
    told = run([elsewhere / "python", "-c", program], tmp_path)
    assert all(Path(each).is_relative_to(elsewhere.parent) for each in told.split())


def test_the_referee_says_how_to_install_what_it_needs(elsewhere: Path, tmp_path: Path) -> None:
    command = [elsewhere / "kling3-contracts", "verify", "http://127.0.0.1:9", "--api-key", "any"]
    assert "kling3-mock[contracts]" in run(command, tmp_path, expected=2, stream="stderr")


def test_the_referee_judges_the_fake_by_the_wheel_and_its_extra(wheel: Path, tmp_path: Path) -> None:
    programs = fresh(tmp_path, f"{wheel}[contracts]")
    serve = [programs / "kling3-mock", "serve", "--port", "0", "--task-seconds", "0.2"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        assert server.stdout is not None
        url = next(word for line in server.stdout for word in line.split() if word.startswith("http://127.0.0.1:"))
        # Whoever does not read what it tells of each request lets it wait for ever.
        Thread(target=server.stdout.read, daemon=True).start()
        command = [programs / "kling3-contracts", "verify", url, "--api-key", "any", "--phases", "keys,rules,walk"]
        said = run([*command, "--seed", "1", "--json", "report.json"], tmp_path)
        server.terminate()
    assert "kept: " in said.splitlines()[-1]
    assert (tmp_path / "report.json").is_file()


@pytest.mark.parametrize("project", PROJECTS, ids=str)
def test_a_stranger_s_project_tests_itself_with_the_wheel_and_its_own_client(
    wheel: Path, tmp_path: Path, project: Project
) -> None:
    if project.program and shutil.which(project.program) is None:
        pytest.skip(f"{project.program} is not installed, and the program of {project} is written for it")
    project.copy_to(tmp_path / "project")
    programs = fresh(tmp_path, wheel, "-r", tmp_path / "project" / "requirements.txt")
    command = [programs / "python", "-m", "pytest", "-p", "no:cacheprovider"]
    assert "contract: " in run(command, tmp_path / "project")
    assert project.caught in run([*command, "silent_mistake.py"], tmp_path / "project", expected=1)
