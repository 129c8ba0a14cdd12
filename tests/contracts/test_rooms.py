"""Each room of the referee says what it is, names what others take from its door, and stands in the map of the code."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import kling3_contracts

MAP = (Path(__file__).parents[2] / "docs" / "background.md").read_text("utf-8")
ROOMS = [each.name for each in pkgutil.iter_modules(kling3_contracts.__path__) if each.ispkg]
PUBLIC = {
    "callbacks": ["begun", "run"],
    "enforcement": ["Probe", "count_of_readings", "probes", "run"],
    "generated": ["run_coverage", "run_fuzzing", "run_stateful"],
    "keys": ["run"],
    "strategies": [
        "CodedOrder", "ForgedWebhook", "Forgery", "SignedWebhook",
        "forged_webhooks", "invalid_orders", "silent_orders", "valid_orders", "webhooks",
    ],
    "target": ["AsgiTarget", "CrowdTarget", "HttpTarget", "Target"],
    "uploads": ["run"],
    "workflow": ["BreachError", "TaskWorkflow", "run", "workflow_of"],
}  # fmt: skip
"""What others may take from the door of a room; from all other rooms they take by file."""

IMPORT_ALL = """\
import sys
for name in {names}:
    __import__(name)
print(*sorted(name for name in sys.modules if name.startswith("kling3_")))
"""


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_says_what_it_is_here_and_in_the_map(name: str) -> None:
    room = importlib.import_module(f"kling3_contracts.{name}")
    assert room.__doc__
    assert f"\n    {name} " in MAP


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_names_what_others_take_from_its_door(name: str) -> None:
    room = importlib.import_module(f"kling3_contracts.{name}")
    assert getattr(room, "__all__", []) == PUBLIC.get(name, [])
    assert [each for each in PUBLIC.get(name, []) if not hasattr(room, each)] == []


def test_a_room_that_is_taken_from_by_file_costs_nothing_by_itself() -> None:
    names = [f"kling3_contracts.{name}" for name in ROOMS if name not in PUBLIC]
    command = [sys.executable, "-c", IMPORT_ALL.format(names=names)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.split() == ["kling3_contracts", *names]
