"""Load: orders at an even pace, and how many of them were taken.

python load.py URL WEBHOOK_URL ORDERS_A_SECOND SECONDS
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

_TICK = 0.01
"""Seconds: the orders of a tick are sent together, each over a connection of its own that is kept open."""
_PATIENCE = 10.0
"""Seconds."""
_END = b"]}}"


def load(url: str, webhook_url: str, pace: int, seconds: float) -> int:
    """Send orders and return how many were taken; a tick that comes late is made up for."""
    parts, request = urlsplit(url), order(url, webhook_url)
    address, count = (parts.hostname, parts.port), -(-pace // 100) + 1
    connections = [socket.create_connection(address, timeout=_PATIENCE) for _ in range(count)]
    began, sent, taken = time.perf_counter(), 0, 0
    for tick in range(1, round(seconds / _TICK) + 1):
        time.sleep(max(0.0, began + tick * _TICK - time.perf_counter()))
        now = connections[: int(tick * _TICK * pace) - sent]
        sent += len(now)
        taken += sum(exchanged(now, request))
    return taken


def order(url: str, webhook_url: str) -> bytes:
    """Return the bytes of an order whose task is done 0.2 s later."""
    parts = urlsplit(url)
    body = json.dumps({"prompt": "A fox in the snow", "webhook_url": webhook_url})
    head = (
        f"POST {parts.path} HTTP/1.1", f"host: {parts.netloc}", "x-freepik-api-key: k",
        "content-type: application/json", "x-kling3-scenario: complete 0.2", f"content-length: {len(body)}",
    )  # fmt: skip
    return "\r\n".join([*head, "", body]).encode()


def exchanged(connections: Sequence[socket.socket], request: bytes) -> list[bool]:
    """Send the request over each connection; return which of the answers were good."""
    for each in connections:
        each.sendall(request)
    return [_answer(each).startswith(b"HTTP/1.1 200") for each in connections]


def _answer(connection: socket.socket) -> bytes:
    got = b""
    while not got.endswith(_END) and (part := connection.recv(65_536)):
        got += part
    return got


if __name__ == "__main__":
    print(load(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
