"""Storage: what is behind the two links of an upload; no page says how it refuses, so all of that is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol
from xml.sax.saxutils import escape

from kling3_mockserver.clock import Clock
from kling3_mockserver.http.messages import Request, Response
from kling3_mockserver.service.call import Call, ClientGoneError, Handler
from kling3_mockserver.service.ranged import ranged
from kling3_mockserver.uploads.shelf import Uploads
from kling3_mockserver.uploads.upload import Upload
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.storage import (
    LINK_RULES,
    MOST_UPLOADED,
    RULES,
    Deposit,
    nothing_uploaded,
    upload_too_large,
)
from kling3_openapi.rules.upload_links import UploadLink

RANGE_HEADER = "x-goog-content-length-range"
"""A header of stores by which a signed link bounds what is put there; that it is this one is assumed."""
_READING = ("GET", "HEAD")
_NOT_HELD = "no such file: nobody asked for this place, or the fake was reset or restarted since"
_DROPPED = "no such file: the fake holds {:,} bytes of uploads at most, and newer ones came"


class Stored(Protocol):
    """What the links lead to; the clock may be moved from one request to the next."""

    clock: Clock

    @property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded."""


class Storage:
    """The handlers of both links; no key is asked, the tokens are."""

    def __init__(self, mock: Stored) -> None:
        self._mock = mock

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handlers by the paths of the links."""
        return {"/upload_{file_id}": self.put, "/asset_{file_id}.{extension}": self.read}

    async def put(self, call: Call) -> Response:
        """Take the bytes of a picture at its upload_url."""
        uploads, request = self._mock.uploads, call.request
        upload = await self._opened(call, UploadLink.UPLOAD)
        if isinstance(upload, Response):
            return upload
        deposit = Deposit(request.method, _texts(request), told_headers(upload), upload.puts)
        if refused := _refusal(call, _found(deposit, Severity.ERROR), 403, "SignatureDoesNotMatch"):
            return refused
        content = await _received(call, uploads.most_bytes)
        if isinstance(content, Response):
            return content
        await call.act()
        call.findings += _found(replace(deposit, content=content), Severity.ADVICE)
        # While the bytes came, the fake may have been reset.
        held = uploads.put(upload.file_id, content)
        if held is None:
            return _missing(call)
        await uploads.kept(held)
        return Response(200, [], b"")

    async def read(self, call: Call) -> Response:
        """Give the bytes of a picture at its asset_url."""
        if call.request.method not in _READING:
            call.reason = "an asset can only be read: use GET"
            return _error(405, "MethodNotAllowed", call.reason, ((b"allow", b"GET, HEAD"),))
        await call.act()
        upload = await self._opened(call, UploadLink.ASSET)
        if isinstance(upload, Response):
            return upload
        if refused := _refusal(call, tuple(nothing_uploaded.findings(upload.puts)), 404, "NoSuchKey"):
            return refused
        if upload.content is None:
            call.reason = _DROPPED.format(self._mock.uploads.most_bytes)
            return _error(404, "NoSuchKey", call.reason)
        return ranged(call, upload.content, upload.content_type, "picture")

    async def _opened(self, call: Call, kind: UploadLink) -> Upload | Response:
        """Return what a link opens, or the refusal of a link that opens nothing."""
        uploads, file_id = self._mock.uploads, call.scope["path_params"]["file_id"]
        token = dict(call.request.parameters()).get("token", "")
        link = uploads.links.check(kind, file_id, token, self._mock.clock.now())
        found = tuple(finding for each in LINK_RULES for finding in each.findings(link))
        if refused := _refusal(call, found, 403, "AccessDenied"):
            return refused
        upload = await uploads.found(file_id)
        return _missing(call) if upload is None else upload


def _missing(call: Call) -> Response:
    call.reason = _NOT_HELD
    return _error(404, "NoSuchKey", _NOT_HELD)


def told_headers(upload: Upload) -> dict[str, str]:
    """Return the headers that the PUT of an upload has to send."""
    return {"Content-Type": upload.content_type, RANGE_HEADER: f"0,{MOST_UPLOADED}"}


def _found(deposit: Deposit, severity: Severity) -> tuple[Finding, ...]:
    found = (finding for each in RULES if each.entry.severity is severity for finding in each.findings(deposit))
    return tuple(found)


async def _received(call: Call, most: int) -> bytes | Response:
    """Return the body of a PUT, kept with the request; or the refusal of one that is too long to be held."""
    content = bytearray()
    announced = call.request.header(b"content-length")
    size = int(announced) if announced.isdecimal() and len(announced) < 20 else 0
    more = size <= most
    while more:
        message = await call.receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        content += message.get("body", b"")
        more = message.get("more_body", False) and len(content) <= most
    size = max(size, len(content))
    if size > most:
        return _too_large(call, size, most)
    call.request = call.request._replace(body=bytes(content))
    return call.request.body


def _too_large(call: Call, size: int, most: int) -> Response:
    closing = ((b"connection", b"close"),)
    if refused := _refusal(call, tuple(upload_too_large.findings(size)), 400, "EntityTooLarge", closing):
        return refused
    call.reason = f"the fake holds {most:,} bytes of uploads at most, and this one has {size:,}: upload a smaller one"
    return _error(413, "EntityTooLarge", call.reason, closing)


def _refusal(
    call: Call, found: Iterable[Finding], status: int, code: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> Response | None:
    """Keep findings with their call; return the answer that refuses it for them, None without any."""
    told = tuple(found)
    call.findings += told
    return _error(status, code, told[0].message, headers) if told else None


def _error(status: int, code: str, message: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Response:
    text = (
        f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    )
    return Response(status, [(b"content-type", b"application/xml; charset=UTF-8"), *headers], text.encode())


def _texts(request: Request) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()}
