"""Slash: who asks for a folder without the slash at its end is sent to where its relative links lead to its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_READING = ("GET", "HEAD")


def with_slash(folder: str, otherwise: ASGIApp) -> ASGIApp:
    """Return an ASGI callable for the path of a folder; `otherwise` answers what does not read."""
    # Relative, so that a proxy's prefix, whether it was taken off on the way or not, stays before it.
    headers = [(b"location", f"{folder.rpartition('/')[2]}/".encode()), (b"content-length", b"0")]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in _READING:
            await otherwise(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 307, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return answer
