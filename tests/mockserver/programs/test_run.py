"""`kling3-mock run` runs a program as it is and ends with its status; whatever happens, nothing is left of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from kling3_mockserver.programs import run
from kling3_mockserver.serving.listening import bind
from tests.machine_speed import slowness
from tests.mockserver.commands import call
from tests.mockserver.processes import command, environment
from tests.mockserver.running.runs import PYTHON, ended, running
from tests.mockserver.samples import ONE_TASK
from tests.mockserver.tls.handshakes import client_of

ASK = """
import json, os, sys, urllib.request
def ask(path, body=None):
    headers = {"x-freepik-api-key": "any", "content-type": "application/json"}
    asked = urllib.request.Request("https://api.freepik.com/v1/ai/video/" + path, body, headers)
    return json.load(urllib.request.urlopen(asked))["data"]
task = ask("kling-v3-pro", sys.argv[1].encode())
while task["status"] not in ("COMPLETED", "FAILED"):
    task = ask("kling-v3/" + task["task_id"])
print(task["status"])
"""
FINE, MISSPELT = '{"prompt": "A fox in the snow"}', '{"prompt": "A fox in the snow", "cfgscale": 0.5}'
QUICK = ("--task-seconds", "0")
NO_COMMAND = (
    "Error: no command: give behind -- what you would type by itself, as in kling3-mock run -- node worker.js\n"
)


NO_PROGRAM = (
    "Error: got 'no-such-program', which is no program that can be run from here: give behind -- what you would type "
    "without kling3-mock, as in kling3-mock run -- python make_video.py\n"
)
UNASKED = (
    "kling3-mock: no request reached the fake: if the program made some, it went another way (it sets a proxy of its "
    "own, or is no program that reads one): run kling3-mock serve, and point it at that URL"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tmp"


def test_standard_streams_are_the_programs_own(folder: Path) -> None:
    script = "import sys; sys.stdout.write(sys.stdin.read().upper()); sys.stderr.write('mine\\n')"
    status, out, errors = ended(folder, "--", PYTHON, "-c", script, given="through\n")
    assert (status, out) == (0, "THROUGH\n")
    page, mine, told = errors.splitlines()
    assert (page.startswith("kling3-mock: page at http://127.0.0.1:"), mine) == (True, "mine")
    assert told.startswith("kling3-mock: no request reached the fake: ")


JSON_STARTED = (
    '{{"event":"started","url":"{url}","page":"{url}/_mock/","control":"{url}/_mock/openapi.yaml","warnings":[]}}'
)


@pytest.mark.parametrize(
    ("style", "expected"),
    [([], ["kling3-mock: page at {url}/_mock/"]), (["--quiet"], []), (["--log-format", "json"], [JSON_STARTED])],
)
def test_it_says_where_the_page_is_before_the_program_says_anything(
    folder: Path, style: list[str], expected: list[str]
) -> None:
    script = "import os, sys; print(os.environ['KLING3_RUN_URL']); print('mine', file=sys.stderr)"
    _, out, errors = ended(folder, *style, "--", PYTHON, "-c", script)
    first = [each.format(url=out.strip()) for each in expected]
    assert errors.splitlines()[: len(first) + 1] == [*first, "mine"]


def test_words_reach_the_program_as_they_are(folder: Path) -> None:
    words = ["--log", "", "a b", "*", "--", "-h", "ü"]
    script = "import sys, json; print(json.dumps(sys.argv[1:]))"
    for before in ([], ["--"]):
        assert json.loads(ended(folder, *before, PYTHON, "-c", script, *words)[1]) == words


@pytest.mark.parametrize("expected", [0, 1, 3, 42, 255])
def test_the_exit_status_is_the_programs(folder: Path, expected: int) -> None:
    assert ended(folder, "--", PYTHON, "-c", f"raise SystemExit({expected})")[0] == expected


def test_it_waits_for_no_name_of_a_picture_that_is_still_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr("kling3_mockserver.media.Inspector.is_stuck", property(lambda _inspector: True))
    monkeypatch.setattr("kling3_mockserver.programs.run.os._exit", left.append)
    order = json.dumps({"prompt": "A fox", "start_image_url": "http://127.0.0.1:9/cat.png"})
    call("run", "--inspect-media", "--scenario", "fail", *QUICK, "--", PYTHON, "-c", ASK, order)
    assert left == [0]


def test_a_task_goes_through_its_life_and_is_told_of(folder: Path) -> None:
    status, out, errors = ended(folder, *QUICK, "--", PYTHON, "-c", ASK, FINE)
    assert (status, out) == (0, "COMPLETED\n")
    assert "POST /v1/ai/video/kling-v3-pro 200" in errors
    assert errors.splitlines()[-2:] == ["kling3-mock: 1 task ordered: 1 COMPLETED", f"  {ONE_TASK}"]


def test_options_of_serve_are_taken(folder: Path) -> None:
    status, out, errors = ended(folder, *QUICK, "--scenario", "fail", "--", PYTHON, "-c", ASK, FINE)
    assert (status, out) == (0, "FAILED\n")
    assert errors.splitlines()[-2] == "kling3-mock: 1 task ordered: 1 FAILED"


def test_variables_of_serve_are_taken_and_the_port_may_be_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    script = "import os; print(os.environ['KLING3_RUN_URL'])"
    for words, variables in ((["--port", port], {}), ([], {"KLING3_MOCK_PORT": port})):
        assert ended(folder, *words, "--", PYTHON, "-c", script, **variables)[1] == f"http://127.0.0.1:{port}\n"


@pytest.mark.parametrize(
    ("weight", "order", "expected"),
    [
        ("error", MISSPELT, 0),
        ("ignored", MISSPELT, 3),
        ("advice", MISSPELT, 3),
        ("error", FINE, 0),
        ("ignored", FINE, 0),
    ],
)
def test_a_program_fails_on_findings_of_a_weight(folder: Path, weight: str, order: str, expected: int) -> None:
    status, out, errors = ended(folder, *QUICK, "--fail-on", weight, "--", PYTHON, "-c", ASK, order)
    assert (status, out) == (expected, "COMPLETED\n")
    assert ("K040 ignored" in errors.splitlines()[-1]) is (order is MISSPELT)


def test_an_error_fails_whatever_the_program_thinks_of_it(folder: Path) -> None:
    tries = "import contextlib\nwith contextlib.suppress(OSError):\n    task = ask("
    script = ASK.replace("task = ask(", tries).partition("while")[0]
    for weight, expected in (("error", 3), ("advice", 3)):
        assert ended(folder, "--fail-on", weight, "--", PYTHON, "-c", script, "{}")[0] == expected


def test_a_program_that_failed_keeps_its_status(folder: Path) -> None:
    assert ended(folder, *QUICK, "--fail-on", "ignored", "--", PYTHON, "-c", ASK + "sys.exit(9)", MISSPELT)[0] == 9


def test_the_log_may_go_to_a_file(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "fake.log"
    status, _, errors = ended(folder, *QUICK, "--log", str(log), "--", PYTHON, "-c", ASK, FINE)
    assert (status, errors) == (0, "")
    assert "POST /v1/ai/video/kling-v3-pro 200" in log.read_text("utf-8")
    assert log.read_text("utf-8").endswith(f"kling3-mock: 1 task ordered: 1 COMPLETED\n  {ONE_TASK}\n")


@pytest.mark.parametrize("name", ["sent.har", "sent.ndjson"])
def test_what_was_sent_is_recorded_for_the_referee(folder: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert ended(folder, *QUICK, "--record", str(path), "--", PYTHON, "-c", ASK, FINE)[0] == 0
    referee = Path(command()).with_name("kling3-contracts")
    judged = subprocess.run([referee, "traffic", path], capture_output=True, text=True, env=environment(), check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_recording_that_is_not_whole_is_told_of(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sent.har"
    path.symlink_to("/dev/full")
    status, out, errors = ended(folder, *QUICK, "--record", str(path), "--", PYTHON, "-c", ASK, FINE)
    assert (status, out) == (0, "COMPLETED\n")
    assert (
        errors.splitlines()[-1] == f"  {path} is not whole (No space left on device): name a file where there is room"
    )


def test_offline_no_other_host_is_reached(folder: Path) -> None:
    script = "import urllib.request as r; r.urlopen('http://example.com/')"
    status, _, errors = ended(folder, "--offline", "--", PYTHON, "-c", script)
    assert status == 1
    assert "HTTP Error 403: Offline (kling3-mock --offline)" in errors


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], NO_COMMAND),
        (["--"], NO_COMMAND),
        (["--scenario", "fail", "--"], NO_COMMAND),
        (
            ["--", "no-such-program"],
            NO_PROGRAM,
        ),
        (
            ["--record", "sent.txt", "--", "true"],
            "Error: got sent.txt: its name ends neither in .har nor in .ndjson, by which its form is told\n",
        ),
        (
            ["--record", "no/such/sent.har", "--", "true"],
            "Error: can't write no/such/sent.har (No such file or directory): name a file in a folder\n",
        ),
        (
            ["--log", "no/such/log", "--", "true"],
            "Error: can't write no/such/log (No such file or directory): name a file in a folder\n",
        ),
        (["--log", "/", "--", "true"], "Error: Invalid value for '--log': File '/' is a directory.\n"),
    ],
)
def test_what_cant_be_run_is_said_in_one_sentence(folder: Path, words: list[str], expected: str) -> None:
    assert ended(folder, *words) == (2, "", expected)


def test_a_port_that_is_taken_is_said_in_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, out, errors = ended(folder, "--port", str(port), "--", "echo", "it ran")
    assert (status, out) == (2, "")
    assert errors.startswith("Error: ")
    assert str(port) in errors
    assert errors.count("\n") == 1


def test_the_missing_extra_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.tls.certificates.find_spec", lambda _name: None)
    result = call("run", "--", "true")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: certificates are made by the library cryptography, which is not installed: install the extra `tls`, "
        "python -m pip install '.[tls]' in a checkout of kling3-mock\n"
    )


STAYS = """
import os, signal
watched = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
signal.pthread_sigmask(signal.SIG_BLOCK, watched)
print(os.getpid(), flush=True)
print("left by %d" % signal.sigwait(watched))
raise SystemExit(20)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("whom", ["the run alone", "all of its group"])
def test_a_signal_ends_the_program_first_and_then_the_fake(folder: Path, name: str, whom: str) -> None:
    number = signal.Signals[name]
    with running(folder, "--", PYTHON, "-c", STAYS) as process:
        assert process.stdout is not None
        process.stdout.readline()
        if whom == "the run alone":
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)
        out, errors = process.communicate()
    assert (process.returncode, out.splitlines()[0]) == (20, f"left by {number.value}")
    assert errors.splitlines()[1].startswith("kling3-mock: no request")


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_program_that_is_killed_is_told_as_a_shell_tells_it(folder: Path, name: str) -> None:
    number = signal.Signals[name]
    script = "import os, signal; signal.signal(2, signal.SIG_DFL); print(os.getpid(), flush=True); signal.pause()"
    with running(folder, "--", PYTHON, "-c", script) as process:
        assert process.stdout is not None
        os.kill(int(process.stdout.readline()), number)
        process.communicate()
    assert process.returncode == 128 + number


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_at_any_moment_leaves_nothing(folder: Path, name: str) -> None:
    """A log that is a pipe is opened as soon as signals are taken, and waits there until the test reads it."""
    log = folder.with_name("log")
    os.mkfifo(log)
    with running(folder, "--log", str(log), "--", PYTHON, "-c", "print('it ran')") as process, log.open("rb"):
        process.send_signal(signal.Signals[name])
        out, _ = process.communicate()
    assert process.returncode in (0, 128 + signal.Signals[name])
    assert out in ("", "it ran\n")


