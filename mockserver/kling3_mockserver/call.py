"""Call: one request on its way through the fake, and the ASGI callable that brings it there and back."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from kling3_mockserver import responses
from kling3_mockserver.errors import ApiError, TooSlowError
from kling3_mockserver.extensions import CORK, IN_PROCESS
from kling3_mockserver.journal import Exchange, Journal
from kling3_mockserver.messages import HeaderList, Request, Response
from kling3_mockserver.stopping import hang_up
from kling3_openapi.findings import Finding
from kling3_openapi.limits import MAX_BODY_BYTES
from kling3_openapi.masking.mask import masked

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from kling3_mockserver.clock import Clock
    from kling3_mockserver.fault_queue import FaultQueue
    from kling3_mockserver.habits import Habits
    from kling3_mockserver.identifiers import Identifiers
    from kling3_mockserver.settings import Settings
    from kling3_openapi.endpoints import Endpoint

TOO_MANY = 429
"""The status of a request that comes too soon."""
_FEW_DIGITS = len(str(MAX_BODY_BYTES)) - 1
_MOST_HEADER = 3_000
"""Characters: clients and proxies refuse answers with longer headers."""
_MOST_PLACE = 200
"""Characters: a field's name is the client's, and may be as long as its body."""


class ClientGoneError(Exception):
    """The client went away before its request was read whole: there is nobody to answer."""


class Call:
    """What becomes known of one request while it is answered."""

    __slots__ = ("at", "began", "fault", "findings", "key", "noted", "reason", "receive", "request", "scope", "task_id")

    def __init__(self, scope: Scope, receive: Receive, at: float) -> None:
        self.began, self.at = perf_counter(), at
        self.scope, self.receive = scope, receive
        self.request = request_of(scope)
        self.task_id: str = scope.get("path_params", {}).get("task_id", "")
        self.key = ""
        self.findings: tuple[Finding, ...] = ()
        self.fault = ""
        """What went wrong on purpose until it was cancelled, in words."""
        self.reason = ""
        """Why it was refused, where no finding says so."""
        self.noted = False
        """Whether the journal has it."""

    @property
    def address(self) -> str:
        """The IP address of the caller."""
        return str((self.scope.get("client") or ("",))[0])

    @property
    def in_process(self) -> bool:
        """Whether it came without a socket, so that what is raised here reaches the program."""
        return IN_PROCESS in self.scope.get("extensions", ())

    async def read_body(self) -> bytes:
        """Read the body, keep it with the request and return it; raise ApiError 413 above 1 MiB."""
        asked = self.request
        announced = asked.headers.get(b"content-length", b"0")
        # Of a length in few digits nothing need be refused before the body is here.
        if len(announced) > _FEW_DIGITS and announced.isdigit():
            _refuse_size(int(announced[:12]))
        body, more = b"", True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY_BYTES:
                _refuse_size(len(body))
        # Made anew: `_replace` costs three times as much.
        self.request = Request(asked.method, asked.path, asked.query, asked.headers, body)
        return body


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class DoorParts:
    """What every door of a mock uses; `course` answers a call that something may go wrong with on purpose."""

    journal: Journal
    clock: Clock
    identifiers: Identifiers
    habits: Habits
    settings: Callable[[], Settings]
    course: Callable[[Door, Call, Send], Awaitable[None]]


class Door:
    """An ASGI callable that hands calls to a handler, turns ApiError into a response, and writes the journal."""

    def __init__(
        self, handler: Handler, parts: DoorParts, faults: FaultQueue, endpoint: Endpoint | None = None
    ) -> None:
        self.handler, self.faults, self.endpoint, self.clock = handler, faults, endpoint, parts.clock
        self._journal, self._identifiers, self._habits = parts.journal, parts.identifiers, parts.habits
        self._settings, self._course = parts.settings, parts.course

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        call = Call(scope, receive, self.clock.now())
        if self._habits.limited:
            call.findings = self._habits.asked(call.request.key, call.at)
        try:
            if self.faults.active:
                await self._course(self, call, send)
                return
            response = await self.answer(call)
            self.frame(call, response)
            self.note(call, response)
            if response.body and scope["method"] != "HEAD" and CORK in scope.get("extensions", ()):
                scope["extensions"][CORK]["cork"]()
            await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
            await send({"type": "http.response.body", "body": response.body})
        except ClientGoneError:
            return
        except asyncio.CancelledError:
            if not hang_up(scope):
                raise
            if not call.noted:
                self.note(call, Response(0, [], b""), call.fault, stopped=True)

    async def answer(self, call: Call, handler: Handler | None = None) -> Response:
        """Return what the handler, or another one in its place, has to answer; raise ClientGoneError."""
        try:
            response = await (handler or self.handler)(call)
        except ApiError as failure:
            call.findings += failure.findings
            if failure.status == TOO_MANY:
                self._habits.refused(call.request.key, call.at)
            response = self._refusal(call, failure)
        except (ClientGoneError, TooSlowError):
            raise
        except Exception:  # noqa: BLE001  (a defect of the fake: told here in full, to the client in one sentence)
            traceback.print_exc(file=sys.stderr)
            response = responses.error(ApiError(500, "Internal Server Error"), "")
        if call.findings:
            from kling3_mockserver.display import shown_findings  # a quicker start

            # Whoever logs an answer must not log by it a key that was sent in the wrong place.
            call.findings = shown_findings(call.findings, call.request, self._settings())
        return response

    def frame(self, call: Call, response: Response, fault: str = "") -> None:
        """Add to a response the headers that every one has."""
        response.headers.extend(self._headers())
        if call.findings:
            response.headers.append((b"x-kling3-findings", findings_header(call.findings)))
        if fault:
            response.headers.append((b"x-kling3-fault", fault.encode("ascii")))
        response.headers.append((b"content-length", b"%d" % len(response.body)))

    def note(self, call: Call, response: Response, fault: str = "", *, stopped: bool = False) -> None:
        """Write a call and its response to the journal."""
        call.noted = True
        self._journal.add_exchange(
            Exchange(
                self._journal.next_number(), call.at, call.request, response,
                masked(call.key), call.task_id, call.findings, perf_counter() - call.began,
                fault=fault, stopped=stopped, reason="" if fault else call.reason,
            )
        )  # fmt: skip

    def _refusal(self, call: Call, failure: ApiError) -> Response:
        from kling3_mockserver.display import shown_failure  # a quicker start

        shown = shown_failure(failure, call.request, self._settings())
        if not failure.findings:
            call.reason = shown.message
        return responses.error(shown, call.request.header(b"accept"))

    def _headers(self) -> HeaderList:
        return [
            (b"x-request-id", self._identifiers.request_id().encode()),
            (b"cache-control", b"max-age=0, no-cache, no-store"),
        ]


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


def request_of(scope: Scope) -> Request:
    """Return the request that an ASGI server tells of, its body not read yet."""
    query = scope["query_string"].decode("latin-1")
    return Request(scope["method"], scope["path"], query, dict(scope["headers"]))


def _refuse_size(size: int) -> None:
    if size > MAX_BODY_BYTES:
        from kling3_openapi.rules.bodies import body_too_large  # a quicker start

        finding = body_too_large()
        raise ApiError(413, finding.message, (finding,), ((b"connection", b"close"),))
