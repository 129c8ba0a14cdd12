"""What a report prints to show a violation again does so: the same request, byte for byte, and no key in clear."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import run
from threading import Thread
from typing import ClassVar

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.options import Options
from kling3_contracts.reports.reproduce import curl_of, pytest_of, with_reproductions
from kling3_contracts.verdicts.masking import Masker
from kling3_contracts.verdicts.report import Report, Subject, Verdict, Violation
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from tests.contracts.sending.test_budget import CREATE, LIST, ORDER, request

KEY, SECOND = "fpk-0123456789", "fpk-9876543210"
SHELL = ("bash", "-c")
OPTIONS = Options(KEY, SECOND, "fpk-of-nobody")
KEYS = {
    "KLING3_API_KEY": KEY,
    "KLING3_OTHER_API_KEY": SECOND,
    "KLING3_WRONG_API_KEY": "fpk-of-nobody",
}


@pytest.fixture
def url() -> Iterator[str]:
    with closing(Mock(Settings(seed=1, api_keys=(KEY, SECOND)))) as mock, ThreadedServer(mock) as server:
        yield server.url


def violation(sent: Request, code: str = "K100") -> Violation:
    return Violation(code, Verdict.VIOLATED, "a place", "a message", f"{code}-3f9a1c07", "", sent)


class Catcher(BaseHTTPRequestHandler):
    """Keeps each request as it came, whatever its method."""

    caught: ClassVar[list[Request]] = []

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""

    def parse_request(self) -> bool:
        if super().parse_request():
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            self.caught.append(Request(self.command, self.path, tuple(self.headers.items()), body))
            self.send_response(200)
            self.end_headers()
        return False


@pytest.fixture
def catcher() -> Iterator[str]:
    Catcher.caught.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Catcher) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "sent",
    [
        request(key=KEY),
        request(key=SECOND, body=b'{"prompt": "it\'s \\"here\\" $HOME `id` \\n \xc3\xa9"}'),
        request(key="fpk-of-nobody", body=b"\xff\x00\xfe"),
        request(key=KEY, body=b"@/etc/passwd"),
        request("GET", f"{LIST}/../x%2F%20y?page=1&a=%27", b"", KEY),
        request(key=KEY, body=b'{"prompt": "it\'s ' + b"a" * 300_000 + "\N{FOX FACE}".encode() * 500 + b'"}'),
        request(key=KEY, body=b"[" * 100_000 + b"]" * 100_000),
        request("BREW", LIST, b"", KEY, x_empty="", x_quoted="a 'b' \"c\""),
        Request("POST", CREATE, (("Authorization", f"Bearer {KEY}"),), ORDER),
    ],
)
def test_the_curl_line_sends_the_same_request(sent: Request, catcher: str) -> None:
    line = curl_of(sent, catcher, OPTIONS)
    run([*SHELL, line], env={**os.environ, **KEYS}, check=True, capture_output=True)
    [got] = Catcher.caught
    assert got[:2] == sent[:2]
    assert got.body == sent.body
    assert [pair for pair in sent.headers if got.header(pair[0].lower()) != pair[1]] == []
    assert not [key for key in KEYS.values() if key in line]


@pytest.mark.parametrize("code", ["K008", "K100", "K106", "K107", "K110", "K132"])
def test_the_test_fails_while_the_violation_is_there_and_names_no_key(
    code: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A made-up violation: none of these requests is answered as the code would have it, or it is kept and passes."""
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    sent = request("GET", LIST, b"", KEY) if code != "K106" else request("GET", LIST, b"", "fpk-of-nobody")
    text = pytest_of(violation(sent, code), url, OPTIONS)
    names: dict[str, object] = {}
    exec(compile(text, "test_it.py", "exec"), names)  # noqa: S102  (what a reader would paste)
    test = names[f"test_{code.lower()}_3f9a1c07"]
    assert callable(test)
    if code == "K100":
        test()
    else:
        with pytest.raises(AssertionError):
            test()
    assert not [key for key in KEYS.values() if key in text]


@pytest.mark.parametrize("code", ["K130", "K131"])
def test_a_list_is_answered_200_so_what_it_shows_has_no_test(code: str) -> None:
    listing, reading = request("GET", LIST, b"", KEY), request("GET", f"{LIST}/of-another", b"", KEY)
    assert pytest_of(violation(listing, code), "http://host", OPTIONS) == ""
    assert "response.status_code in (404, 405)" in pytest_of(violation(reading, code), "http://host", OPTIONS)


@pytest.mark.parametrize("code", ["K108", "K124", "K134", "K137"])
def test_what_takes_more_than_one_request_has_no_test(code: str) -> None:
    assert pytest_of(violation(request(), code), "http://host", OPTIONS) == ""


def test_masking_leaves_both_as_they_are() -> None:
    report = Report(Subject.SERVER, "http://host", (), (violation(request(key=KEY)),), 1, 0.0)
    made = with_reproductions(report, OPTIONS)
    masked = Masker(OPTIONS.secrets).report(made)
    assert masked.violations[0].curl == made.violations[0].curl
    assert masked.violations[0].pytest == made.violations[0].pytest
    assert '-H x-freepik-api-key:"$KLING3_API_KEY"' in made.violations[0].curl
    assert "os.environ['KLING3_API_KEY']" in made.violations[0].pytest


@pytest.mark.parametrize("sent", [violation(request(), "K152"), Violation("K150", Verdict.VIOLATED, "", "", "")])
def test_what_the_server_sent_or_nobody_has_nothing_to_send_again(sent: Violation) -> None:
    report = Report(Subject.SERVER, "http://host", (), (sent,), 1, 0.0)
    assert with_reproductions(report, OPTIONS) == report


def test_a_whole_url_is_asked_as_it_is() -> None:
    sent = Request("GET", "https://cdn.example.com/a.mp4?token=1")
    assert (
        curl_of(sent, "http://host", OPTIONS)
        == "curl -i --path-as-is --globoff -X GET 'https://cdn.example.com/a.mp4?token=1'"
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (Request("HEAD", "/v1"), "--globoff --head http://host/v1"),
        (Request("POST", "/v1", (), b"{}"), "-H content-type: --data-binary '{}'"),
        (
            Request("POST", "/v1", (("Content-Type", "text/plain"),), b"{}"),
            "-H 'Content-Type: text/plain' --data-binary '{}'",
        ),
    ],
    ids=["HEAD has no body to wait for", "no content type is added", "that of the request is kept"],
)
def test_curl_adds_nothing_of_its_own(sent: Request, expected: str) -> None:
    assert curl_of(sent, "http://host", OPTIONS).endswith(expected)
