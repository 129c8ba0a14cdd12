"""A downstream project in a folder of its own, whose tests run in a process of their own."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator

import pytest

from tests.plugin.forks import ForkServer, fork_server

# Programs of strangers, with tests of their own: test_projects runs copies of them.
collect_ignore = ["projects"]

PROGRAM = """
import json
import urllib.error
import urllib.request

# Without what Python's own has for TLS, which reads all its certificates in each run.
OPENER = urllib.request.OpenerDirector()
for handler in (urllib.request.HTTPHandler, urllib.request.HTTPErrorProcessor, urllib.request.HTTPDefaultErrorHandler):
    OPENER.add_handler(handler())


def ask(method, url, key="any", body=None):
    headers = {"x-freepik-api-key": key, "content-type": "application/json"}
    try:
        with OPENER.open(urllib.request.Request(url, body, headers, method=method)) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def order(url, model="kling-v3-pro", key="any", **fields):
    body = json.dumps({"prompt": "A fox in the snow", **fields}).encode()
    return ask("POST", f"{url}/v1/ai/video/{model}", key, body)[1].get("data", {}).get("task_id")


def read(url, task_id, family="kling-v3", key="any"):
    return ask("GET", f"{url}/v1/ai/video/{family}/{task_id}", key)[1]["data"]
"""
"""What the projects test: a module `program` that speaks HTTP with nothing but the standard library."""

Run = Callable[..., pytest.RunResult]


@pytest.fixture(scope="session")
def forks() -> Iterator[ForkServer]:
    with fork_server() as server:
        yield server


@pytest.fixture
def new_python() -> None:
    """Have what a test runs begin with nothing imported: for tests of what is imported, and when."""


@pytest.fixture
def pytester(
    request: pytest.FixtureRequest, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> pytest.Pytester:
    """Return pytest's own, which runs it in a forked process where the platform has such."""
    if hasattr(os, "fork") and "new_python" not in request.fixturenames:
        server: ForkServer = request.getfixturevalue("forks")
        monkeypatch.setattr(pytester, "popen", server.instead_of(pytester.popen))
    return pytester


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a file of tests with options, and with strictness as strict as it gets.

    Only the plugins that are asked for are loaded, which saves a second each time. `ini` has further settings.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(program=PROGRAM)

    def run(tests: str, *options: str, ini: str = "") -> pytest.RunResult:
        pytester.makepyfile(test_it=textwrap.dedent(tests))
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{textwrap.dedent(ini)}")
        strict = ("--strict-markers", "--strict-config", "-W", "error", "-p", "no:cacheprovider", "-p", "kling3")
        return pytester.runpytest_subprocess(*strict, *options, timeout=60)

    return run
