"""Switchboard: the one ASGI application of a test session, behind which each test has a mock of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kling3_mockserver.http.own_addresses import OwnAddresses
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.mock import Mock

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_RESULT = re.compile(r"/kling_([^/]+)\.mp4")
_KEY_HEADERS = (b"x-freepik-api-key", b"x-magnific-api-key")
_NOBODY = "no test uses the fake now: a request came before a test's fixture, or after its end"


class Switchboard:
    """Hands each request to the mock whose key it carries, else to the mock that was plugged in last.

    Programs under test bring any key of their own, so most requests go to the last one; keys tell mocks apart
    that are plugged in at the same time. The link of a result or an upload goes
    to the mock that signed it. Where all of them are served
    stands in `own_addresses`.
    """

    def __init__(self) -> None:
        self.own_addresses = OwnAddresses()
        self._mocks: dict[str, Mock] = {}

    def plug(self, key: str, mock: Mock) -> None:
        """Let a mock answer from now on."""
        self._mocks[key] = mock

    def unplug(self, key: str) -> None:
        """Let a mock answer no more."""
        self._mocks.pop(key, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        app: ASGIApp = await self._mock_for(scope) or _answer_nobody
        await app(scope, receive, send)

    async def _mock_for(self, scope: Scope) -> Mock | None:
        # A copy, because another thread plugs and unplugs while this one looks.
        mocks = self._mocks.copy()
        last = next(reversed(mocks.values()), None)
        if scope["type"] != "http" or len(mocks) < 2:
            return last
        headers = dict(scope["headers"])
        keys = [headers.get(name, b"").decode("latin-1") for name in _KEY_HEADERS]
        named = next((mocks[key] for key in keys if key in mocks), None)
        return named or await _owner_of(scope["path"], mocks.values()) or last


async def _owner_of(path: str, mocks: Iterable[Mock]) -> Mock | None:
    """Return the mock that has the task whose result is at a path, or the upload that is."""
    found = _RESULT.fullmatch(path)
    if found is not None:
        for mock in mocks:
            if await mock.store.get(found[1]) is not None:
                return mock
    file_id = stored_file(path)
    if file_id is not None:
        return next((mock for mock in mocks if mock.uploads.get(file_id) is not None), None)
    return None


async def _answer_nobody(_scope: Scope, _receive: Receive, send: Send) -> None:
    body = json.dumps({"message": _NOBODY}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
