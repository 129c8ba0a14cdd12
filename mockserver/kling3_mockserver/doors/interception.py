"""Interception: the doors that need no change of the program under test, opened together."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING

from kling3_mockserver.doors.arrivals import opened
from kling3_mockserver.doors.certificates import Certificates
from kling3_mockserver.doors.destinations import Destinations

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_Block = AbstractContextManager[None]


def intercepted(
    app: ASGIApp, destinations: Destinations | None = None, certificates: Certificates | None = None
) -> AbstractContextManager[None]:
    """Have the application answer what a program sends to the service's hosts, until the block ends.

    That is what it sends by httpx, httpx2, requests, urllib3, aiohttp or `urllib.request`; what any other library sends
    is not touched; see `network`. Mocks that a test makes by other means answer what they match; what they don't, and
    what is for the fake by `destinations`, is the fake's, whichever of them began first. `certificates` are those that
    clients have read in blocks before.
    """
    ours, read = destinations or Destinations(), certificates or Certificates()
    doors = {
        "httpx": partial(_httpx, app, ours, read),
        "httpx2": partial(_httpx2, app, read),
        "http.client": partial(_http_client, app),
        "urllib3": partial(_urllib3, app),
        "aiohttp": partial(_aiohttp, app),
        "responses": partial(_beside_responses, ours),
        "requests_mock": partial(_beside_requests_mock, ours),
        "aioresponses": partial(_beside_aioresponses, ours),
        "vcr": partial(_beside_vcr, ours),
    }
    return opened(doors)


def _httpx(app: ASGIApp, destinations: Destinations, certificates: Certificates) -> _Block:
    from kling3_mockserver.doors.httpx_door import httpx_intercepted

    return httpx_intercepted(app, destinations, certificates)


def _httpx2(app: ASGIApp, certificates: Certificates) -> _Block:
    from kling3_mockserver.doors.httpx2_door import httpx2_intercepted

    return httpx2_intercepted(app, certificates)


def _http_client(app: ASGIApp) -> _Block:
    from kling3_mockserver.doors.http_client_door import http_client_intercepted

    return http_client_intercepted(app)


def _urllib3(app: ASGIApp) -> _Block:
    from kling3_mockserver.doors.urllib3_door import urllib3_intercepted

    return urllib3_intercepted(app)


def _aiohttp(app: ASGIApp) -> _Block:
    from kling3_mockserver.doors.aiohttp_door import aiohttp_intercepted

    return aiohttp_intercepted(app)


def _beside_responses(destinations: Destinations) -> _Block:
    from kling3_mockserver.doors.beside_responses import unmatched_let_through

    return unmatched_let_through(destinations)


def _beside_requests_mock(destinations: Destinations) -> _Block:
    from kling3_mockserver.doors.beside_requests_mock import unmatched_let_through

    return unmatched_let_through(destinations)


def _beside_aioresponses(destinations: Destinations) -> _Block:
    from kling3_mockserver.doors.beside_aioresponses import unmatched_let_through

    return unmatched_let_through(destinations)


def _beside_vcr(destinations: Destinations) -> _Block:
    from kling3_mockserver.doors.beside_vcr import unrecorded_let_through

    return unrecorded_let_through(destinations)