def test_a_program_does_not_begin_after_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []

    def interrupted(host: str, port: int) -> socket.socket:
        signal.raise_signal(signal.SIGTERM)
        return bind(host, port)

    monkeypatch.setattr(run, "bind", interrupted)
    monkeypatch.setattr(run, "Child", lambda *words: begun.append(words))
    assert (call("run", "--", "true").exit_code, begun) == (128 + signal.SIGTERM, [])


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_stream_that_is_closed_is_no_matter(folder: Path, closed: str) -> None:
    folder.mkdir()
    line = f'exec "$0" run -- sh -c "exit 5" {closed}'
    shell, variables = shutil.which("sh") or "sh", environment(TMPDIR=str(folder))
    run = subprocess.run([shell, "-c", line, command()], env=variables, check=False, capture_output=True)
    assert run.returncode == 5, run.stderr
    assert list(folder.iterdir()) == []


def test_a_run_in_a_run_reaches_the_inner_fake(folder: Path) -> None:
    inner = [command(), "run", *QUICK, "--", PYTHON, "-c", ASK, FINE]
    status, out, errors = ended(folder, *QUICK, "--", *inner)
    assert (status, out) == (0, "COMPLETED\n")
    told = [line for line in errors.splitlines() if line.startswith("kling3-mock: ")]
    assert told[0] != told[1]
    assert told[2:] == ["kling3-mock: 1 task ordered: 1 COMPLETED", UNASKED]


