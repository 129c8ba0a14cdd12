"""The health check asks the fake as its settings want to be asked, and says why it is not well."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import Request

import pytest

from tests.deploy.dockerfile import DOCKERFILE
from tests.mockserver.certificates import Signer
from tests.mockserver.processes import environment, served, url_of

PROGRAM = DOCKERFILE.parent / "health.py"
REQUEST_BY: Callable[[Mapping[str, str]], Request] = runpy.run_path(str(PROGRAM))["request_by"]
NOWHERE = "http://127.0.0.1:1"


class Sick(BaseHTTPRequestHandler):
    """Answers what a fake does whose store is away."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b"the store can't be asked")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the library's name)
        del format, arguments


@contextmanager
def sick() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Sick) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def health(port: int | None, **variables: str) -> tuple[int, str]:
    """Return the exit status of the check, and what it says."""
    given = environment(**variables) | {"KLING3_MOCK_PORT": str(port)}
    ended = subprocess.run(
        [sys.executable, PROGRAM], env=given, capture_output=True, text=True, timeout=30, check=False
    )
    return ended.returncode, ended.stderr


def health_of_a_fake(variables: Mapping[str, str], **more: str) -> tuple[int, str]:
    """Return what is said of a fake by whoever has its variables, and more."""
    with served(**variables) as (_, banner):
        return health(urlsplit(url_of(banner)).port, **variables | more)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "http://127.0.0.1:8333/_mock/health"),
        ({"KLING3_MOCK_PORT": ""}, "http://127.0.0.1:8333/_mock/health"),
        ({"KLING3_MOCK_PORT": "9000"}, "http://127.0.0.1:9000/_mock/health"),
        ({"KLING3_MOCK_PORT": "tcp://10.96.0.1:80"}, "http://127.0.0.1:8333/_mock/health"),
        ({"KLING3_MOCK_TLS": "off"}, "http://127.0.0.1:8333/_mock/health"),
        ({"KLING3_MOCK_TLS": "On"}, "https://127.0.0.1:8333/_mock/health"),
        ({"KLING3_MOCK_TLS_CERT": "/data/one.pem"}, "https://127.0.0.1:8333/_mock/health"),
    ],
)
def test_the_address_is_that_of_the_settings(variables: Mapping[str, str], expected: str) -> None:
    assert REQUEST_BY(variables).full_url == expected


def test_a_fake_that_asks_for_a_token_is_shown_it() -> None:
    assert health_of_a_fake({"KLING3_MOCK_CONTROL_TOKEN": "local"}) == (0, "")


def test_without_the_token_it_says_what_is_missing() -> None:
    status, said = health_of_a_fake({"KLING3_MOCK_CONTROL_TOKEN": "local"}, KLING3_MOCK_CONTROL_TOKEN="other")
    assert status == 1
    assert "send it in the header x-kling3-control-token" in said


def test_a_proxy_for_other_programs_is_not_asked() -> None:
    assert health_of_a_fake({}, http_proxy=NOWHERE, HTTP_PROXY=NOWHERE, no_proxy="") == (0, "")


def test_a_fake_that_speaks_https_is_well_whoever_signed_for_it(tmp_path: Path) -> None:
    Signer(tmp_path).write_server(tmp_path / "one.pem", "mock.test")
    assert health_of_a_fake({"KLING3_MOCK_TLS_CERT": str(tmp_path / "one.pem")}) == (0, "")


def test_a_fake_whose_store_is_away_is_not_well() -> None:
    with sick() as port:
        assert health(port) == (1, "503: the store can't be asked\n")


def test_where_nothing_answers_nothing_is_well() -> None:
    status, said = health(1)
    assert status == 1
    assert said.startswith("http://127.0.0.1:1/_mock/health does not answer: ")
