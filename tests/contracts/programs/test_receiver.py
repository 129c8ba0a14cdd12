"""The command tells what a receiver did, by exit status, terminal and files, and never shows a secret."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.contracts.commands import call
from tests.contracts.receiver.careful import NEW_SECRET, SECRET, Careful
from tests.contracts.receiver.defects import NeverFresh
from tests.contracts.receiver.samples import PhpHabits
from tests.contracts.receiver.servers import serving


def test_a_careful_receiver_ends_with_0() -> None:
    with serving(Careful()) as url:
        result = call("receiver", url, "--secret", SECRET, "--new-secret", NEW_SECRET, "--processed-url", url)
    assert (result.exit_code, result.stderr) == (0, "")


def test_one_that_takes_old_calls_ends_with_1_and_the_mend() -> None:
    with serving(NeverFresh()) as url:
        result = call("receiver", url, "--secret", SECRET, "--only", "k235,K200", "--only", "K215")
    assert result.exit_code == 1
    assert "accepted though forged" in result.output
    assert "compare the timestamp with your clock, and refuse beyond 300 seconds" in " ".join(result.output.split())


def test_a_report_is_written_in_the_form_that_is_asked_for(tmp_path: Path) -> None:
    with serving(NeverFresh()) as url:
        call("receiver", url, "--secret", SECRET, "--only", "K235", "--json", str(tmp_path / "it.json"), "--seed", "7")
    written = json.loads((tmp_path / "it.json").read_text("utf-8"))
    assert (written["subject"], written["seed"], written["violations"][0]["code"]) == ("receiver", 7, "K235")


def test_secrets_may_come_from_variables_and_are_shown_nowhere(tmp_path: Path) -> None:
    text, other = (base64.b64encode(word * 16).decode() for word in (b"ab", b"cd"))
    variables = {"KLING3_WEBHOOK_SECRET": text, "KLING3_NEW_WEBHOOK_SECRET": other}
    with serving(PhpHabits(text)) as url:
        result = call("receiver", url, "--json", str(tmp_path / "it.json"), variables=variables)
    told = result.output + result.stderr + (tmp_path / "it.json").read_text("utf-8")
    assert result.exit_code == 1
    assert "--secret-encoding base64" in " ".join(told.split())
    assert text not in told
    assert other not in told


def test_the_encoding_of_secrets_is_taken() -> None:
    text = base64.b64encode(b"ab" * 16).decode()
    with serving(PhpHabits(text)) as url:
        result = call("receiver", url, "--secret", text, "--secret-encoding", "base64", "--only", "K200")
    assert result.exit_code == 0


NOBODY = "http://127.0.0.1:1/"
BAD = [
    ([NOBODY, "--secret", "s"], "Error: no answer from http://127.0.0.1:1/: "),
    (["ftp://h/", "--secret", "s"], "Error: URL: got 'ftp://h/', expected http:// or https://, a host and no user"),
    (
        [NOBODY, "--secret", ""],
        "Error: webhook secret 'v1': got an empty one: copy it from",
    ),
    (
        [NOBODY, "--secret", "*", "--secret-encoding", "whsec"],
        "Error: webhook secret 'v1': got text that is",
    ),
    (
        [NOBODY, "--secret", "s", "--only", "K101"],
        "Error: --only: got K101, expected codes K200 to K249",
    ),
    ([NOBODY, "--secret", "s", "--timeout", "0"], "Error: Invalid value for '--timeout': 0.0 is not in"),
]


@pytest.mark.parametrize(("words", "expected"), BAD)
def test_what_can_not_be_judged_is_a_sentence_and_2(words: list[str], expected: str) -> None:
    result = call("receiver", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(expected)
    assert result.stderr.count("\n") == 1


def test_a_secret_is_required() -> None:
    result = call("receiver", "http://127.0.0.1:1/")
    assert (result.exit_code, "Missing option '--secret'" in result.stderr) == (2, True)
