"""Body: the bytes of one call as they come, by their length or in chunks."""

from __future__ import annotations

import re
from io import BufferedReader
from socket import socket

from kling3_contracts.workflow.status import parsed

MOST = 1024 * 1024
"""Bytes that are read of one body."""
_HEX = re.compile(rb"[0-9A-Fa-f]{1,8}")
_LONGEST_LINE = 256
_STILL_TO_COME = 0.1
"""Seconds in which more would come behind a body that is whole by itself."""


def by_length(connection: socket, stream: BufferedReader, size: int) -> bytes:
    """Read so many bytes; fewer where none follow on what is whole, or on what took too long."""
    body, size, patience = b"", min(size, MOST), connection.gettimeout()
    try:
        while len(body) < size and (more := stream.read1(size - len(body))):
            body += more
            connection.settimeout(_STILL_TO_COME if parsed(body) is not None else patience)
    except TimeoutError:
        return body
    finally:
        connection.settimeout(patience)
    return body


def in_chunks(stream: BufferedReader) -> bytes:
    """Read chunks until the empty one, or until one whose size can't be read."""
    body = b""
    while len(body) < MOST and (size := _size(stream.readline(_LONGEST_LINE))):
        body += stream.read(min(size, MOST))
        stream.readline(_LONGEST_LINE)
    return body


def _size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    return int(digits, 16) if _HEX.fullmatch(digits) else 0
