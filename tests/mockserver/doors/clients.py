"""Each client that has a door, as one function that sends one request through it."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
import httpx
import httpx2
import requests
import urllib3
from yarl import URL

from kling3_mockserver.doors.aiohttp_door import aiohttp_intercepted
from kling3_mockserver.doors.http_client_door import http_client_intercepted
from kling3_mockserver.doors.httpx2_door import Httpx2Transport, httpx2_intercepted
from kling3_mockserver.doors.httpx_door import HttpxTransport, httpx_intercepted
from kling3_mockserver.doors.requests_door import RequestsAdapter, mount_service
from kling3_mockserver.doors.urllib3_door import Urllib3PoolManager, urllib3_intercepted

if TYPE_CHECKING:
    from starlette.types import ASGIApp

API = "https://api.freepik.com"
HEADERS = {"x-freepik-api-key": "any", "content-type": "application/json"}
ORDER = b'{"prompt": "A fox in the snow", "duration": "4"}'


class Sent(NamedTuple):
    """What came of one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Send = Callable[[str, str, Mapping[str, str], bytes | None], Sent]
Client = Callable[["ASGIApp"], Send]


def _of_httpx(answer: httpx.Response | httpx2.Response) -> Sent:
    return Sent(answer.status_code, answer.headers, answer.content)


def patched_httpx(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx_intercepted(app):
            return _of_httpx(httpx.request(method, url, headers=headers, content=body))

    return send


def patched_async_httpx(app: ASGIApp) -> Send:
    async def go(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        async with httpx.AsyncClient() as client:
            return _of_httpx(await client.request(method, url, headers=headers, content=body))

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx_intercepted(app):
            return asyncio.run(go(method, url, headers, body))

    return send


def injected_httpx(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx.Client(transport=HttpxTransport(app)) as client:
            return _of_httpx(client.request(method, url, headers=headers, content=body))

    return send


def injected_async_httpx(app: ASGIApp) -> Send:
    async def go(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        async with httpx.AsyncClient(transport=HttpxTransport(app)) as client:
            return _of_httpx(await client.request(method, url, headers=headers, content=body))

    return lambda method, url, headers, body: asyncio.run(go(method, url, headers, body))


def patched_httpx2(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx2_intercepted(app):
            return _of_httpx(httpx2.request(method, url, headers=headers, content=body))

    return send


def patched_async_httpx2(app: ASGIApp) -> Send:
    async def go(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        async with httpx2.AsyncClient() as client:
            return _of_httpx(await client.request(method, url, headers=headers, content=body))

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx2_intercepted(app):
            return asyncio.run(go(method, url, headers, body))

    return send


def injected_httpx2(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with httpx2.Client(transport=Httpx2Transport(app)) as client:
            return _of_httpx(client.request(method, url, headers=headers, content=body))

    return send


def injected_async_httpx2(app: ASGIApp) -> Send:
    async def go(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        async with httpx2.AsyncClient(transport=Httpx2Transport(app)) as client:
            return _of_httpx(await client.request(method, url, headers=headers, content=body))

    return lambda method, url, headers, body: asyncio.run(go(method, url, headers, body))


def mounted_requests(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with requests.Session() as session:
            mount_service(session, RequestsAdapter(app))
            answer = session.request(method, url, headers=dict(headers), data=body)
        return Sent(answer.status_code, answer.headers, answer.content)

    return send


def pooled_urllib3(app: ASGIApp) -> Send:
    pools: urllib3.PoolManager = Urllib3PoolManager(app)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        answer = pools.request(method, url, headers=headers, body=body)
        return Sent(answer.status, answer.headers, answer.data)

    return send


def patched_requests(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with urllib3_intercepted(app):
            answer = requests.request(method, url, headers=dict(headers), data=body)  # noqa: S113  (that is a case)
        return Sent(answer.status_code, answer.headers, answer.content)

    return send


def patched_urllib3(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with urllib3_intercepted(app):
            answer = urllib3.PoolManager().request(method, url, headers=headers, body=body)
        return Sent(answer.status, answer.headers, answer.data)

    return send


def patched_urllib(app: ASGIApp) -> Send:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310  (of a test)
        with http_client_intercepted(app):
            try:
                with urllib.request.urlopen(request) as answer:  # noqa: S310
                    return Sent(answer.status, _joined(answer.headers.items()), answer.read())
            except urllib.error.HTTPError as refused:
                with refused:
                    return Sent(refused.code, _joined(refused.headers.items()), refused.read())

    return send


def patched_aiohttp(app: ASGIApp) -> Send:
    async def go(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, URL(url, encoded=True), headers=headers, data=body) as answer,
        ):
            return Sent(answer.status, _joined(answer.headers.items()), await answer.read())

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Sent:
        with aiohttp_intercepted(app):
            return asyncio.run(go(method, url, headers, body))

    return send


def _joined(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name.lower()] = f"{joined[name.lower()]}, {value}" if name.lower() in joined else value
    return joined


CLIENTS: tuple[Client, ...] = (
    patched_httpx, patched_async_httpx, injected_httpx, injected_async_httpx,
    patched_httpx2, patched_async_httpx2, injected_httpx2, injected_async_httpx2,
    mounted_requests, pooled_urllib3,
    patched_requests, patched_urllib3, patched_urllib, patched_aiohttp,
)  # fmt: skip
