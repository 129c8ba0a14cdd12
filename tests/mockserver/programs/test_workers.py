"""Several processes serve one port: all answer, one that dies is replaced, and none outlives the parent."""

from __future__ import annotations

import json
import os
import re
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.mockserver.commands import call
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import LONGEST, environment, served, url_of
from tests.mockserver.programs.crews import Crew, crew
from tests.mockserver.stores.servers import redis_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the workers are found by /proc")
DISCARD = 9
"""A port that nothing listens at."""
STOPPED = "kling3-mock stopped; what waits is kept in redis://"
BREAKS = """
import os, sys
if "--multiprocessing-fork" in sys.orig_argv:
    os._exit(7)
"""

ASKS_THE_SERVICE = """
from urllib.request import Request, urlopen
asked = Request("https://api.freepik.com/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
print(urlopen(asked).read().decode())
"""


def proxy_of(banner: str) -> str:
    return banner.partition("  proxy      ")[2].split()[0]


def health(url: str, authority: str | None = None) -> object:
    """Ask by a connection of its own."""
    context = ssl.create_default_context(cafile=authority) if authority else True
    with httpx.Client(trust_env=False, timeout=PATIENCE, verify=context) as client:
        return client.get(f"{url}/_mock/health").json()["status"]


def stopped(made: Crew, how: signal.Signals = signal.SIGTERM) -> list[str]:
    """Stop it by its parent; return what was said until the last of its processes had ended."""
    status, rest = made.program.stop(how)
    assert (status, "Traceback" in rest) == (0, False), rest
    return rest.splitlines()


def test_one_banner_tells_of_all_workers_and_one_last_word_of_what_is_kept() -> None:
    with crew(count=3) as made:
        assert made.banner.count("kling3-mock answers at ") == 1
        assert "\n  workers    3\n" in made.banner
        assert health(url_of(made.banner)) == "ok"
        said = stopped(made)
    store = made.banner.partition("  store      ")[2].split()[0]
    assert said[-1] == f"{STOPPED[:-8]}{store}, and goes on at the next start with it."
    assert len([each for each in said if "stopped" in each]) == 1


def test_each_of_them_answers_while_the_other_stands_still() -> None:
    with crew() as made:
        for each in made.workers:
            os.kill(each, signal.SIGSTOP)
            assert health(url_of(made.banner)) == "ok"
            os.kill(each, signal.SIGCONT)
        stopped(made)


@pytest.mark.parametrize(
    ("how", "ended"), [(signal.SIGKILL, "was ended by SIGKILL"), (signal.SIGTERM, "ended with status 0")]
)
def test_a_worker_that_ends_by_itself_is_told_of_and_replaced(how: signal.Signals, ended: str) -> None:
    with crew() as made:
        for number, each in enumerate(made.workers, 1):
            os.kill(each, how)
            told = f"worker {number} (process {each}) {ended}: another one takes its place"
            assert made.program.until("takes its place")[-1][9:].rstrip() == told
        # None of those is left that were there before.
        assert health(url_of(made.banner)) == "ok"
        stopped(made)


@pytest.mark.parametrize("asked", [False, True], ids=["begins", "serves"])
def test_no_worker_outlives_a_parent_that_is_killed(*, asked: bool) -> None:
    with crew() as made:
        if asked:
            assert health(url_of(made.banner)) == "ok"
        # What it said ends when the last process has that could say more.
        status, rest = made.program.stop(signal.SIGKILL)
        assert status == -signal.SIGKILL
        # Python itself complains in a process whose beginning was not told to its end.
        assert not rest.strip() or (not asked and rest.strip().endswith("EOFError: Ran out of input")), rest
        with pytest.raises(httpx.ConnectError):
            health(url_of(made.banner))


