"""Both libraries that need no change of a program are served at once, if they are there."""

from __future__ import annotations

import subprocess
import sys

import httpx
import httpx2
import pytest

from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.doors.network import NetworkBlockedError, blocked
from kling3_mockserver.mock import Mock
from tests.mockserver.doors.clients import API, HEADERS, ORDER

PATH = f"{API}/v1/ai/video/kling-v3"

WITHOUT_HTTPX = """\
import sys
sys.modules["respx"] = sys.modules["httpx"] = None
from importlib.machinery import PathFinder
found = PathFinder.find_spec
PathFinder.find_spec = lambda name, *rest: None if name == "httpx" else found(name, *rest)
del sys.modules["httpx"]
from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.mock import Mock
import httpx2
mock = Mock()
with intercepted(mock):
    print(httpx2.get("https://api.freepik.com/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"}).status_code)
mock.close()
"""


def test_what_one_client_orders_the_other_sees(mock: Mock) -> None:
    with intercepted(mock):
        ordered = httpx.post(f"{PATH}-pro", headers=HEADERS, content=ORDER).json()["data"]
        listed = httpx2.get(PATH, headers=HEADERS).json()["data"]
    assert [each["task_id"] for each in listed] == [ordered["task_id"]]


def test_both_doors_are_closed_at_the_end(mock: Mock) -> None:
    with intercepted(mock):
        pass
    for library in (httpx, httpx2):
        with blocked(), pytest.raises(NetworkBlockedError):
            library.get(API, trust_env=False)


def test_a_library_that_is_not_installed_is_not_missed() -> None:
    command = [sys.executable, "-c", WITHOUT_HTTPX]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.stdout, ended.stderr) == ("200\n", "")
