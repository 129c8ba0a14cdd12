"""Call: one request on its way through the fake, and the ASGI callable that brings it there and back."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from kling3_mockserver import responses
from kling3_mockserver.errors import ApiError
from kling3_mockserver.journal import Exchange, Journal, masked
from kling3_mockserver.messages import HeaderList, Request, Response
from kling3_openapi.findings import Finding
from kling3_openapi.limits import MAX_BODY_BYTES

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from kling3_mockserver.clock import Clock
    from kling3_mockserver.identifiers import Identifiers

_MOST_HEADER = 3_000
"""Characters: clients and proxies refuse answers with longer headers."""
_MOST_PLACE = 200
"""Characters: a field's name is the client's, and may be as long as its body."""


class ClientGoneError(Exception):
    """The client went away before its request was read whole: there is nobody to answer."""


class Call:
    """What becomes known of one request while it is answered."""

    __slots__ = ("findings", "key", "receive", "request", "task_id")

    def __init__(self, request: Request, receive: Receive, task_id: str) -> None:
        self.request = request
        self.receive = receive
        self.task_id = task_id
        self.key = ""
        self.findings: tuple[Finding, ...] = ()

    async def read_body(self) -> bytes:
        """Read the body, keep it with the request and return it; raise ApiError 413 above 1 MiB."""
        announced = self.request.headers.get(b"content-length", b"0")
        _refuse_size(int(announced[:12]) if announced.isdigit() else 0)
        body, more = b"", True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            body += message.get("body", b"")
            more = message.get("more_body", False)
            _refuse_size(len(body))
        self.request = self.request._replace(body=body)
        return body


Handler = Callable[[Call], Awaitable[Response]]


class Door:
    """An ASGI callable that hands calls to a handler, turns ApiError into a response, and writes the journal."""

    def __init__(self, handler: Handler, journal: Journal, clock: Clock, identifiers: Identifiers) -> None:
        self._handler, self._journal, self._clock, self._identifiers = handler, journal, clock, identifiers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        began, at = perf_counter(), self._clock.now()
        call = Call(_request(scope), receive, scope.get("path_params", {}).get("task_id", ""))
        try:
            response = await self._answer(call)
        except ClientGoneError:
            return
        response.headers.extend(self._headers())
        if call.findings:
            response.headers.append((b"x-kling3-findings", findings_header(call.findings)))
        response.headers.append((b"content-length", b"%d" % len(response.body)))
        self._journal.add_exchange(
            Exchange(
                self._journal.next_number(), at, call.request, response,
                masked(call.key), call.task_id, call.findings, perf_counter() - began,
            )
        )  # fmt: skip
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body})

    def _headers(self) -> HeaderList:
        return [
            (b"x-request-id", self._identifiers.request_id().encode()),
            (b"cache-control", b"max-age=0, no-cache, no-store"),
        ]

    async def _answer(self, call: Call) -> Response:
        try:
            return await self._handler(call)
        except ApiError as failure:
            call.findings += failure.findings
            return responses.error(failure, call.request.header(b"accept"))
        except ClientGoneError:
            raise
        except Exception:  # noqa: BLE001  (a defect of the fake: told here in full, to the client in one sentence)
            traceback.print_exc(file=sys.stderr)
            return responses.error(ApiError(500, "Internal Server Error"), "")


def findings_header(findings: Sequence[Finding]) -> bytes:
    """Return the value of `x-kling3-findings`: a list by RFC 8941 of codes, each with severity, place and message."""
    items: list[str] = []
    for item in map(_structured, findings):
        if sum(map(len, items)) + len(item) > _MOST_HEADER:
            items.append(f"more;count={len(findings) - len(items)}")
            break
        items.append(item)
    return ", ".join(items).encode("ascii")


def _structured(finding: Finding) -> str:
    place, message = _ascii(finding.field[:_MOST_PLACE]), _ascii(finding.message)
    return f'{finding.code};severity={finding.severity.value};at="{place}";message="{message}"'


def _ascii(text: str) -> str:
    plain = "".join(each if " " <= each <= "~" else "?" for each in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')


def _request(scope: Scope) -> Request:
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], scope["path"], query, dict(scope["headers"]))


def _refuse_size(size: int) -> None:
    if size > MAX_BODY_BYTES:
        from kling3_openapi.rules.bodies import body_too_large  # noqa: PLC0415  (a quicker start)

        finding = body_too_large()
        raise ApiError(413, finding.message, (finding,), ((b"connection", b"close"),))
