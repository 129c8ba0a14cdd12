"""Call: one request on its way through the fake, and the ASGI callable that brings it there and back."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kling3_mockserver.change import Change
from kling3_mockserver.errors import ApiError, StoreError, TooSlowError, unavailable
from kling3_mockserver.http.extensions import HALFWAY, IN_PROCESS, WHOLE
from kling3_mockserver.http.messages import Request, Response
from kling3_mockserver.http.stopping import hang_up
from kling3_mockserver.journal.display import shown_failure, shown_findings
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.service import responses
from kling3_mockserver.service.findings_header import findings_header
from kling3_openapi import rules
from kling3_openapi.findings import Finding
from kling3_openapi.limits import MAX_BODY_BYTES
from kling3_openapi.masking.mask import masked

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from kling3_mockserver.clock import Clock
    from kling3_mockserver.faults.queue import FaultQueue
    from kling3_mockserver.stores.sharing import Sharing
    from kling3_mockserver.tasks.habits import Habits
    from kling3_mockserver.tasks.identifiers import Identifiers
    from kling3_mockserver.tasks.task import Video
    from kling3_openapi.endpoints import Operation

TOO_MANY = 429
"""The status of a request that comes too soon."""
_NOT_KEPT = (b"cache-control", b"max-age=0, no-cache, no-store")
_NONE: Mapping[str, Any] = {}
_FEW_DIGITS = len(str(MAX_BODY_BYTES)) - 1


class _NoWait:
    """What need not be waited for."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


_NO_WAIT = _NoWait()


class ClientGoneError(Exception):
    """The client went away before its request was read whole: there is nobody to answer."""


class Call:
    """What becomes known of one request while it is answered."""

    __slots__ = (
        "acts", "at", "began", "extensions", "fault", "findings", "key", "noted", "reason", "receive", "request",
        "scope", "task_id", "video",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, at: float) -> None:
        self.began, self.at = perf_counter(), at
        self.scope, self.receive = scope, receive
        self.extensions: Mapping[str, Any] = scope.get("extensions") or _NONE
        self.request = request_of(scope)
        parameters = scope.get("path_params")
        self.task_id: str = parameters.get("task_id", "") if parameters else ""
        self.key = ""
        self.video: Video | None = None
        """What was ordered, once a task came of it."""
        self.findings: tuple[Finding, ...] = ()
        self.fault = ""
        """What went wrong on purpose until it was cancelled, in words."""
        self.reason = ""
        """Why it was refused, where no finding says so."""
        self.acts = False
        """Whether it has been looked at."""
        self.noted = False
        """Whether the journal has it."""

    @property
    def address(self) -> str:
        """The IP address of the caller."""
        return str((self.scope.get("client") or ("",))[0])

    @property
    def in_process(self) -> bool:
        """Whether it came without a socket, so that what is raised here reaches the program."""
        return IN_PROCESS in self.extensions

    def act(self) -> Awaitable[None]:
        """Go over from looking at the request, which changes nothing, to doing what it asks; once is enough.

        Other requests of the moment are looked at first, if the server has them do so. Whatever a request reads or
        changes for others it does behind this, so that all come about in the order in which the requests came.
        """
        if self.acts or HALFWAY not in self.extensions:
            return _NO_WAIT
        self.acts = True
        pause: Awaitable[None] = self.extensions[HALFWAY]["pause"]()
        return pause

    async def read_body(self) -> bytes:
        """Read the body, keep it with the request and return it; raise ApiError 413 above 1 MiB."""
        method, path, query, headers, _ = self.request
        announced = headers.get(b"content-length", b"0")
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
        self.request = Request(method, path, query, headers, body)
        return body


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class DoorParts:
    """What every door of a mock uses; `course` answers a call that something may go wrong with on purpose."""

    journal: Journal
    clock: Clock
    identifiers: Identifiers
    habits: Habits
    known_secrets: Callable[[], Sequence[str]]
    course: Callable[[Door, Call, Send], Awaitable[None]]
    change: Change
    sharing: Sharing | None = None


class Door:
    """An ASGI callable that hands calls to a handler, turns ApiError into a response, and writes the journal."""

    def __init__(
        self, handler: Handler, parts: DoorParts, faults: FaultQueue, endpoint: Operation | None = None
    ) -> None:
        self.handler, self.faults, self.endpoint, self.clock = handler, faults, endpoint, parts.clock
        self._journal, self._identifiers, self._habits = parts.journal, parts.identifiers, parts.habits
        self._known_secrets, self._course = parts.known_secrets, parts.course
        self.change, self._sharing = parts.change, parts.sharing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        trouble = None if self._sharing is None else await _trouble_of(self._sharing)
        call = Call(scope, receive, self.clock.now())
        if self._habits.limited:
            call.findings = self._habits.asked(call.request.key, call.at)
        try:
            if self.faults.active and trouble is None:
                await self._course(self, call, send)
                return
            response = await self.answer(call, None if trouble is None else _unavailable(trouble))
            await call.act()
            self.frame(call, response)
            note = partial(self.note, call, response)
            if WHOLE not in call.extensions or not call.extensions[WHOLE]["answer"](send, response, note):
                note()
                if self._sharing is not None:
                    # Whoever has the answer finds it in the journal of every process.
                    await self._sharing.told()
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
            # Whoever logs an answer must not log by it a key that was sent in the wrong place.
            call.findings = shown_findings(call.findings, call.request, self._known_secrets())
        return response

    def frame(self, call: Call, response: Response, fault: str = "") -> None:
        """Add to a response the headers that every one has."""
        headers = response.headers
        headers += ((b"x-request-id", self._identifiers.request_id().encode()), _NOT_KEPT)
        if call.findings:
            headers.append((b"x-kling3-findings", findings_header(call.findings)))
        if fault:
            headers.append((b"x-kling3-fault", fault.encode("ascii")))
        headers.append((b"content-length", b"%d" % len(response.body)))

    def note(self, call: Call, response: Response, fault: str = "", *, stopped: bool = False) -> None:
        """Write a call and its response to the journal."""
        call.noted = True
        self._journal.add_exchange(
            Exchange(
                self._journal.next_number(), call.at, call.request, response,
                masked(call.key), call.task_id, call.findings, perf_counter() - call.began,
                fault=fault, stopped=stopped, reason="" if fault else call.reason, video=call.video,
            )
        )  # fmt: skip

    def _refusal(self, call: Call, failure: ApiError) -> Response:
        shown = shown_failure(failure, call.request, self._known_secrets())
        if not failure.findings:
            call.reason = shown.message
        return responses.error(shown, call.request.header(b"accept"))


async def _trouble_of(sharing: Sharing) -> StoreError | None:
    """Take over what other processes changed; return why that is not known, if it is not."""
    try:
        await sharing.refresh()
    except StoreError as error:
        return error
    return None


def _unavailable(trouble: StoreError) -> Handler:
    """Return the handler of requests to which nothing true can be said."""

    async def refuse(_call: Call) -> Response:
        raise unavailable(str(trouble))

    return refuse


def request_of(scope: Scope) -> Request:
    """Return the request that an ASGI server tells of, its body not read yet."""
    query = scope["query_string"].decode("latin-1") if scope["query_string"] else ""
    return Request(scope["method"], scope["path"], query, dict(scope["headers"]))


def _refuse_size(size: int) -> None:
    if size > MAX_BODY_BYTES:
        finding = rules.body_too_large()
        raise ApiError(413, finding.message, (finding,), ((b"connection", b"close"),))
