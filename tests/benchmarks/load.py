"""Load: orders at an even pace over a few connections that are kept open, and how many were answered.

    python load.py URL WEBHOOK_URL ORDERS_A_SECOND SECONDS
"""

from __future__ import annotations

import json
import socket
import sys
import time
from urllib.parse import urlsplit

_TICK = 0.01
"""Seconds: the orders of a tick are sent together, each over a connection of its own."""
_END = b"]}}"


def main(url: str, webhook_url: str, pace: int, seconds: float) -> int:
    """Send the orders and return how many were taken; a tick that comes late is made up for."""
    request = order(url, webhook_url)
    address = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
    connections = [socket.create_connection(address) for _ in range(round(pace * _TICK))]
    began, taken = time.perf_counter(), 0
    for tick in range(round(seconds / _TICK)):
        time.sleep(max(0.0, began + tick * _TICK - time.perf_counter()))
        taken += sum(exchange(connections, request))
    return taken


def order(url: str, webhook_url: str) -> bytes:
    """Return the bytes of an order whose task ends 0.2 s later."""
    parts = urlsplit(url)
    body = json.dumps({"prompt": "A fox in the snow", "webhook_url": webhook_url})
    lines = (
        f"POST {parts.path} HTTP/1.1", f"host: {parts.netloc}", "x-freepik-api-key: k", "content-type: application/json",
        "x-kling3-scenario: complete 0.2", f"content-length: {len(body)}", "", body,
    )
    return "\r\n".join(lines).encode()


def exchange(connections, request):
    for each in connections:
        each.sendall(request)
    return [answered(each) for each in connections]


def answered(connection: socket.socket) -> bool:
    got = b""
    while not got.endswith(_END):
        part = connection.recv(65_536)
        if not part:
            return False
        got += part
    return got.startswith(b"HTTP/1.1 200")


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
