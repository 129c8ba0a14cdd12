"""Path prefix: what a proxy in front of the fake puts before every path, taken off again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kling3_mockserver.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]{1,100}){1,20}")
_OWN = ("/v1", "/_mock")


def behind(prefix: str, app: ASGIApp) -> ASGIApp:
    """Return an application that is found behind a prefix and without it: some proxies take theirs off, some don't."""
    start, raw_start = f"{prefix}/", f"{prefix}/".encode()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == prefix:
            scope = {**scope, "path": "/", "raw_path": b"/"}
        elif scope.get("path", "").startswith(start):
            raw = scope.get("raw_path") or b""
            scope = {
                **scope,
                "path": scope["path"][len(prefix) :],
                "raw_path": raw[len(prefix) :] if raw.startswith(raw_start) else raw,
            }
        await app(scope, receive, send)

    return answer


def is_prefix(text: str) -> bool:
    """Return whether a text may stand before a path: segments, each behind a slash, none at the end."""
    return _PREFIX.fullmatch(text) is not None


def check_prefix(name: str, prefix: str) -> None:
    """Raise SettingsError, under the name of its setting, for what can't stand before a path."""
    expected = "give what stands before /v1, as in /api/freepik"
    if not is_prefix(prefix):
        raise SettingsError(name, f"got '{prefix[:60]}': {expected}, without a slash at its end")
    if f"/{prefix.split('/')[1]}" in _OWN:
        raise SettingsError(name, f"got '{prefix[:60]}', which is a path of the fake's own: {expected}")
