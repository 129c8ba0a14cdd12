"""What is installed is what pyproject.toml says, and costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from kling3_mockserver.programs.cli import main

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
INSTALLED = distribution("kling3-mock")
PACKAGES = ("kling3_openapi", "kling3_mockserver")

IMPORT_ONE = """\
import sys
before = set(sys.modules)
import {package}
print(*sorted(set(sys.modules) - before))
"""


def test_the_installed_version_is_that_of_the_project() -> None:
    """A checkout that was installed before its version changed has to be installed anew."""
    assert INSTALLED.version == PROJECT["version"]


def test_the_command_tells_the_installed_version() -> None:
    told = CliRunner().invoke(main, ["--version"])
    assert (told.exit_code, told.output.split()[-1]) == (0, INSTALLED.version)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Name", PROJECT["name"]),
        ("Summary", PROJECT["description"]),
        ("Requires-Python", PROJECT["requires-python"]),
        ("License-Expression", PROJECT["license"]),
    ],
)
def test_metadata_says_what_the_project_says(field: str, expected: str) -> None:
    assert INSTALLED.metadata[field] == expected


def test_users_get_the_requirements_of_the_project_and_no_others() -> None:
    plain = {each.lower() for each in INSTALLED.requires or [] if "extra ==" not in each}
    assert plain == {each.lower() for each in PROJECT["dependencies"]}


def test_each_command_of_the_project_is_installed_and_can_be_loaded() -> None:
    installed = INSTALLED.entry_points.select(group="console_scripts")
    assert {each.name: each.value for each in installed} == PROJECT["scripts"]
    assert installed["kling3-mock"].load() is main


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_imports_nothing_else(package: str) -> None:
    command = [sys.executable, "-c", IMPORT_ONE.format(package=package)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.split() == [package]


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_are_told_that_a_package_has_types(package: str) -> None:
    assert files(package).joinpath("py.typed").is_file()
