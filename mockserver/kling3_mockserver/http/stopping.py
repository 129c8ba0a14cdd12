"""Stopping: what becomes of a request that is still under way when the server has waited for it long enough.

The server then cancels the request. Left to itself that comes to a 500 and a traceback, as a defect of the fake would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_mockserver.http.extensions import HANG_UP

if TYPE_CHECKING:
    from starlette.types import Scope


def hang_up(scope: Scope) -> bool:
    """Close the connection of a request that was cancelled; return False where no server of ours has cancelled it.

    It never waits: a second cancellation may come right after the first.
    """
    extensions = scope.get("extensions") or {}
    if HANG_UP not in extensions:
        return False
    extensions[HANG_UP]["hang_up"]()
    return True