def test_the_authority_dies_with_the_run_and_its_key_is_nowhere(folder: Path) -> None:
    script = "import os, pathlib; print(pathlib.Path(os.environ['SSL_CERT_FILE']).parent); input()"
    with running(folder, "--", PYTHON, "-c", script) as process:
        assert process.stdout is not None
        own = Path(process.stdout.readline().strip())
        assert own.parent == folder
        assert own.stat().st_mode & 0o777 == 0o700
        kept = {each.name: each.read_bytes() for each in own.iterdir()}
        process.communicate("\n")
    assert {*kept} == {"authorities.pem", "authorities.p12"}
    assert b"PRIVATE" not in b"".join(kept.values())
    client_of(kept["authorities.pem"])


ENDLESS = """
import socket, threading
find = socket.getaddrinfo
def look_up(host, *more, **named):
    if host == "slow.example":
        threading.Event().wait()
    return find(host, *more, **named)
socket.getaddrinfo = look_up
"""


def test_a_receiver_that_is_looked_up_without_end_does_not_keep_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ENDLESS, "utf-8")
    order = '{"prompt": "A fox", "webhook_url": "http://slow.example/hook"}'
    status, out, errors = ended(folder, *QUICK, "--", PYTHON, "-c", ASK, order, PYTHONPATH=str(tmp_path))
    assert (status, out) == (0, "COMPLETED\n")
    assert errors.splitlines()[-1].startswith("  webhook not taken: ")


@pytest.mark.parametrize("words", [["--tls"], ["--tls-cert", "own.pem"], ["--proxy", "0"]])
def test_what_run_has_by_itself_is_not_taken(words: list[str]) -> None:
    result = call("run", *words, "--", "true")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        f"Error: {words[0][2:]}: kling3-mock run has https and a proxy of its own, and sets"
    )


@pytest.mark.parametrize("host", ["::1", "0.0.0.0", "192.0.2.7"])
def test_a_run_is_for_programs_of_this_machine(host: str) -> None:
    result = call("run", "--host", host, "--", "true")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: host: got {host}: kling3-mock run is for programs of this machine, and li")


def test_a_run_of_nothing_takes_little(folder: Path) -> None:
    def seconds() -> float:
        before = os.times()
        ended(folder, "--", "true")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    # A test may be measured, which takes half as long again.
    assert min(seconds() for _ in range(3)) < 1.0 * slowness()
