"""What was spent stays counted: over crashes, and between processes that run side by side."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.sending import ledger
from kling3_contracts.sending.ledger import Ledger, ledger_path, state_folder

PROGRAM = """
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from kling3_contracts.sending.ledger import Ledger
account = Ledger(Path(sys.argv[1]), int(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
print(sum(account.take() for _ in range(int(sys.argv[3]))), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "api.example.com.ledger"


def taken(account: Ledger, times: int) -> int:
    return sum(account.take() for _ in range(times))


def test_a_run_takes_no_more_than_its_limit(path: Path) -> None:
    assert taken(Ledger(path, 3), 5) == 3


def test_what_is_kept_for_later_is_not_taken_before(path: Path) -> None:
    account = Ledger(path, 3)
    assert [account.take(2), account.take(2), account.take(1), account.take(), account.take()] == [
        True, False, True, True, False,
    ]  # fmt: skip


def test_each_creation_is_on_the_disk_before_it_is_allowed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _number: synced.append(path.read_text().count(" spent ")))
    Ledger(path, 2).take()
    assert synced == [0, 1]


def test_what_a_run_that_ended_has_spent_is_settled(path: Path) -> None:
    first = Ledger(path, 3)
    assert taken(first, 3) == 3
    first.close()
    second = Ledger(path, 3)
    assert (second.carried, taken(second, 5)) == (0, 3)


def test_what_a_run_that_did_not_end_has_spent_is_carried_over_until_it_is_forgotten(path: Path) -> None:
    taken(Ledger(path, 3), 2)
    second = Ledger(path, 3)
    assert (second.carried, taken(second, 5)) == (2, 1)
    second.close()
    assert Ledger(path, 3).carried == 2
    assert Ledger(path, 3, forget=True).carried == 0
    assert Ledger(path, 3).carried == 0


def test_runs_side_by_side_share_one_limit(path: Path) -> None:
    first, second = Ledger(path, 3), Ledger(path, 3)
    assert (taken(first, 1), taken(second, 5), taken(first, 5)) == (1, 2, 0)


def test_the_end_of_one_run_gives_nothing_back_to_the_one_beside_it(path: Path) -> None:
    first, second = Ledger(path, 3), Ledger(path, 3)
    taken(first, 2)
    first.close()
    assert taken(second, 5) == 1


def test_a_creation_that_nobody_allowed_counts_too(path: Path) -> None:
    account = Ledger(path, 1)
    account.charge()
    assert not account.take()


@pytest.mark.parametrize("torn", ["2026-11-21T05:07:26Z sp", "nonsense\n", "\0\0\0"])
def test_a_line_that_a_crash_has_cut_counts_as_spent_and_stays_by_itself(path: Path, torn: str) -> None:
    Ledger(path, 3).take()
    with path.open("a") as file:
        file.write(torn)
    account = Ledger(path, 3)
    assert (account.carried, taken(account, 5)) == (2, 1)


def test_a_line_says_when_what_and_which_run(path: Path) -> None:
    account = Ledger(path, 1)
    account.take()
    account.close()
    lines = path.read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["begin", "spent", "end"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \w+ [0-9a-f]{8}", line) for line in lines)


def test_a_killed_process_has_spent_what_it_took(path: Path) -> None:
    process = program(path, 3, 2)
    assert took([process]) == [2]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert Ledger(path, 3).carried == 2


def test_processes_at_once_take_no_more_than_one_would(path: Path) -> None:
    processes = [program(path, 100, 100) for _ in range(4)]
    assert sum(took(processes)) == 100
    for each in processes:
        each.communicate()
    assert path.read_text().count(" spent ") == 100


def program(path: Path, limit: int, tries: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", PROGRAM, str(path), str(limit), str(tries)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def took(processes: list[subprocess.Popen[str]]) -> list[int]:
    """Let processes begin at once when all are ready, and return how many creations each took."""
    assert {line_of(each) for each in processes} == {"ready"}
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    return [int(line_of(each)) for each in processes]


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OptionError, match=r"--spend: can't write .* \(.+\): name a folder of yours with --ledger"):
        Ledger(tmp_path / "file" / "ledger", 1)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.freepik.com", "api.freepik.com.ledger"),
        ("https://API.freepik.com/v1", "api.freepik.com.ledger"),
        ("http://user:secret@host:8080", "host_8080.ledger"),
        ("http://[::1]:80", "___1__80.ledger"),
        ("http://a..b", "a..b.ledger"),
    ],
)
def test_each_host_has_a_file_of_its_own(url: str, expected: str) -> None:
    assert ledger_path(Path("folder"), url) == Path("folder") / expected


def test_the_file_is_in_the_users_state_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ledger.sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "kling3-contracts"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder() == tmp_path / ".local" / "state" / "kling3-contracts"


def test_nobody_counts_while_another_is_counting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [Ledger(path, 1), Ledger(path, 1)]
    both = threading.Barrier(2)

    def meeting() -> Counter[str]:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.2)
        return Counter()

    # It is made when the lines have been read, and before anything is written.
    monkeypatch.setattr(ledger, "Counter", meeting)
    with ThreadPoolExecutor(2) as threads:
        took = list(threads.map(Ledger.take, accounts))
    assert sorted(took) == [False, True]
    assert both.broken
