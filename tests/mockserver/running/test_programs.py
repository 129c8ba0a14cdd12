"""Programs with the service's host written in are run as they are: each orders, polls, downloads, is called back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from kling3_openapi.signature import Secret, SecretEncoding, verify
from tests.mockserver.processes import command, environment
from tests.mockserver.running.receiving import Receiving

pytestmark = pytest.mark.one_python

PROGRAMS = Path(__file__).with_name("programs")
SECRET = Secret.parse("hush", SecretEncoding.RAW, version="v1")


def language(program: str, name: str, *words: str) -> ParameterSet:
    """Return the words that run a program of a language; skipped where the machine does not have it."""
    missing = shutil.which(program) is None
    reason = f"this machine has no {program}: its programs were not run"
    marks = pytest.mark.skipif(missing, reason=reason)
    return pytest.param([program, *words, str(PROGRAMS / name)], id=name, marks=marks)


def has_axios() -> bool:
    if shutil.which("node") is None:
        return False
    words = [str(shutil.which("node")), "-e", "require('axios')"]
    looked = subprocess.run(words, cwd=PROGRAMS, capture_output=True, check=False)
    return looked.returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            ["sh", str(PROGRAMS / "make_video.sh")],
            id="make_video.sh",
            marks=pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl: it was not run"),
        ),
        *(
            pytest.param([sys.executable, str(PROGRAMS / name)], id=name)
            for name in ("with_urllib.py", "with_requests.py", "with_httpx.py", "with_aiohttp.py")
        ),
        language("node", "fetch.mjs"),
        language("node", "https_request.cjs"),
        pytest.param(
            ["node", str(PROGRAMS / "with_axios.cjs")],
            id="with_axios.cjs",
            marks=pytest.mark.skipif(not has_axios(), reason="node has no axios here: npm install -g axios, NODE_PATH"),
        ),
        language("ruby", "make_video.rb"),
        language("go", "make_video.go", "run"),
        language("java", "MakeVideo.java"),
    ],
)
def test_a_program_that_nobody_changed_makes_a_video(words: list[str]) -> None:
    with Receiving() as receiver:
        fake = ["--task-seconds", "0.3", "--webhook-secret", "hush", "--quiet"]
        ended = subprocess.run(
            [command(), "run", *fake, "--", *words],
            env=environment(WEBHOOK_URL=f"{receiver.url}/hook?from=test"), capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert (ended.returncode, ended.stdout.count("\n")) == (0, 1), ended.stderr
        task_id, size = ended.stdout.split()
        assert int(size) > 1_000
        assert "kling3-mock: 1 task ordered: 1 COMPLETED\n" in ended.stderr
        came = receiver.until('"COMPLETED"')
    assert came.path == "/hook?from=test"
    assert f'"task_id":"{task_id}"' in came.body.decode()
    verify([SECRET], came.headers, came.body, now=float(came.headers["webhook-timestamp"]))
