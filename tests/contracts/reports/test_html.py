"""The page: one file, everything escaped, and readable by those who can't see it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from kling3_contracts.reports.html import MOST_VIOLATIONS, html
from kling3_contracts.reports.tags import Markup, joined, tag
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
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "strong", "ul", "ol", "li",
    "figure", "svg", "desc", "rect", "text", "details", "summary", "span", "dl", "dt", "dd", "pre", "code", "div",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LOADING = {"src", "href", "srcset", "data", "action", "poster", "background", "xlink:href"}


class Reader(HTMLParser):
    """Follows every element to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(report: Report) -> Reader:
    reader = Reader()
    reader.feed(html(report))
    reader.close()
    assert reader.open == []
    return reader


@every_report
def test_page_is_well_formed_and_holds_only_elements_that_we_write(report: Report) -> None:
    assert {name for name, _ in read(report).elements} <= ALLOWED


@every_report
def test_page_loads_nothing_and_runs_nothing(report: Report) -> None:
    names = {name for _, attributes in read(report).elements for name in attributes}
    assert not names & LOADING
    assert not any(name.startswith("on") for name in names)
    assert not re.search(r"url\(|@import", html(report))
    assert "default-src 'none'; style-src 'unsafe-inline'" in {
        attributes.get("content") for name, attributes in read(report).elements if name == "meta"
    }


@every_report
def test_page_has_a_language_a_title_and_headings_without_gaps(report: Report) -> None:
    elements = read(report).elements
    assert elements[0] == ("html", {"lang": "en"})
    levels = [int(name[1]) for name, _ in elements if re.fullmatch(r"h\d", name)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_report
def test_no_two_elements_share_an_id(report: Report) -> None:
    ids = [attributes["id"] for _, attributes in read(report).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_text_of_strangers_is_shown_and_does_nothing() -> None:
    reader = read(SERVER)
    assert "<script>alert(1)</script> </pre> ]]>" in reader.text
    assert "\\x1b]0;owned\\x07" in reader.text
    assert NASTY not in reader.text
    assert "".join(html(SERVER).split("\n")).isprintable()


def test_coverage_is_drawn_and_told_in_words() -> None:
    reader = read(SERVER)
    svg = next(attributes for name, attributes in reader.elements if name == "svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == "coverage-title coverage-told"
    widths = [each["width"] for name, each in reader.elements if name == "rect" and each["class"] == "touched"]
    assert widths == ["400", "396", "96", "0", "400"]
    assert "operations: 12 of 12 (100 %); keywords: 199 of 200 (99 %); rules: 10 of 41 (24 %)" in reader.text
    assert "transitions: 4 never tried, touched 0 of 4 (0 %)" in reader.text


@pytest.mark.parametrize("report", [RECEIVER, EMPTY])
def test_without_coverage_there_is_no_picture(report: Report) -> None:
    assert "svg" not in {name for name, _ in read(report).elements}


def test_table_of_verdicts_has_a_caption_and_heads() -> None:
    elements = read(KEPT).elements
    assert ("caption", {}) in elements
    assert [each["scope"] for name, each in elements if name == "th"] == ["col"] * 4 + ["row"] * 2


def test_verdict_is_told_in_words_and_not_by_colour_alone() -> None:
    assert html(RECEIVER).count('<span class="chip fails">accepted though forged</span>') == 2
    assert '<span class="chip not-tried">not tried</span>' in html(RECEIVER)


def test_violation_has_its_evidence() -> None:
    text = read(replace(SERVER, violations=(replace(VIOLATED, pytest="def test_it(): ...", times=3),))).text
    assert " K102 in createTask, 3 times" in text
    for heading in ("Command", "Request", "Answer", "Test"):
        assert heading in text
    assert "X-Freepik-Api-Key: ..." in text
    assert KEY not in text


def test_trouble_notes_and_reasons_are_told() -> None:
    assert "Trouble: other.ndjson, line 3" in read(TRAFFIC).text
    assert "the plan had 520 requests" in read(SERVER).text
    assert "accepted becausemended in the next release" in read(SERVER).text


def test_page_follows_the_choice_of_light_or_dark() -> None:
    assert "color-scheme: light dark" in html(KEPT)
    assert "@media (prefers-color-scheme: dark)" in html(KEPT)


def test_violations_beyond_the_first_five_hundred_are_counted() -> None:
    found = tuple(
        replace(VIOLATED, identity=f"K102-{number:08x}", request=None) for number in range(MOST_VIOLATIONS + 1)
    )
    text = read(replace(SERVER, violations=found)).text
    assert text.count(" K102 in createTask") == MOST_VIOLATIONS
    assert "And 1 violation more, all in the JSON form." in text


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (tag("p", "<b>", tag("i", "&"), class_='"x"'), '<p class="&quot;x&quot;">&lt;b&gt;<i>&amp;</i></p>'),
        (tag("svg", aria_label="a"), '<svg aria-label="a"></svg>'),
        (joined("<", Markup("<br>")), "&lt;<br>"),
    ],
)
def test_text_is_escaped_unless_it_was_made_as_markup(made: Markup, expected: str) -> None:
    assert made == expected


def test_the_cause_stands_above_and_what_follows_from_it_is_folded() -> None:
    before, _, folded = html(CAUSED).partition(": 1 of 2 cases follows from it: K200</summary>")
    assert "<strong>no valid call was taken: most likely it holds another secret</strong> (1 of 2 cases" in before
    assert ("K200 in valid" in before, "K200 in valid" in folded) == (False, True)
