"""Programs of other processes that reach the fake of a test as those of `kling3-mock run` do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from kling3_mockserver.journal.notices import nobody
from kling3_mockserver.mock import Mock
from kling3_mockserver.running.ways import Ways
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.processes import LONGEST, environment

Run = Callable[..., str]


@pytest.fixture
def run(mock: Mock) -> Iterator[Run]:
    """Run a program whose environment leads to the fake; return what it prints."""
    with ExitStack() as stack:
        ways = stack.enter_context(closing(Ways({**environment(), "no_proxy": "*"}, nobody)))
        server = stack.enter_context(ThreadedServer(mock, gates=ways.gates))
        inherited = ways.environment(int(server.url.rpartition(":")[2]))

        def call(*command: str, without: str = "", **variables: str) -> str:
            kept = {name: value for name, value in inherited.items() if name.upper() not in without.split()}
            ended = subprocess.run(
                command, env={**kept, **variables}, capture_output=True, text=True, encoding="utf-8", check=False,
                timeout=LONGEST,
            )  # fmt: skip
            assert ended.returncode == 0, ended.stderr
            return ended.stdout

        yield call
