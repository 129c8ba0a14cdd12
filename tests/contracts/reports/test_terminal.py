"""A report on a terminal, and where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest

from kling3_contracts.reports.closing import closing_line
from kling3_contracts.reports.terminal import MOST_VIOLATIONS, WIDTH, show
from kling3_contracts.verdicts.report import Report
from tests.contracts.reports.samples import CAUSED, KEPT, LONG, RECEIVER, SAMPLES, SERVER, TRAFFIC, VIOLATED
from tests.contracts.reports.terminals import Watched, ascii_file

every_report = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
STYLE = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def shown(report: Report, *, coverage: bool = False) -> str:
    file = StringIO()
    show(report, file, coverage=coverage)
    return file.getvalue()


def test_receiver_that_takes_forged_calls_is_shown_with_that_first() -> None:
    told = shown(replace(RECEIVER, violations=RECEIVER.violations[1:]))
    assert told == (
        "receiver http://127.0.0.1:9000/hook?secret=...\n"
        "\n"
        "verdict                  code   tried   promise\n" + "─" * 100 + "\n"
        "accepted though forged   K215       1   A body that was changed by one byte is refused.\n"
        "refused though valid     K200       1   A call that reports IN_PROGRESS is taken.\n"
        "not tried                K248       0   Fifty calls at once are all taken.\n"
        "\n"
        "K215 accepted though forged in one byte changed\n"
        "  got 200, expected what K215 says: mend the server\n"
        "  at: /status\n"
        f"  id: {RECEIVER.violations[1].identity}\n"
        "  curl -X POST 'http://x'\n"
        "\n"
        "violated: K215, K200 (2 of 2 cases), 1 not tried, 51 requests, 0.0 s\n"
    )


@every_report
def test_without_a_terminal_there_are_no_codes_and_no_trailing_spaces(report: Report) -> None:
    told = shown(report).splitlines()
    assert "".join(told).isprintable()
    assert [line for line in told if line != line.rstrip()] == []


@every_report
def test_last_line_is_the_closing_line_whole(report: Report) -> None:
    assert shown(report).splitlines()[-1] == closing_line(report)


def test_only_commands_and_the_closing_line_are_longer_than_the_width() -> None:
    told = shown(SERVER).splitlines()[:-1]
    assert [line for line in told if len(line) > WIDTH and not line.startswith("  curl ")] == []


def test_markup_of_strangers_is_shown_and_not_obeyed() -> None:
    assert "[bold red]x[/]" in shown(SERVER)


def test_violation_that_came_again_is_counted_and_one_that_is_accepted_has_its_reason() -> None:
    told = shown(SERVER)
    assert "K107 violated in createTask, 9 times\n" in told
    assert "  accepted because: mended in the next release\n" in told


def test_command_stays_on_one_line_so_that_it_can_be_copied() -> None:
    curl = f"curl -d '{'word ' * 60}' http://x"
    assert f"\n  {curl}\n" in shown(replace(SERVER, violations=(replace(VIOLATED, curl=curl),)))


def test_command_that_is_too_long_is_left_to_the_json_form() -> None:
    assert LONG not in shown(SERVER)
    assert "  a curl command of 20010 characters is in the JSON form\n" in shown(SERVER)


def test_coverage_has_a_bar_for_each_dimension_and_what_was_never_tried() -> None:
    told = shown(TRAFFIC, coverage=True)
    assert re.search(r"^operations +█{20} +12 of 12 +100 %$", told, re.MULTILINE)
    assert re.search(r"^keywords +█{19}░ +199 of 200 +99 % ", told, re.MULTILINE)
    assert re.search(r"^transitions +░{20} +0 of 4 +0 % +CREATED to FAILED, a, b, c$", told, re.MULTILINE)
    assert "K008 and 23 more" in told


def test_coverage_is_one_line_unless_it_is_asked_for() -> None:
    told = " ".join(shown(TRAFFIC).split())
    assert (
        "coverage: operations 100 %, keywords 99 %, rules 24 %, transitions 0 %, webhooks 100 % "
        "(--coverage lists what was never tried)" in told
    )
    assert "K008" not in told


def test_the_cause_comes_first_and_what_follows_from_it_is_named_beside_it_alone() -> None:
    told = shown(CAUSED).splitlines()
    assert told[1:3] == [
        "cause: no valid call was taken: most likely it holds another secret",
        "1 of 2 cases follows from it: K200",
    ]
    assert [line for line in told[3:] if "K200" in line] == []
    assert told[-1].startswith("violated: K215 and by one cause (2 of 2 cases)")


def test_trouble_is_said_once_and_notes_are_shown() -> None:
    assert shown(TRAFFIC).count("other.ndjson, line 3: not JSON; the rest was read") == 1
    assert "\nnote: the plan had 520 requests\n" in shown(SERVER)


def test_violations_beyond_the_first_fifty_are_counted() -> None:
    found = tuple(
        replace(VIOLATED, code=f"K{number:03}", detail=f"/{number:02}") for number in range(MOST_VIOLATIONS + 2)
    )
    told = shown(replace(SERVER, violations=found))
    assert "at: /49\n" in told
    assert "at: /50\n" not in told
    assert "and 2 violations more, all in the JSON form\n" in told


def test_of_one_promise_three_violations_are_shown_and_the_rest_is_counted() -> None:
    found = tuple(replace(VIOLATED, detail=f"/{number}") for number in range(5))
    told = shown(replace(SERVER, violations=found))
    assert [f"at: /{number}\n" in told for number in range(5)] == [True, True, True, False, False]
    assert "and 2 violations more, all in the JSON form\n" in told


def test_terminal_gets_colours_and_no_other_codes() -> None:
    file = Watched()
    show(SERVER, file)
    assert "\x1b[1;31mviolated: K104" in file.getvalue()
    assert "".join(STYLE.sub("", file.getvalue()).splitlines()).isprintable()


def test_terminal_gets_green_when_all_is_kept() -> None:
    file = Watched()
    show(KEPT, file)
    assert "\x1b[1;32mkept: 2 promises" in file.getvalue()


def test_file_that_takes_ascii_alone_gets_escapes_and_plain_bars() -> None:
    file = ascii_file()
    show(replace(TRAFFIC, notes=("Zürich",)), file, coverage=True)
    file.seek(0)
    told = file.read()
    assert "note: Z\\xfcrich\n" in told
    assert "####################" in told
