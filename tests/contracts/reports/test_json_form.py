"""JSON for programs, and the schema that it keeps."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from kling3_contracts.messages import Answer, Request
from kling3_contracts.reports.bodies import MOST_BODY
from kling3_contracts.reports.json_form import VERSION, json_report, schema_text
from kling3_contracts.verdicts.report import Report, Subject, Verdict
from kling3_openapi.coverage.summary import Dimension
from tests.contracts.reports.samples import CAUSED, KEPT, KEY, NASTY, RECEIVER, SAMPLES, SERVER, TRAFFIC, VIOLATED

every_report = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def said(report: Report) -> dict[str, Any]:
    value = json.loads(json_report(report))
    assert isinstance(value, dict)
    return value


def body_of(body: bytes) -> dict[str, Any]:
    violation = replace(VIOLATED, request=Request("POST", "/", (), body))
    return dict(said(replace(SERVER, violations=(violation,)))["violations"][0]["request"]["body"])


def test_schema_is_one() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["properties"]["version"]["const"] == VERSION


@every_report
def test_every_report_keeps_the_schema(report: Report) -> None:
    assert [each.message for each in VALIDATOR.iter_errors(said(report))] == []


@pytest.mark.parametrize("part", ["version", "violations", "coverage"])
def test_schema_refuses_a_report_that_lacks_a_part(part: str) -> None:
    value = said(SERVER)
    del value[part]
    assert not VALIDATOR.is_valid(value)


def test_schema_refuses_what_it_does_not_know() -> None:
    assert not VALIDATOR.is_valid(said(SERVER) | {"more": 1})
    assert not VALIDATOR.is_valid(said(SERVER) | {"subject": "client"})


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (SCHEMA["properties"]["subject"]["enum"], [each.value for each in Subject]),
        (SCHEMA["$defs"]["verdict"]["enum"], [each.value for each in Verdict]),
        (SCHEMA["$defs"]["coverage"]["propertyNames"]["enum"], [each.value for each in Dimension]),
    ],
)
def test_schema_names_every_value_there_is(named: list[str], expected: list[str]) -> None:
    assert named == expected


@every_report
def test_parts_stand_in_the_order_of_the_schema(report: Report) -> None:
    value = said(report)
    assert list(value) == SCHEMA["required"]
    for each in value["checks"]:
        assert list(each) == SCHEMA["$defs"]["check"]["required"]
    for each in value["violations"]:
        assert list(each) == SCHEMA["$defs"]["violation"]["required"]


def test_equal_reports_give_equal_text_in_ascii() -> None:
    assert json_report(SERVER) == json_report(replace(SERVER))
    assert json_report(SERVER).isascii()


def test_text_of_strangers_arrives_unchanged_but_for_lone_surrogates() -> None:
    assert said(SERVER)["violations"][0]["message"] == NASTY.replace("\udcff", "?")


def test_report_says_outcome_seed_and_trouble() -> None:
    assert {name: said(SERVER)[name] for name in ("outcome", "exit_status", "seed", "created")} == {
        "outcome": "violated", "exit_status": 1, "seed": 7, "created": 4,
    }  # fmt: skip
    assert said(TRAFFIC)["outcome"] == "could not finish"
    assert said(TRAFFIC)["trouble"] == TRAFFIC.trouble
    assert said(RECEIVER)["coverage"] is None
    assert said(KEPT)["exit_status"] == 0


def test_what_follows_from_the_cause_is_marked() -> None:
    report = said(CAUSED)
    sentence = "no valid call was taken: most likely it holds another secret"
    assert report["causes"] == [{"sentence": sentence, "codes": ["K200"]}]
    assert {each["code"]: each["explained"] for each in report["violations"]} == {"K215": False, "K200": True}
    assert (said(KEPT)["causes"], said(KEPT)["checks"][0]["explained"]) == ([], False)


def test_coverage_is_told_by_dimension() -> None:
    assert said(SERVER)["coverage"]["transitions"] == {
        "touched": 0, "total": 4, "share": 0.0, "missing": ["CREATED to FAILED", "a", "b", "c"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"size": 0, "cut": False, "text": ""}),
        ("é\x00".encode(), {"size": 3, "cut": False, "text": "é\x00"}),
        (b"\xff\xfe", {"size": 2, "cut": False, "base64": "//4="}),
        (b"x" * MOST_BODY, {"size": MOST_BODY, "cut": False, "text": "x" * MOST_BODY}),
        (b"x" * (MOST_BODY + 1), {"size": MOST_BODY + 1, "cut": True, "text": "x" * MOST_BODY}),
        (b"\xff" * 20_000, {"size": 20_000, "cut": True, "base64": base64.b64encode(b"\xff" * MOST_BODY).decode()}),
    ],
)
def test_body_is_text_or_base64_and_cut_at_the_documented_length(body: bytes, expected: dict[str, object]) -> None:
    assert body_of(body) == expected
    assert f"{MOST_BODY:,} bytes" in SCHEMA["$defs"]["body"]["description"]


def test_answer_that_was_not_read_to_its_end_is_cut() -> None:
    cut = replace(VIOLATED, answer=Answer(200, (), b"half", cut=True))
    assert said(replace(SERVER, violations=(cut,)))["violations"][0]["answer"]["body"]["cut"] is True


def test_keys_are_masked_in_headers_and_queries() -> None:
    request = said(replace(SERVER, violations=(VIOLATED,)))["violations"][0]["request"]
    assert request["headers"][1] == ["X-Freepik-Api-Key", "..."]
    assert request["target"].endswith("?api_key=...")
    assert KEY not in json_report(SERVER)
