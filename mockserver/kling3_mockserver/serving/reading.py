"""Reading: uvicorn's HTTP protocol, which bounds what belongs to no body, ignores upgrades and says what it refuses."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kling3_mockserver.journal.notices import Tell, noticed
from kling3_mockserver.serving import refusals
from kling3_mockserver.serving.refusals import MOST_FRAMING, Refusal, RefusedError
from kling3_mockserver.serving.targets import demand_host, origin_form
from kling3_mockserver.serving.upgrades import framing, new_parser, parser_of_body

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

_PIECE = 16 * 1024
"""Bytes that are parsed at once: by no more than this a head may be longer than it should."""
_LOG = logging.getLogger(__name__)
"""Tells of defects of an application; uvicorn's own logger belongs to users who run uvicorn themselves."""


class Reading(HttpToolsProtocol):
    """Reads requests from a connection; `tell` hears of each that is refused before there is a call to answer."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None, tell: Tell,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop)
        self.logger, self.access_log = _LOG, False
        self._tell = tell
        # Whether a request has begun to come and is not whole, and whether what still comes is thrown away.
        self._open = self._deaf = False
        # How many bytes came in a run that are none of a body, and how many of the body.
        self._framing = self._got = 0
        self._extensions: dict[str, dict[object, object]] = {}

    def data_received(self, data: bytes) -> None:
        """Read what came; once something was refused, throw it away."""
        before = self.scope
        if len(data) <= _PIECE:
            self._take(data)
        else:
            for start in range(0, len(data), _PIECE):
                self._take(data[start : start + _PIECE])
        self.has_read(begun=self.scope is not before)

    def has_read(self, *, begun: bool) -> None:
        """Be told that what came was read, and whether a request began in it."""

    def on_message_begin(self) -> None:
        """Begin a request, as uvicorn's own does."""
        self.url, self.expect_100_continue, self._open = b"", False, True
        self.headers = []
        self.scope = {
            "type": "http", "asgi": {"version": self.config.asgi_version, "spec_version": "2.3"}, "http_version": "1.1",
            "server": self.server, "client": self.client, "scheme": self.scheme or "http", "root_path": self.root_path,
            "headers": self.headers, "state": {}, "extensions": self._extensions,
        }  # type: ignore[typeddict-item]  # fmt: skip

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header without the blanks behind its value, which the parser leaves there (RFC 9112, section 5.1)."""
        name, value = name.lower(), value.rstrip(b" \t")
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer a request whose head is here; raise RefusedError for one that can't be answered."""
        self._framing = self._got = 0
        headers, parser = self.headers, self.parser
        method, version = parser.get_method(), parser.get_http_version()
        if self.url[:1] != b"/":
            self.url = origin_form(method, self.url, headers)
        if version == "1.1" and (not headers or headers[0][0] != b"host"):
            demand_host(method, self.url, headers, self.server)
        self.scope["method"], self.scope["http_version"] = method.decode("ascii"), version
        self._read_url(self.url)
        self._take_up(keep_alive=version != "1.0" and parser.should_keep_alive())
        # What comes behind the body are trailers, which must not be taken for headers.
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._framing = 0
        self._got += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._open = False
        cycle = self.cycle
        # As in uvicorn's own, which asks the parser first whether another protocol shall go on here.
        if not cycle.response_complete:
            cycle.more_body = False
            cycle.message_event.set()

    def refuse(self, refusal: Refusal) -> None:
        """Tell what was wrong, answer it unless an answer has begun, and end the connection."""
        client = ":".join(map(str, self.client or ("nowhere",)))
        self._tell(noticed(f"not served, {refusal.status} to {client}: {refusal.message}"))
        in_body, cycle = self.in_body, self.cycle
        self._deaf = True
        if in_body:
            # Its handler is told that the client has gone.
            cycle.disconnected = True
            cycle.message_event.set()
        if self._owes_answers(in_body=in_body):
            # They are given first; the last of them ends the connection.
            return
        if not in_body or not cycle.response_started:
            self.transport.write(refusal.answer(self.server_state.default_headers))
        self.transport.close()

    @property
    def in_body(self) -> bool:
        """Whether the head of a request is read and its body not."""
        return self._open and self.cycle is not None and self.cycle.scope is self.scope

    @property
    def request_name(self) -> str:
        """Method and target of the request under way, as they may be shown."""
        return refusals.named(self.parser.get_method(), self.url) if self._open and self.url else "a request"

    def _read_url(self, url: bytes) -> None:
        scope, raw_path, query = self.scope, url, b""
        if b"?" in url or b"#" in url:
            parsed = httptools.parse_url(url)
            raw_path, query = parsed.path, parsed.query or b""
        path = raw_path.decode("ascii")
        scope["path"] = self.root_path + (unquote(path) if "%" in path else path)
        scope["raw_path"] = self.root_path.encode("ascii") + raw_path
        scope["query_string"] = query

    def _take_up(self, *, keep_alive: bool) -> None:
        """Have a request answered, at once or after those before it, as uvicorn's own does."""
        before = self.cycle
        self.cycle = RequestResponseCycle(
            scope=self.scope, transport=self.transport, flow=self.flow, logger=self.logger,
            access_logger=self.access_logger, access_log=False, default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(), expect_100_continue=self.expect_100_continue, keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )  # fmt: skip
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _owes_answers(self, *, in_body: bool) -> bool:
        if not in_body:
            return self.cycle is not None and not self.cycle.response_complete
        if not self.pipeline:
            return False
        self.pipeline.popleft()
        return True

    def _take(self, piece: bytes) -> None:
        if self._deaf:
            return
        begins, cycle = not self._open, self.cycle
        self._framing += len(piece)
        try:
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as upgrade:
                self._ignore_upgrades(piece, upgrade)
        except httptools.HttpParserError as error:
            self.refuse(self._refusal_of(error, piece if begins and cycle is self.cycle else b""))
        else:
            if self._framing > MOST_FRAMING:
                self.refuse(refusals.too_long(self.request_name))

    def _ignore_upgrades(self, piece: bytes, upgrade: httptools.HttpParserUpgrade | None) -> None:
        while upgrade is not None:
            piece = piece[upgrade.args[0] :]
            self._read_on()
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as another:
                upgrade = another
            else:
                upgrade = None

    def _read_on(self) -> None:
        announced = framing(self.cycle.scope["headers"])
        if not announced:
            self.parser = new_parser(self)
            return
        self._open = self.cycle.more_body = True
        self.cycle.message_event.clear()
        self.parser = parser_of_body(self, announced)

    def _refusal_of(self, error: httptools.HttpParserError, came: bytes) -> Refusal:
        cause = error.__context__
        if isinstance(cause, RefusedError):
            return cause.refusal
        if self._open and self.url and self.parser.get_method() != b"PRI":
            return refusals.broken(self.request_name, str(error))
        return refusals.unreadable(came, str(error), behind=self.cycle is not None, over_tls=self.scheme == "https")


def _is_defect(record: logging.LogRecord) -> bool:
    """Return whether it was not the server itself that ended the application, as it does when it stops."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)


_LOG.addFilter(_is_defect)
