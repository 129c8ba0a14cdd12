"""Markdown for the summary of a CI job, rendered as CommonMark with tables."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from kling3_contracts.reports.markdown import MOST_VIOLATIONS, escaped, markdown
from kling3_contracts.verdicts.plain import one_line
from kling3_contracts.verdicts.report import Report
from tests.contracts.reports.samples import (
    CAUSED,
    EMPTY,
    KEPT,
    KEY,
    NASTY,
    RECEIVER,
    SAMPLES,
    SERVER,
    TRAFFIC,
    VIOLATED,
)

every_report = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
ALLOWED = {
    "h2", "h3", "p", "ol", "li", "strong", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "pre", "code",
}  # fmt: skip


class Reader(HTMLParser):
    """Keeps the tags that were opened and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [name for name, _ in attrs if name != "class"] == []
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(MarkdownIt("commonmark").enable("table").render(text))
    return reader


@every_report
def test_no_other_elements_come_out_than_those_that_we_write(report: Report) -> None:
    assert set(read(markdown(report)).tags) <= ALLOWED


@pytest.mark.parametrize(
    "text",
    [
        one_line(NASTY), "- a", "1. a", "12) a", "+ a", "# a", "> a", "| a | b |", "`", "\\", "~~a~~", "![a](b)",
        "https://evil.test", "www.evil.test", "&lt;", "a_b_c", "$x$", "<b>", "***", "    code", "---",
    ],
)  # fmt: skip
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    reader = read(escaped(text))
    assert reader.text.strip() == text.strip()
    assert reader.tags == ["p"]


@pytest.mark.parametrize(
    ("text", "expected"), [("https://evil.test", "https\\://evil.test"), ("www.evil.test", "www\\.evil.test")]
)
def test_address_is_not_made_a_link_as_github_does(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_line_breaks_can_not_leave_a_cell() -> None:
    assert escaped("a\n\n# b") == "a\\\\n\\\\n\\# b"


def test_failing_checks_are_seen_and_kept_ones_folded() -> None:
    told = markdown(SERVER)
    assert told.startswith("## kling3-contracts: violated\n\n")
    assert "\n| violated | K102 | 300 | Every body keeps its schema. |\n" in told
    before, _, kept = told.partition("<summary>1 kept</summary>")
    assert "| K100 |" in kept
    assert "| K100 |" not in before


def test_violation_is_folded_with_command_request_answer_and_test() -> None:
    text = read(markdown(replace(SERVER, violations=(replace(VIOLATED, pytest="def test_it():\n    ..."),)))).text
    assert "K102 violated in createTask" in text
    assert "curl -X POST 'http://x'\n" in text
    assert 'X-Freepik-Api-Key: ...\n\n{"prompt": "a cat", "duration": "16"}\n' in text
    assert "def test_it():\n    ...\n" in text
    assert KEY not in text


@pytest.mark.parametrize("text", ["```\n# out", "``````\n</details>", "a\n    ```"])
def test_code_can_not_end_its_own_fence(text: str) -> None:
    reader = read(markdown(replace(KEPT, violations=(replace(VIOLATED, curl=text),))))
    assert f"{text}\n" in reader.text
    assert reader.tags.count("pre") == 3


def test_coverage_is_a_table_with_what_was_never_tried_folded_below() -> None:
    told = markdown(SERVER)
    assert "\n| rules | 10 of 41 (24 %) |\n" in told
    assert "<summary>transitions never tried</summary>\n\nCREATED to FAILED, a, b, c\n" in told
    assert "Coverage" not in markdown(EMPTY)
    assert "Coverage" not in markdown(RECEIVER)


def test_trouble_and_notes_stand_above() -> None:
    assert "\n> Trouble: other.ndjson, line 3: not JSON; the rest was read\n" in markdown(TRAFFIC)
    assert "\n> Note: the plan had 520 requests\n" in markdown(SERVER)


def test_reason_of_an_accepted_violation_is_told() -> None:
    assert "\naccepted because: mended in the next release\n" in markdown(SERVER)


def test_summary_stays_below_what_github_takes() -> None:
    long = replace(VIOLATED, message="m" * 9_000, curl="c" * 9_000, pytest="p" * 9_000)
    found = tuple(replace(long, detail=f"/{number}") for number in range(MOST_VIOLATIONS + 3))
    told = markdown(replace(SERVER, violations=found))
    assert len(told.encode()) < 1024 * 1024
    assert told.count("<details>\n<summary>K102 ") == MOST_VIOLATIONS
    assert "And 3 violations more, all in the JSON form." in told


def test_the_cause_stands_above_and_what_follows_from_it_is_folded() -> None:
    told = markdown(CAUSED)
    assert (
        "\n1. **no valid call was taken: most likely it holds another secret** (1 of 2 cases follows from it: " in told
    )
    before, _, folded = told.partition("<summary>1 of 2 cases follows from it: K200</summary>")
    assert ("| K200 |" in before, "| K200 |" in folded) == (False, True)
