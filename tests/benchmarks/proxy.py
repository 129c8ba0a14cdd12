"""Proxy: what the way through it costs a request on a kept connection, and how long a run of nothing takes."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from statistics import median

from tests.benchmarks.effort import Effort
from tests.benchmarks.programs import kling3_mock
from tests.benchmarks.report import Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

_MILLISECONDS = 1_000
_TWICE, _HALF_A_SECOND = Target(2), Target(500)
_LIST, _KEY = "/v1/ai/video/kling-v3", {"x-freepik-api-key": "k"}
_NAMES = ("HTTPS_PROXY", "SSL_CERT_FILE", "KLING3_RUN_URL")
_PROGRAM = f"import os, sys; print(*map(os.environ.get, {_NAMES}), flush=True); sys.stdin.read()"


def measure(effort: Effort) -> Iterator[Section]:
    """Ask one fake, in turn straight and through its proxy by https, from one client."""
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.Popen(
            kling3_mock("run", "--log", os.devnull, "--", sys.executable, "-c", _PROGRAM),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder,
        )  # fmt: skip
        with started:
            assert started.stdout is not None
            proxy, authorities, url = started.stdout.readline().decode().split()
            with closing(_straight(url)) as straight, closing(_by_proxy(proxy, authorities)) as by_proxy:
                yield _section(straight, by_proxy, effort)
            started.communicate()


def _section(straight: HTTPConnection, by_proxy: HTTPConnection, effort: Effort) -> Section:
    measured = alternate(_timed(by_proxy, effort), _timed(straight, effort), effort.rounds)
    return Section(
        "The way through the proxy: milliseconds",
        ("by proxy", "straight"),
        (
            Row.of("one request on a kept connection: median", pairs_of(measured, float), _TWICE),
            Row("run -- true", (median(_run() for _ in range(effort.starts)),), (), _HALF_A_SECOND),
        ),
    )


def _timed(connection: HTTPConnection, effort: Effort) -> Callable[[], float]:
    def ask() -> float:
        began = time.perf_counter()
        connection.request("GET", _LIST, headers=_KEY)
        connection.getresponse().read()
        return (time.perf_counter() - began) * _MILLISECONDS

    return lambda: median(ask() for _ in range(effort.calls))


def _straight(url: str) -> HTTPConnection:
    return HTTPConnection(url.removeprefix("http://"))


def _by_proxy(proxy: str, authorities: str) -> HTTPConnection:
    credentials, _, address = proxy.removeprefix("http://").rpartition("@")
    connection = HTTPSConnection(address, context=ssl.create_default_context(cafile=authorities))
    known = base64.b64encode(credentials.encode()).decode()
    connection.set_tunnel("api.freepik.com", 443, {"Proxy-Authorization": f"Basic {known}"})
    return connection


def _run() -> float:
    began = time.perf_counter()
    subprocess.run(kling3_mock("run", "--", "true"), stderr=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * _MILLISECONDS
