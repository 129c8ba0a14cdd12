"""What can be chosen is what there is: no scenario, fault or setting is missing, and each example can be read."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest

from kling3_mockserver.faults import text
from kling3_mockserver.faults.fault import Fault
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.options import OPTIONS
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.webhooks.by_hand import fault_by_hand
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.mockserver.asking import control


@pytest.fixture
def choices(mock: Mock) -> Any:
    return json.loads(control(mock, "GET", "/choices").body)


def test_each_kind_of_scenario_is_there_with_an_example(choices: Any) -> None:
    kinds = {type(scenario.parse(each["example"])) for each in choices["scenarios"]}
    assert kinds == set(get_args(Scenario))


def test_each_kind_of_fault_is_there_with_an_example(choices: Any) -> None:
    kinds = {type(text.parse(each["example"])) for each in choices["faults"]}
    assert kinds == set(get_args(Fault))


def test_each_name_that_a_refusal_tells_of_is_there(choices: Any) -> None:
    for told, kind in ((text.FAULT_WORDS, "faults"), (scenario.SCENARIO_WORDS, "scenarios")):
        names = re.findall(r"(?:^|, | or )([a-z0-9-]+)", re.sub(r" \[.*?\]", "", told))
        assert {each["name"] for each in choices[kind]} == set(names)


def test_a_name_alone_stands_for_what_needs_no_field(choices: Any) -> None:
    for each in choices["faults"]:
        if not any(field["required"] for field in each["fields"]):
            text.parse(each["name"])
    for each in choices["scenarios"]:
        if not any(field["required"] for field in each["fields"]):
            scenario.parse(each["name"])


def test_fields_stand_behind_the_name_in_their_order(choices: Any) -> None:
    values = {"number": "2", "integer": "3", "text": "text/plain"}
    for each, parse in [(each, text.parse) for each in choices["faults"]] + [
        (each, scenario.parse) for each in choices["scenarios"]
    ]:
        filled = [str((field["choices"] or [values[field["kind"]]])[0]) for field in each["fields"]]
        assert parse(" ".join([each["name"], *filled]))


@pytest.mark.parametrize(("name", "group"), [("503", "api"), ("webhook-stale", "webhook"), ("result-slow", "result")])
def test_a_fault_is_of_a_group(choices: Any, name: str, group: str) -> None:
    assert next(each["group"] for each in choices["faults"] if each["name"] == name) == group


def test_what_can_be_sent_by_hand_is_what_the_control_api_takes(choices: Any) -> None:
    offered = {each["name"] for each in choices["faults"] if each["by_hand"]}
    of_webhooks = {each["name"] for each in choices["faults"] if each["group"] == "webhook"}
    assert offered == of_webhooks - {"webhook-out-of-order"}
    assert all(fault_by_hand(each["example"]) for each in choices["faults"] if each["by_hand"])


def test_each_is_told_in_words(choices: Any) -> None:
    assert all(each["help"].endswith(".") for each in (*choices["scenarios"], *choices["faults"]))


def test_the_settings_are_those_that_may_change(choices: Any) -> None:
    assert [each["name"] for each in choices["settings"]] == [each.name for each in OPTIONS if each.live]


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("strict", "boolean", []),
        ("chaos", "number", []),
        ("task-reads", "integer", []),
        ("scenario", "scenario", []),
        ("rate-limit", "text", []),
        ("edition", "choice", ["2026-02", "2026-04", "2026-08"]),
    ],
)
def test_a_setting_is_of_a_kind(choices: Any, name: str, kind: str, values: list[str]) -> None:
    (found,) = (each for each in choices["settings"] if each["name"] == name)
    assert (found["kind"], found["choices"]) == (kind, values)


def test_each_code_is_explained(mock: Mock) -> None:
    codes = json.loads(control(mock, "GET", "/codes").body)
    assert [each["code"] for each in codes] == [each.code for each in CATALOGUE]
    assert all(each["title"] and each["explanation"] and each["source"] for each in codes)
