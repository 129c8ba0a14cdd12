"""Connections: what one client is served over, with the time that it may take, and the ways in which it may end."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, cast

from kling3_mockserver.http.extensions import ENDLESS, HALFWAY, HANG_UP, RESET, WHOLE
from kling3_mockserver.journal.notices import Tell, nobody, noticed
from kling3_mockserver.serving import refusals
from kling3_mockserver.serving.beginning import Beginning
from kling3_mockserver.serving.crowd import Crowd
from kling3_mockserver.serving.patience import PATIENCE, Deadline, Patience
from kling3_mockserver.serving.transports import LingeringTransport
from kling3_mockserver.serving.turn import Turn

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from kling3_mockserver.serving.refusals import Refusal

_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""`struct linger`, on and 0 seconds: close at once, and with a reset."""
_FOR_NOTHING = (
    "the client left without a request: it may pin the service's own certificate, or speak HTTP/2 alone: let it speak "
    "HTTP/1.1, or point it at a base URL of kling3-mock serve"
)
_FAREWELL = 0.05
"""Seconds in which the rest of an answer by TLS, or of one without an end, may leave when the server ends."""
_ROUNDS = 100
"""How many rounds of the event loop what was written has to leave."""


class House(NamedTuple):
    """What the connections of one server have in common."""

    crowd: Crowd
    turn: Turn
    patience: Patience = PATIENCE
    tell: Tell = nobody


class Connection(Beginning):
    """One connection of a client; its scopes have `kling3.reset`, `.hang_up`, `.halfway`, `.whole` and `.endless`."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None, *, house: House,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop, house.tell, house.turn)
        self.stands_for: tuple[str, int] | None = None
        """The address that it passes for, where its client believes itself to be connected with the service."""
        self._crowd, self._patience = house.crowd, house.patience
        self._extensions = {
            RESET: {"reset": self.reset},
            HANG_UP: {"hang_up": self.hang_up},
            HALFWAY: {"pause": house.turn.pause},
            WHOLE: {"answer": house.turn.answer},
            ENDLESS: {"until": self._note_end},
        }
        self._deadline = Deadline(self.loop, self._late)
        self._end: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve a new connection."""
        self._lingering = LingeringTransport(transport, self._to_linger)
        super().connection_made(cast("asyncio.Transport", self._lingering))
        self.server = self.stands_for or self.server
        self._since = self.loop.time()
        self._deadline.set(self._patience.head)
        self._crowd.admit(cast("set[Connection]", self.connections), self._since)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was to be done for it; tell of a client that came by TLS for nothing."""
        if self.scheme == "https" and not (self._was_asked or self._deaf or self._lingering.was_closed):
            client = ":".join(map(str, self.client or ("a client",)))
            self._tell(noticed(f"not served, TLS with {client}: {_FOR_NOTHING}"))
        super().connection_lost(exc)
        self._deadline.cancel()

    def shutdown(self) -> None:
        """End after the request under way; at once when there is none."""
        super().shutdown()
        if self._end is not None:
            self._end()
            # Who does not read would let the server wait for the end of what was written.
            self.loop.call_later(_FAREWELL, self.transport.abort)
        if self.scheme == "https" and self._lingering.was_closed and not self._deaf:
            # It has said so, and TLS would wait half a minute for a client to say it too.
            self.loop.call_later(_FAREWELL, self.transport.abort)

    def has_read(self, *, begun: bool) -> None:
        """Wait for the rest of what was read when it is not whole."""
        if self._open or self.cycle is None or self.cycle.response_complete:
            self._wait_for_more(begun=begun)

    def on_response_complete(self) -> None:
        """Turn to what came meanwhile, or wait for the next request: by the one deadline, where uvicorn has a timer."""
        self.server_state.total_requests += 1
        self._end = None
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._deaf:
            self.transport.close()
        else:
            self._wait_for_next()

    @property
    def idle_since(self) -> float | None:
        """When it was asked or answered last, by the event loop's clock; None while it is busy or leaves."""
        if self.transport.is_closing() or self._busy:
            return None
        return self._since

    def dismiss(self) -> None:
        """End an idle connection."""
        self.transport.close()

    def hang_up(self) -> None:
        """Close the connection after what was written to it, however much is missing of an answer."""
        self.cycle.disconnected = True
        self.transport.close()

    async def reset(self) -> None:
        """Reset the connection (RST), after what was written to it has left."""
        for _ in range(_ROUNDS):
            if not self.transport.get_write_buffer_size():
                break
            await asyncio.sleep(0)
        # Without it a close is a polite end, which a client may take for an answer that is over.
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.cycle.disconnected = True
        self.transport.abort()

    def _note_end(self, end: Callable[[], None]) -> None:
        self._end = end

    @property
    def _was_asked(self) -> bool:
        return self._open or self.cycle is not None

    @property
    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait_for_next(self) -> None:
        self._since = self.loop.time()
        if not self._open:
            self._deadline.set(self._patience.idle)

    def _wait_for_more(self, *, begun: bool) -> None:
        if self._deaf:
            return
        self._since = self.loop.time()
        if self.in_body:
            self._deadline.set(self._patience.body)
        elif begun or not self._open:
            # A head is not given more time by coming in small pieces.
            self._deadline.set(self._patience.head)

    def _late(self) -> None:
        if self._deaf:
            if self.transport.is_closing():
                self._lingering.leave()
        elif self._open:
            self._late_with_request()
        elif not self._busy:
            self.transport.close()

    def _late_with_request(self) -> None:
        in_body = self.in_body
        if self.flow.read_paused or (in_body and self.cycle.waiting_for_100_continue):
            # Not the client lets us wait.
            self._deadline.set(self._patience.body)
        elif in_body and self.cycle.response_complete:
            self.transport.close()
        else:
            self.refuse(self._late_body() if in_body else refusals.late_head(self.request_name, self._patience.head))

    def _late_body(self) -> Refusal:
        announced = dict(self.scope["headers"]).get(b"content-length", b"")
        return refusals.late_body(self.request_name, self._patience.body, self._got, announced)

    def _to_linger(self) -> bool:
        """Return whether the client may still be sending; if so, hear it out without listening."""
        lingers = self._deaf or self.in_body
        if lingers:
            self._deaf = True
            self.flow.resume_reading()
            self._deadline.set(self._patience.farewell)
        return lingers
