"""Wire: one request byte by byte, as clients write it, and its answer, as they read it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from kling3_mockserver.doors.asking import Question
from kling3_mockserver.http.messages import Response

if TYPE_CHECKING:
    from typing_extensions import Buffer

_END_OF_LINE, _END_OF_HEAD = b"\r\n", b"\r\n\r\n"
_SCHEMES = ("http://", "https://")
_STATUSES = frozenset(HTTPStatus)


class Incoming:
    """The bytes of one request as they come; `origin` is the scheme, host and port that it is for."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._bytes = bytearray()
        self._headers: list[tuple[str, str]] = []
        self._first = ""
        self._body = self._chunk = 0

    def add(self, data: Buffer) -> None:
        """Take a part; raise TypeError for what is no bytes, as a socket does."""
        self._bytes += memoryview(data)
        if not self._body and (end := self._bytes.find(_END_OF_HEAD)) >= 0:
            self._read_head(end)

    @property
    def is_whole(self) -> bool:
        """Whether head and body are there; a client that speaks on before its answer is not foreseen."""
        if not self._body:
            return False
        if self._is_chunked:
            return self._has_last_chunk()
        return len(self._bytes) - self._body >= int(self._header("content-length") or 0)

    @property
    def waits_for_consent(self) -> bool:
        """Whether the client sends no body before it is told to continue."""
        return bool(self._body) and self._header("expect").lower() == "100-continue" and not self.is_whole

    def question(self, patience: float | None) -> Question:
        """Return the request."""
        method, target, _ = self._first.split(" ", 2)
        # A client that believes in a proxy writes the whole URL.
        url = target if target.startswith(_SCHEMES) else self._origin + target
        body = bytes(self._bytes[self._body :])
        return Question(method, url, self._headers, _joined(body) if self._is_chunked else body, patience)

    def _read_head(self, end: int) -> None:
        self._first, *lines = self._bytes[:end].decode("latin-1").split("\r\n")
        fields = [line.partition(":") for line in lines]
        self._headers = [(name, value.strip(" ")) for name, _, value in fields]
        self._body = self._chunk = end + len(_END_OF_HEAD)

    @property
    def _is_chunked(self) -> bool:
        return bool(self._header("transfer-encoding"))

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self._headers if name.lower() == wanted), "")

    def _has_last_chunk(self) -> bool:
        while (end := self._bytes.find(_END_OF_LINE, self._chunk)) >= 0:
            size = int(self._bytes[self._chunk : end], 16)
            after = end + size + 2 * len(_END_OF_LINE)
            if size == 0 or len(self._bytes) < after:
                return size == 0 and len(self._bytes) >= after
            self._chunk = after
        return False


def written(answered: Response | None) -> bytes:
    """Return an answer as it is sent, nothing for none."""
    if answered is None:
        return b""
    reason = HTTPStatus(answered.status).phrase if answered.status in _STATUSES else ""
    head = b"".join(b"%b: %b\r\n" % pair for pair in answered.headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (answered.status, reason.encode(), head, answered.body)


def origin_of(scheme: str, host: str, port: int) -> str:
    """Return what all URLs of a server begin with."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _joined(chunks: bytes) -> bytes:
    """Return the body that was sent in chunks."""
    body = bytearray()
    while chunks:
        size, _, rest = chunks.partition(_END_OF_LINE)
        end = int(size, 16)
        body += rest[:end]
        chunks = rest[end + 2 :]
    return bytes(body)
