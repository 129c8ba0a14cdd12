"""Watcher: reads the events of a fake as an open page does, and throws them away.

    python watcher.py URL

prints the URL when the first event has come.
"""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit


def watch(url: str) -> None:
    """Read until the fake ends the stream."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        connection.sendall(f"GET /_mock/events HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        got = b""
        while b"event: hello" not in got:
            got += connection.recv(65_536)
        print(url, flush=True)
        while connection.recv(65_536):
            pass


if __name__ == "__main__":
    watch(sys.argv[1])
