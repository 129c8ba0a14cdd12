"""One moving line for those who watch, and silence for all others."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from kling3_contracts.reports.progress import Progress
from tests.contracts.reports.terminals import Watched

HIDDEN_CURSOR, SHOWN_CURSOR = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_line_is_shown_on_a_terminal_and_taken_away_at_the_end() -> None:
    file = Watched()
    with Progress(file) as progress:
        progress.line("fuzzing, 12 of 20")
    assert "fuzzing, 12 of 20" in file.getvalue()
    assert file.getvalue().rstrip().endswith("\x1b[2K")


def test_cursor_comes_back_also_after_an_error() -> None:
    file = Watched()
    with pytest.raises(KeyboardInterrupt), Progress(file):
        raise KeyboardInterrupt
    assert file.getvalue().rfind(SHOWN_CURSOR) > file.getvalue().rfind(HIDDEN_CURSOR) >= 0


def test_line_that_a_stranger_wrote_is_shown_and_not_obeyed() -> None:
    file = Watched()
    with Progress(file) as progress:
        progress.line("[red]x[/] \x1b]0;owned\x07\n2")
    assert "[red]x[/] \\x1b]0;owned\\x07\\n2" in file.getvalue()


def test_nothing_is_said_where_nobody_watches() -> None:
    file = StringIO()
    with Progress(file) as progress:
        progress.line("fuzzing")
    assert file.getvalue() == ""


def test_colour_that_is_forced_does_not_make_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    file = StringIO()
    with Progress(file) as progress:
        progress.line("fuzzing")
    assert file.getvalue() == ""


def test_terminal_that_can_not_move_its_cursor_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    file = Watched()
    with Progress(file) as progress:
        progress.line("fuzzing")
    assert file.getvalue() == ""


def test_line_outside_of_the_context_does_nothing() -> None:
    file = Watched()
    Progress(file).line("too early")
    with Progress(file) as progress:
        pass
    before = file.getvalue()
    progress.line("too late")
    assert file.getvalue() == before


def test_progress_goes_to_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Watched()
    monkeypatch.setattr(sys, "stderr", file)
    with Progress() as progress:
        progress.line("fuzzing")
    assert "fuzzing" in file.getvalue()
