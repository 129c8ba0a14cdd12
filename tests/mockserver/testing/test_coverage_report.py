"""What a run wants to be told of its coverage is read from words, and refused in a sentence when it can't be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.testing.coverage_report import CoverageReport, Form
from kling3_openapi.coverage.counter import Coverage
from kling3_openapi.coverage.summary import Dimension

NOTHING = Coverage().summary()


def test_forms_go_to_the_terminal_or_to_files_that_have_names_of_their_own() -> None:
    report = CoverageReport.of(["terminal", "json", "json:out/a.json", "markdown"], "operations=100, rules=5%")
    assert report.in_terminal
    assert report.files == (
        (Form.JSON, Path("kling3-coverage.json")),
        (Form.JSON, Path("out/a.json")),
        (Form.MARKDOWN, Path("kling3-coverage.md")),
    )
    assert report.thresholds == {Dimension.OPERATIONS: 100, Dimension.RULES: 5}


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    report = CoverageReport.of(["json:deep/down/a.json", "markdown"], "")
    assert (report.in_terminal, report.write(NOTHING, tmp_path)) == (False, [])
    assert json.loads((tmp_path / "deep/down/a.json").read_text("utf-8"))["operations"]["touched"] == 0
    assert (tmp_path / "kling3-coverage.md").read_text("utf-8").startswith("## Coverage of the contract")


def test_a_file_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    [told] = CoverageReport.of(["json:taken"], "").write(NOTHING, tmp_path)
    assert told == f"can't write {tmp_path / 'taken'}: Is a directory; name a file in a folder that can be written to"


def test_too_little_is_told_by_dimension() -> None:
    report = CoverageReport.of([], "operations=1,rules=0")
    assert [each.partition(":")[0] for each in report.missed(NOTHING)] == ["operations"]
    assert CoverageReport.of([], "").missed(NOTHING) == []


@pytest.mark.parametrize(
    ("forms", "least", "expected"),
    [
        (
            ["jsn"],
            "",
            "kling3_coverage: got 'jsn' (did you mean json?), expected terminal, json[:FILE] or markdown[:FILE]",
        ),
        (
            ["tests/"],
            "",
            "kling3_coverage: got 'tests/', expected terminal, json[:FILE] or markdown[:FILE]; before the ",
        ),
        (["terminal:a"], "", "kling3_coverage: got 'terminal:a': the terminal takes no file, json and markdown do"),
        ([], "80", "kling3_coverage_fail_under: got '80', expected a dimension and a percentage, as in operations=100"),
        (
            [],
            "operatoins=5",
            "kling3_coverage_fail_under: there is no dimension 'operatoins' (did you mean operations?)",
        ),
        ([], "rules=x", "kling3_coverage_fail_under: got 'x' for rules, expected a percentage from 0 to 100"),
    ],
)
def test_words_that_can_not_be_read_are_refused(forms: list[str], least: str, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        CoverageReport.of(forms, least)
    assert str(refused.value).startswith(expected)
