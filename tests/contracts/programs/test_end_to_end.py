"""The program itself, against servers that listen: kept, violated, and nobody there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from kling3_contracts.sending.ledger import Ledger, ledger_path
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from tests.contracts.commands import call

pytestmark = pytest.mark.one_python

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

KEY, SECOND, SECRET = "fpk-0123456789", "fpk-9876543210", "secret-of-the-hooks"
WORDS = ("--api-key", KEY, "--other-api-key", SECOND, "--webhook-secret", SECRET, "--seed", "1")
SETTINGS = Settings(
    seed=1, api_keys=(KEY, SECOND), webhook_secrets=(SECRET,), task_seconds=0.3, webhook_retry_delay=0.1
)
PATIENCE = 400


class Shouting:
    """The fake, but for one word: a task is `DONE` where it should be COMPLETED."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": kept}
            elif message["type"] == "http.response.body":
                message = {**message, "body": message.get("body", b"").replace(b'"COMPLETED"', b'"DONE"')}
            await send(message)

        await self._mock(scope, receive, sent)


@pytest.fixture
def mock() -> Iterator[Mock]:
    with closing(Mock(SETTINGS)) as mock:
        yield mock


@pytest.fixture
def url(mock: Mock) -> Iterator[str]:
    with ThreadedServer(mock) as server:
        yield server.url


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from kling3_contracts.programs.cli import main; main()", *words]
    own = {name: value for name, value in os.environ.items() if not name.startswith("KLING3_")}
    return subprocess.run(program, capture_output=True, text=True, cwd=folder, env=own, timeout=PATIENCE, check=False)


def test_the_intact_fake_keeps_everything_in_all_forms_of_the_report(url: str, tmp_path: Path) -> None:
    """The slow one: every phase, over HTTP."""
    forms = [word for name in ("json", "junit", "markdown", "html") for word in (f"--{name}", f"report.{name}")]
    ended = run("verify", url, *WORDS, *forms, "--max-examples", "5", "--patience", "20", folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert ended.stdout.splitlines()[-1].startswith("kept: ")
    assert {each.name for each in tmp_path.iterdir()} == {*forms[1::2], ".kling3-contracts"}
    report = json.loads((tmp_path / "report.json").read_text())
    jsonschema_rs.validator_for(json.loads(call("schema").output)).validate(report)
    assert report["seed"] == 1
    assert 'failures="0"' in (tmp_path / "report.junit").read_text()
    written = "".join(each.read_text() for each in tmp_path.rglob("*") if each.is_file())
    assert not [secret for secret in (KEY, SECOND, SECRET) if secret in written + ended.stdout]


def test_a_broken_fake_is_status_1_and_the_promise_is_named(mock: Mock, tmp_path: Path) -> None:
    with ThreadedServer(Shouting(mock)) as server:
        ended = run("verify", server.url, *WORDS, "--phases", "walk", "--patience", "3", folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (1, ""), ended.stdout
    assert "K102 violated in getAi" in ended.stdout
    assert "K102" in ended.stdout.splitlines()[-1]


def test_nobody_there_is_status_2_and_a_sentence(tmp_path: Path) -> None:
    ended = run("verify", "http://127.0.0.1:1", *WORDS, folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("Error: no answer from http://127.0.0.1:1: ")
    assert ended.stderr.endswith("; start the server, or correct the URL\n")


def test_ctrl_c_prints_what_was_seen_and_keeps_what_was_spent(mock: Mock, tmp_path: Path) -> None:
    """The tasks of this server never end, so that the walk waits until it is stopped."""
    mock.configure({"scenario": "never"})
    words = ["verify", "", *WORDS, "--phases", "walk", "--spend", "3", "--ledger", str(tmp_path / "ledger")]
    with ThreadedServer(mock) as server:
        words[1] = server.url
        ended = stopped_after_an_order(words, mock, tmp_path)
    assert ended.returncode == 2
    assert "Error: stopped in phase walk: what was seen until then is reported" in ended.stderr
    assert " requests, 1 task created, " in ended.stdout.splitlines()[-1]
    assert Ledger(ledger_path(tmp_path / "ledger", words[1]), 3).carried >= 1


def stopped_after_an_order(words: list[str], mock: Mock, folder: Path) -> subprocess.CompletedProcess[str]:
    """Press Ctrl-C as soon as the server has answered an order and a read."""
    program = [sys.executable, "-c", "from kling3_contracts.programs.cli import main; main()", *words]
    read = threading.Event()

    def hear(exchange: Exchange) -> None:
        if exchange.task_id and exchange.request.method == "GET":
            read.set()

    mock.journal.on_exchange = hear
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    assert read.wait(PATIENCE)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(program, process.returncode, out, err)
