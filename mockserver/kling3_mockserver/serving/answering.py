"""Answering: an answer that is here whole leaves in one packet, by a shorter way than piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from kling3_mockserver.http.messages import Response

if TYPE_CHECKING:
    from starlette.types import Send

_CONTROLS = bytes([*range(9), *range(10, 32), 127])
"""What no header may hold; each line ends in two of them."""
_ENDS = b"\r\nconnection: "


class Leaving(NamedTuple):
    """An answer that is only to be written, and what is to be called then."""

    write: Callable[[bytes], None]
    data: bytes
    done: Callable[[], None]


def taken_whole(send: Send, response: Response) -> Leaving | None:
    """Take an answer to the request whose server gave this `send`, and return it as it is to leave.

    None is returned for what has to go the usual way since it is not sent as it stands: answers to HEAD, to clients
    that went, read too slowly or end the connection, and headers that uvicorn refuses.
    """
    cycle = getattr(send, "__self__", None)
    if not isinstance(cycle, RequestResponseCycle) or not _is_plain(cycle):
        return None
    status, headers, body = response
    lines = [*cycle.default_headers, *headers]
    head = b"".join([STATUS_LINE[status], *[name + b": " + value + b"\r\n" for name, value in lines], b"\r\n"])
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls != 2 * (len(lines) + 2) or _ENDS in head:
        return None
    cycle.waiting_for_100_continue = False
    cycle.response_started = cycle.response_complete = True
    cycle.message_event.set()
    return Leaving(cycle.transport.write, head + body, cycle.on_response)


def _is_plain(cycle: RequestResponseCycle) -> bool:
    open_way = cycle.keep_alive and not (cycle.disconnected or cycle.response_started or cycle.flow.write_paused)
    return open_way and cycle.scope["method"] != "HEAD"
