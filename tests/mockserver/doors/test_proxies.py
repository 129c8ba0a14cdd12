"""While the live server runs no program asks a proxy for it; what the environment said before stays in it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator

import httpx
import httpx2
import pytest
import requests

from kling3_mockserver.doors.proxies import loopback_past_proxies
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.session import Kling3Session
from tests.mockserver.receivers import closed_port

HERE = "localhost,127.0.0.1,::1"
UPPER, LOWER = "NO_PROXY", "no_proxy"


@pytest.fixture(autouse=True)
def without_either(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (UPPER, LOWER):
        monkeypatch.setenv(name, "to be put back")
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (HERE, HERE)),
        ({UPPER: "a.example"}, (f"a.example,{HERE}", f"a.example,{HERE}")),
        ({LOWER: "a.example, .b.example"}, (f"a.example,.b.example,{HERE}", f"a.example,.b.example,{HERE}")),
        ({UPPER: "a.example", LOWER: "b.example"}, (f"a.example,{HERE}", f"b.example,{HERE}")),
        ({UPPER: "127.0.0.1,a.example"}, ("127.0.0.1,a.example,localhost,::1",) * 2),
        ({UPPER: "", LOWER: "b.example"}, (f"b.example,{HERE}", f"b.example,{HERE}")),
        ({UPPER: "*"}, ("*", "*")),
        ({LOWER: "*,a.example"}, (f"*,a.example,{HERE}",) * 2),
        ({UPPER: HERE}, (HERE, HERE)),
    ],
)
def test_this_machine_is_named_behind_what_is_named_already(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: tuple[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with loopback_past_proxies():
        assert (os.environ[UPPER], os.environ[LOWER]) == expected
    assert {name: os.environ[name] for name in (UPPER, LOWER) if name in os.environ} == given


def test_what_a_test_took_away_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback_past_proxies():
        monkeypatch.delenv(UPPER)
    assert UPPER not in os.environ


@pytest.fixture
def proxied_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a session, in an environment whose proxy does not answer."""
    with closed_port() as port:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        session = Kling3Session(Settings(), Policy(), Exercised())
        with session.tenant():
            yield f"{session.url}/_mock/health"
        session.stop()


def by_urllib(url: str) -> int:
    with urllib.request.build_opener().open(url, timeout=5) as answer:
        return int(answer.status)


def by_child(url: str) -> int:
    program = f"import urllib.request as r; print(r.urlopen('{url}').status)"
    return int(subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=True).stdout)


@pytest.mark.parametrize(
    "ask",
    [
        lambda url: requests.get(url, timeout=5).status_code,
        lambda url: httpx.get(url).status_code,
        lambda url: httpx2.get(url).status_code,
        by_urllib,
        by_child,
    ],
    ids=["requests", "httpx", "httpx2", "urllib", "child"],
)
def test_no_client_asks_a_proxy_for_the_live_server(proxied_url: str, ask: Callable[[str], int]) -> None:
    assert ask(proxied_url) == 200
