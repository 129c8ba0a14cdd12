"""What a stranger sent is shown without doing anything."""

from __future__ import annotations

import pytest

from kling3_contracts.messages import Answer, Request
from kling3_contracts.reports.bodies import Shown, body_lines, shown_body
from kling3_contracts.reports.wire import answer_lines, request_lines
from kling3_contracts.verdicts.plain import counted, lines, one_line
from tests.contracts.reports.samples import ESCAPE, KEY, NASTY, TURNED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\tc", "a\\nb\\tc"),
        (ESCAPE, "\\x1b]0;owned\\x07\\x1b[31mred\\x1b[2J"),
        (TURNED, "\\u202egnp.exe\\u202c"),
        ("x" * 1_001, "x" * 1_000 + "..."),
        ("Zürich 東京", "Zürich 東京"),
    ],
)
def test_one_line_has_escapes_for_what_is_not_printable(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\n\tb\n", "a\n    b\n"),
        ("a\rb", "a\\rb"),
        ("\x1b[2J\n\x00", "\\x1b[2J\n\\x00"),
        ("x" * 4_001, "x" * 4_000 + "... (4001 characters in all)"),
    ],
)
def test_lines_stay_lines_and_all_else_becomes_harmless(text: str, expected: str) -> None:
    assert lines(text) == expected


def test_nothing_that_moves_a_cursor_is_left() -> None:
    assert one_line(NASTY).isprintable()
    assert "".join(lines(NASTY).split("\n")).isprintable()


@pytest.mark.parametrize(
    ("body", "most", "expected"),
    [
        (b"", 4, Shown("", "", 0, cut=False)),
        (b"abcd", 4, Shown("abcd", "", 4, cut=False)),
        ("abcé".encode(), 4, Shown("abc", "", 5, cut=True)),
        ("abcé".encode()[:4], 4, Shown(None, "YWJjww==", 4, cut=False)),
        (b"\xff\x00\x01\x02\x03", 4, Shown(None, "/wABAg==", 5, cut=True)),
    ],
)
def test_body_is_text_or_base64_and_is_cut_between_characters(body: bytes, most: int, expected: Shown) -> None:
    assert shown_body(body, most) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{\n"a": 1}', '{\n"a": 1}'),
        (b"\xff", "(1 byte, not text; base64) /w=="),
        (b"x" * 5_000, "x" * 4_000 + "\n... (5000 bytes in all)"),
    ],
)
def test_body_for_people_says_how_long_it_is_when_that_is_not_all(body: bytes, expected: str) -> None:
    assert body_lines(body) == expected


def test_request_is_told_without_its_keys() -> None:
    request = Request("GET", f"/v1/x?api_key={KEY}&page=1", (("X-Freepik-Api-Key", KEY), ("accept", "*/*")))
    assert request_lines(request) == "GET /v1/x?api_key=...&page=1\nX-Freepik-Api-Key: ...\naccept: */*"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(0), "no answer: the connection broke"),
        (Answer(200, (("a", "b\r\nc: d"),), b"{}"), "200\na: b\\r\\nc: d\n\n{}"),
        (Answer(204, cut=True), "204\n(not whole)"),
    ],
)
def test_answer_is_told_with_status_headers_and_body(answer: Answer, expected: str) -> None:
    assert answer_lines(answer) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 requests"), (1, "1 request"), (2, "2 requests"), (10_000, "10000 requests")]
)
def test_number_agrees_with_its_noun(number: int, expected: str) -> None:
    assert counted(number, "request") == expected
