"""The command starts quickly, and ends with status 2 and one sentence whenever it could not judge."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from kling3_contracts.errors import SubjectError
from kling3_contracts.programs import cli
from kling3_contracts.programs import explain as cli_explain
from tests.contracts.commands import call

HEAVY = {"schemathesis", "hypothesis", "rich", "requests", "httpx2", "jsonschema_rs", "kling3_openapi.rules.catalogue"}
LOADED = """
import sys
from kling3_contracts.programs.cli import main
try:
    main(sys.argv[1:], prog_name="kling3-contracts")
except SystemExit as ended:
    print(ended.code, sorted({heavy!r} & set(sys.modules)))
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["verify", "--help"], ["explain", "--help"], ["schema"]])
def test_what_is_asked_offline_loads_nothing_heavy(words: list[str]) -> None:
    program = [sys.executable, "-c", LOADED.format(heavy=HEAVY), *words]
    ended = subprocess.run(program, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "0 []"


def test_help_teaches_with_examples_and_tells_the_exit_statuses() -> None:
    told = call("--help").output
    assert "kling3-contracts verify http://127.0.0.1:8333 --api-key any" in told
    assert "Exit status 0: everything that was tried was kept. 1:" in told
    assert [line.split()[0] for line in told.partition("Commands:\n")[2].splitlines()] == [
        "verify", "traffic", "editions", "receiver", "drift", "explain", "schema",
    ]  # fmt: skip


def test_a_code_is_explained_and_all_are_listed() -> None:
    one, every = call("explain", "k131"), call("explain")
    assert (one.exit_code, every.exit_code) == (0, 0)
    assert "A task belongs to its key." in one.output
    assert {"K001", "K131", "K200"} <= {line.split()[0] for line in every.output.splitlines()}


def test_an_unknown_code_is_told_in_one_sentence() -> None:
    ended = call("explain", "K999")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1


def test_the_schema_of_reports_is_json() -> None:
    assert '"$schema"' in call("schema").output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("verfy",), "No such command 'verfy': did you mean verify?"),
        (("serve",), "No such command 'serve': did you mean kling3-mock serve?"),
        (("traffic", "http://127.0.0.1:1"), "--from http://127.0.0.1:1 reads the journal of a fake that runs there"),
        (("start",), "No such command 'start': expected verify, traffic, editions, receiver, drift, explain, schema"),
        (("verify", "http://h", "--seed", "x"), "'x' is not a valid whole number."),
        (("verify", "http://h", "--patience", "x"), "'x' is not a valid number."),
        (
            ("verify", "http://h", "--api-key", "k", "--document", "stric"),
            "--document: got 'stric', expected published or strict, or a file with an OpenAPI document",
        ),
        (
            ("receiver", "http://h", "--secret", "s", "--baseline", "a.json"),
            "--baseline: got a.json, and a baseline is TOML: name it a.toml",
        ),
        (("explain", "K0001"), "there is no code 'K0001' (did you mean K001?): the first is K001"),
    ],
)
def test_a_newcomer_s_mistake_is_one_sentence_with_what_was_meant(words: tuple[str, ...], expected: str) -> None:
    ended = call(*words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert expected in ended.stderr.splitlines()[-1]


def failing(error: BaseException) -> click.Command:
    @click.command("explain")
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SubjectError("a.har", "is no HAR"), "Error: a.har: is no HAR\n"),
        (KeyboardInterrupt(), "Error: stopped before anything was judged\n"),
        (PermissionError(13, "Permission denied", "report.html"), "Error: report.html: Permission denied\n"),
    ],
)
def test_what_keeps_a_command_from_judging_is_one_sentence_and_status_2(
    error: BaseException, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_explain, "explain_command", failing(error))
    ended = call("explain")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (2, "", expected)


def test_a_defect_of_ours_is_never_taken_for_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_explain, "explain_command", failing(ZeroDivisionError("two\nlines")))
    ended = call("explain")
    last = ended.stderr.splitlines()[-1]
    assert (ended.exit_code, last) == (
        cli.CANNOT_RUN,
        "Error: this is a defect of kling3-contracts, please report it: ZeroDivisionError: two lines",
    )
    assert "Traceback" in ended.stderr