@pytest.mark.parametrize("moment", ["begins", "imports", "serves"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_to_all_ends_all_with_one_last_word(how: signal.Signals, moment: str) -> None:
    with crew() as made:
        if moment == "imports":
            made.wait_for_imports()
        if moment == "serves":
            assert health(url_of(made.banner)) == "ok"
        for each in [made.program.number, *made.workers]:
            os.kill(each, how)
        # By which it is not ended, but all is read that it said.
        (said,) = filter(None, stopped(made, signal.SIGCONT))
    assert said.startswith(STOPPED)


def test_a_signal_right_behind_the_banner_ends_it_as_well() -> None:
    with redis_server() as server, served("--workers", "2", "--store", server.url) as (program, _):
        status, rest = program.stop(signal.SIGINT)
    assert (status, rest.strip().count("\n"), rest.strip().startswith(STOPPED)) == (0, 0, True), rest


def test_a_second_ctrl_c_ends_at_once_what_stands_still() -> None:
    with crew() as made:
        stuck, other = made.workers
        os.kill(stuck, signal.SIGSTOP)
        os.kill(made.program.number, signal.SIGINT)
        made.wait_for_end_of(other)
        assert stopped(made, signal.SIGINT)[-1].startswith(STOPPED)


def test_the_log_as_json_is_json_to_its_end() -> None:
    with crew("--log-format", "json", until='"event":"started"') as made:
        first = json.loads(made.banner)
        for _ in range(9):
            with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
                client.get(f"{first['url']}/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
        lines = [line for _ in range(9) for line in made.program.until('"request"')]
        os.kill(made.workers[0], signal.SIGKILL)
        lines += [*made.program.until('"notice"'), *stopped(made)]
    events = [json.loads(each) for each in lines]
    assert first["workers"] == 2
    assert [each["event"] for each in events] == ["request"] * 9 + ["notice", "stopped"]
    assert (events[-1]["undelivered"], events[-1]["upcoming"]) == (None, None)
    assert events[-1]["store"].startswith("redis://127.0.0.1:")


def test_what_was_sent_by_hand_and_nobody_took_is_named_by_its_worker() -> None:
    """No other one has it, and the parent does not know of it."""
    with crew() as made, httpx.Client(base_url=url_of(made.banner), trust_env=False, timeout=PATIENCE) as client:
        asked = {"url": f"http://127.0.0.1:{DISCARD}/hook?token=t", "status": "FAILED", "task_id": "fox"}
        assert client.post("/_mock/webhooks", json=asked).status_code == 202
        made.program.until("not taken")
        said = stopped(made)
    (told,) = [each for each in said if "by hand" in each]
    assert re.fullmatch(
        r"\S+ worker [12]: FAILED of task fox to http://127\.0\.0\.1:9/hook\?token=\S+, sent by hand, "
        "was left undelivered",
        told,
    ), told
    assert said[-1].startswith(STOPPED)


def test_workers_that_can_not_begin_end_the_whole_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BREAKS, "utf-8")
    with redis_server() as server:
        words = ("--workers", "2", "--store", server.url)
        with served(*words, until=STOPPED, PYTHONPATH=str(tmp_path)) as (program, _):
            # That does nothing to it.
            status, rest = program.stop(signal.SIGCONT)
    assert status == 1
    assert rest.startswith("Error: worker ")
    assert (
        "ended with status 7, as each of 3 did that were just started: mend what stands above, or see whether" in rest
    )
    assert rest.count("\n") == 1


def test_the_page_is_opened_once_and_by_the_parent(tmp_path: Path) -> None:
    with crew("--open", until="the page was not opened", BROWSER=str(tmp_path / "no-browser")) as made:
        said = stopped(made)
    assert len([each for each in (*made.banner.splitlines(), *said) if "the page was not opened" in each]) == 1


def test_https_and_the_proxy_are_served_by_workers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = tmp_path / "ca.pem"
    with crew("--tls", "--proxy", "0", XDG_DATA_HOME=str(tmp_path)) as made:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert call("ca", "--out", str(authority)).exit_code == 0
        assert url_of(made.banner).startswith("https://")
        assert health(url_of(made.banner), str(authority)) == "ok"
        through = {
            "HTTPS_PROXY": proxy_of(made.banner),
            "SSL_CERT_FILE": str(authority),
            "NO_PROXY": "",
            "no_proxy": "",
        }
        command = [sys.executable, "-c", ASKS_THE_SERVICE]
        asked = subprocess.run(command, env=environment(**through), capture_output=True, timeout=LONGEST, check=True)
        assert json.loads(asked.stdout) == {"data": []}
        stopped(made)
