"""Connections: what one client is served over, with the time that it may take, and the ways in which it may end."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from kling3_mockserver import refusals
from kling3_mockserver.crowd import Crowd
from kling3_mockserver.extensions import CORK, HANG_UP, RESET
from kling3_mockserver.notices import Tell, nobody
from kling3_mockserver.patience import PATIENCE, Deadline, Patience
from kling3_mockserver.reading import Reading
from kling3_mockserver.transports import CorkedTransport

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from kling3_mockserver.refusals import Refusal

_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""`struct linger`, on and 0 seconds: close at once, and with a reset."""
_ROUNDS = 100
"""How many rounds of the event loop what was written has to leave."""


class House(NamedTuple):
    """What the connections of one server have in common."""

    crowd: Crowd
    patience: Patience = PATIENCE
    tell: Tell = nobody


class Connection(Reading):
    """One connection of a client; every scope has the extensions `kling3.reset`, `kling3.hang_up` and `kling3.cork`."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None, *, house: House,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop, house.tell)
        self._crowd, self._patience = house.crowd, house.patience
        self.timeout_keep_alive = cast("int", self._patience.idle)
        self._deadline = Deadline(self.loop, self._late)

    @cached_property
    def _extensions(self) -> dict[str, dict[object, object]]:
        return {
            RESET: {"reset": self.reset},
            HANG_UP: {"hang_up": self.hang_up},
            CORK: {"cork": self._corked.cork},
        }

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Serve a new connection."""
        self._corked = CorkedTransport(transport, self._to_linger)
        super().connection_made(cast("asyncio.Transport", self._corked))
        self._since = self.loop.time()
        self._deadline.set(self._patience.head)
        self._crowd.admit(cast("set[Connection]", self.connections), self._since)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was to be done for it."""
        super().connection_lost(exc)
        self._deadline.cancel()
        self._unset_keepalive_if_required()

    def data_received(self, data: bytes) -> None:
        """Read what came, and wait for the rest when it is not whole."""
        before = self.scope
        super().data_received(data)
        if self._open or self.cycle is None or self.cycle.response_complete:
            self._wait_for_more(begun=self.scope is not before)

    def on_message_begin(self) -> None:
        """Take a request on it."""
        super().on_message_begin()
        self.scope["extensions"] = self._extensions

    @property
    def idle_since(self) -> float | None:
        """When it was asked or answered last, by the event loop's clock; None while it is busy or leaves."""
        if self.transport.is_closing() or self._busy:
            return None
        timer = self.timeout_keep_alive_task
        return self._since if timer is None else timer.when() - self.timeout_keep_alive

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

    @property
    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

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
                self._corked.leave()
        elif self._open:
            self._late_with_request()
        elif not self._busy and self.timeout_keep_alive_task is None:
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
