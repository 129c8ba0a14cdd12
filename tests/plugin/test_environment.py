"""Programs in processes of their own, with the service's host written in, come to the fake of their test."""

from __future__ import annotations

import shutil

import pytest

from tests.plugin.conftest import Run

PYTHON = """
    import subprocess, sys

    ORDER = '''
    import json, urllib.request
    headers = {"x-freepik-api-key": "k", "content-type": "application/json"}
    url = "https://api.freepik.com/v1/ai/video/kling-v3-pro"
    asked = urllib.request.Request(url, json.dumps({"prompt": "A fox"}).encode(), headers)
    print(json.load(urllib.request.urlopen(asked))["data"]["task_id"])
    '''

    def order(kling3):
        program = [sys.executable, "-c", "\\n".join(line.strip() for line in ORDER.splitlines())]
        ended = subprocess.run(program, env=kling3.environment(), capture_output=True, text=True, check=True)
        return ended.stdout.strip()
"""


def test_each_test_gets_what_its_own_programs_order(run: Run) -> None:
    tests = f"""{PYTHON}
    def test_one(kling3):
        assert [order(kling3), order(kling3)] == [each.id for each in reversed(kling3.tasks)]

    def test_other(kling3):
        assert order(kling3) == kling3.tasks[0].id
        assert len(kling3.tasks) == 1
    """
    run(tests).assert_outcomes(passed=2)


def test_what_the_environment_of_a_test_has_stays_and_only_the_program_has_ours(run: Run) -> None:
    tests = """
    import os

    def test_it(kling3, monkeypatch):
        monkeypatch.setenv("OWN", "one")
        monkeypatch.setenv("NO_PROXY", "intranet.example,.freepik.com")
        before = dict(os.environ)
        found = kling3.environment()
        assert found["OWN"] == "one"
        assert found["NO_PROXY"].startswith("intranet.example,localhost")
        assert ".freepik.com" not in found["NO_PROXY"]
        assert dict(os.environ) == before
    """
    run(tests).assert_outcomes(passed=1)


@pytest.mark.skipif(shutil.which("node") is None, reason="this machine has no Node: its fetch was not asked")
def test_a_program_of_node_comes_to_the_fake_by_fetch(run: Run) -> None:
    tests = """
    import subprocess

    PROGRAM = '''
    fetch("https://api.magnific.com/v1/ai/video/kling-v3", {headers: {"x-magnific-api-key": "k"}})
      .then(answer => answer.text()).then(console.log)
    '''

    def test_it(kling3):
        ended = subprocess.run(["node", "-e", PROGRAM], env=kling3.environment(), capture_output=True, text=True)
        assert (ended.stdout, ended.stderr) == ('{"data":[]}\\n', "")
        assert [each.request.path for each in kling3.requests] == ["/v1/ai/video/kling-v3"]
    """
    run(tests).assert_outcomes(passed=1)


def test_a_test_that_may_open_no_socket_is_told_so(run: Run) -> None:
    tests = """
    import pytest

    def test_it(kling3, monkeypatch):
        def refused(*_):
            raise RuntimeError("no socket here")
        monkeypatch.setattr("socket.socket", refused)
        with pytest.raises(Exception, match="needs a socket, and this test may have none") as caught:
            kling3.environment()
        assert str(caught.value).startswith("kling3.environment() needs a socket")
    """
    run(tests).assert_outcomes(passed=1)
