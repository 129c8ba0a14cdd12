"""Doors: what one request costs by each way into the fake, beside what other test tools take for a fixed answer."""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext

from kling3_mockserver.doors.httpx2_door import Httpx2Transport
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from tests.benchmarks.effort import Effort
from tests.benchmarks.report import CouldNotMeasureError, Row, Section, Target

_HOST = "https://api.freepik.com"
_PATH = "/v1/ai/video/kling-v3"
_HEADERS = {"x-freepik-api-key": "k"}
_BODY = '{"data":[]}'
_REQUESTS = 400
_WARM_UP = 30
_ROUNDS = 3
_IN_PROCESS, _LIVE = Target(0.3), Target(1.0)
_TARGETS = {"httpx, in process": _IN_PROCESS, "httpx2, in process": _IN_PROCESS, "httpx, live server": _LIVE}

Ask = Callable[[], object]
Way = tuple[Callable[[], AbstractContextManager[object]], Ask]


def measure(_effort: Effort) -> Iterator[Section]:
    """Ask by every way in turn, round after round, and show the least median of each."""
    with ExitStack() as stack:
        ways = _ways(stack)
        medians: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_ROUNDS):
            for name, (opened, ask) in ways.items():
                with opened():
                    medians[name].append(_median(ask))
    base = min(medians["respx, a static route"])
    yield Section(
        "One GET by each door, and by tools that give a fixed answer",
        ("milliseconds", "x respx"),
        tuple(Row(name, (min(found), min(found) / base), (), _TARGETS.get(name)) for name, found in medians.items()),
    )


def _median(ask: Ask) -> float:
    for _ in range(_WARM_UP):
        ask()
    return statistics.median(_seconds(ask) for _ in range(_REQUESTS)) * 1_000


def _seconds(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _ways(stack: ExitStack) -> dict[str, Way]:
    try:
        import httpx
        import httpx2
        import requests
        import responses
        import respx
        from pytest_httpserver import HTTPServer

        from kling3_mockserver.doors.httpx_door import HttpxTransport
        from kling3_mockserver.doors.requests_door import RequestsAdapter
    except ImportError as error:
        raise CouldNotMeasureError(f"{error.name} is missing: run this by `tox -e bench`") from error
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1))
    stack.callback(mock.close)
    live = stack.enter_context(ThreadedServer(mock))
    inside = stack.enter_context(httpx.Client(transport=HttpxTransport(mock), headers=_HEADERS))
    newer = stack.enter_context(httpx2.Client(transport=Httpx2Transport(mock), headers=_HEADERS))
    outside = stack.enter_context(httpx.Client(headers=_HEADERS, trust_env=False))
    adapted = stack.enter_context(requests.Session())
    adapted.mount(_HOST, RequestsAdapter(mock))
    plain = stack.enter_context(requests.Session())
    server = stack.enter_context(HTTPServer())
    server.expect_request(_PATH).respond_with_data(_BODY, content_type="application/json")

    url = _HOST + _PATH

    def by_respx() -> AbstractContextManager[object]:
        router = respx.mock(assert_all_called=False)
        router.get(url).respond(200, text=_BODY)
        return router

    def by_responses() -> AbstractContextManager[object]:
        router = responses.RequestsMock(assert_all_requests_are_fired=False)
        router.get(url, body=_BODY)
        return router

    return {
        "httpx, in process": (nullcontext, lambda: inside.get(url).json()),
        "httpx2, in process": (nullcontext, lambda: newer.get(url).json()),
        "httpx, live server": (nullcontext, lambda: outside.get(live.url + _PATH).json()),
        "requests, in process": (nullcontext, lambda: adapted.get(url, headers=_HEADERS).json()),
        "respx, a static route": (by_respx, lambda: outside.get(url).json()),
        "responses, a static route": (by_responses, lambda: plain.get(url).json()),
        "pytest-httpserver, a static route": (nullcontext, lambda: outside.get(server.url_for(_PATH)).json()),
    }
