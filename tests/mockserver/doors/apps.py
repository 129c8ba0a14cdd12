"""Small applications to put behind a door: one that tells what it was asked, one whose answer is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kling3_mockserver.errors import TooSlowError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Echo:
    """Answers with the request as JSON, and counts."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        asked = {
            "name": self.name,
            "method": scope["method"],
            "url": f"{scope['scheme']}://{scope['server'][0]}:{scope['server'][1]}{scope['raw_path'].decode()}",
            "query": scope["query_string"].decode(),
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
            "body": (await receive())["body"].decode("latin-1"),
            "patience": scope["extensions"]["kling3.in_process"]["patience"],
        }
        body = json.dumps(asked).encode()
        headers = [(b"content-length", b"%d" % len(body)), (b"x-twice", b"1"), (b"x-twice", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Answering:
    """Answers each request with the next of these statuses, the last one for ever."""

    def __init__(self, *statuses: int, body: bytes = b"{}") -> None:
        self._statuses = list(statuses)
        self._body = body
        self.count = 0

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.count += 1
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        headers = [(b"content-length", b"%d" % len(self._body)), (b"set-cookie", b"seen=1")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """End without an answer."""


async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Break off in the middle of an answer."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
    await send({"type": "http.response.body", "body": b"fox", "more_body": True})


async def slow(scope: Scope, _receive: Receive, _send: Send) -> None:
    """Take ten seconds, as a mock does that may not wait."""
    raise TooSlowError(10, scope["extensions"]["kling3.in_process"]["patience"])
