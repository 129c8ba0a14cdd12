"""Each room of the fake says what it is, names what others take from its door, and stands in the map of the code."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import kling3_mockserver
from kling3_mockserver import fault_plan, faults, occasions, options, scenario, settings, tasks
from kling3_openapi.late import late_names

MAP = (Path(__file__).parents[2] / "docs" / "background.md").read_text("utf-8")
ROOMS = [each.name for each in pkgutil.iter_modules(kling3_mockserver.__path__) if each.ispkg]
LATE = [
    *(f"kling3_mockserver.{name}" for name in ROOMS),
    "kling3_mockserver.testing.absence",
    "kling3_openapi.prices",
    "kling3_openapi.rules",
]
IMPORT_ALL = """\
import sys
for name in {names}:
    __import__(name)
print(*sorted(name for name in sys.modules if name.startswith("kling3_")))
"""


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_says_what_it_is_here_and_in_the_map(name: str) -> None:
    assert importlib.import_module(f"kling3_mockserver.{name}").__doc__
    assert f"\n    {name} " in MAP


@pytest.mark.parametrize("name", LATE)
def test_a_room_has_all_that_it_names(name: str) -> None:
    room = importlib.import_module(name)
    assert [each for each in room.__all__ if not hasattr(room, each)] == []
    assert len(set(room.__all__)) == len(room.__all__) > 0


def test_the_doors_of_rooms_load_nothing_before_they_are_asked() -> None:
    command = [sys.executable, "-c", IMPORT_ALL.format(names=LATE)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.split() == sorted(["kling3_mockserver", "kling3_openapi", "kling3_openapi.late", *LATE])


def test_a_name_that_a_room_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'kling3_mockserver.faults' has no attribute 'Delay'"):
        faults.Delay  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError, match=r"cannot import name 'Delay' from 'kling3_mockserver.faults'"):
        exec("from kling3_mockserver.faults import Delay")  # noqa: S102


def test_a_name_is_looked_for_once() -> None:
    assert tasks.Status is vars(tasks)["Status"]


def test_names_come_from_the_file_that_is_said_to_have_them() -> None:
    get = late_names("kling3_mockserver.tasks", {"task": ("Status",), "scenario": ("FailAfter",)})
    assert get("Status") is tasks.Status
    assert get("FailAfter") is tasks.FailAfter


def test_programs_that_import_by_the_paths_of_before_go_on() -> None:
    assert scenario.FailAfter is tasks.FailAfter
    assert occasions.Match is faults.Match
    assert occasions.When is faults.When
    assert fault_plan.PlannedFault is faults.PlannedFault
    assert options.settings_of is settings.settings_of
