"""Fake: the mock as a program that writes its log to a file, or none at all.

    python fake.py [LOG [STORE]]

prints its URL first. At /settled it answers with the seconds until no webhook was due or under way.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from kling3_mockserver.journal.log_stream import LogStream
from kling3_mockserver.journal.order_prices import OrderPrices
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.listening import base_url, bind
from kling3_mockserver.serving.server import server
from kling3_mockserver.settings.options import settings_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_PATIENCE = 30.0
"""Seconds."""


def log_to(mock: Mock, path: Path) -> None:
    """Have requests and deliveries told of in a file, as `kling3-mock serve` does on standard output."""
    out = LogStream(path.open("w", encoding="utf-8"))
    requests, deliveries = RequestLog(out, prices=OrderPrices(lambda: mock.prices)), RequestLog(out)
    mock.journal.on_exchange, mock.journal.on_delivery = requests.note, deliveries.note


class WithQuestion:
    """The mock with one path more, /settled."""

    def __init__(self, mock: Mock) -> None:
        self._mock, self.at_once = mock, mock.at_once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/settled":
            await self._mock(scope, receive, send)
            return
        body = b"%f" % await asyncio.to_thread(settled, self._mock)
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def settled(mock: Mock) -> float:
    """Return after how many seconds no webhook was due or under way; infinity if there always was one."""
    began = perf_counter()
    return perf_counter() - began if mock.courier.settle(_PATIENCE) else float("inf")


if __name__ == "__main__":
    log, store = [*sys.argv[1:], "", ""][:2]
    fake = Mock(settings_of({"task-seconds": 600, "seed": 1, "store": store or "memory"}))
    if log:
        log_to(fake, Path(log))
    listener = bind("127.0.0.1", 0)
    print(base_url(listener), flush=True)
    # As `kling3-mock serve` does.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    server(WithQuestion(fake)).run(sockets=[listener])
    fake.close()
