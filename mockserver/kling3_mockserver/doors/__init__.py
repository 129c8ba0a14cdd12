"""Doors: ways into a mock that need no socket.

`ask` is the door for tests that speak no HTTP library; each library has a module of its own, imported only by who
uses it: `httpx_door`, `httpx2_door`, `requests_door`, `urllib3_door`. `interception` opens those that need no change
of the program; `network` closes the way round all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.doors.asking import BrokenAnswerError, SuspendedError, ask
    from kling3_mockserver.doors.destinations import Destinations
    from kling3_mockserver.doors.httpx2_door import Httpx2Transport
    from kling3_mockserver.doors.httpx_door import HttpxTransport
    from kling3_mockserver.doors.interception import intercepted
    from kling3_mockserver.doors.network import blocked
    from kling3_mockserver.doors.requests_door import RequestsAdapter, mount_service
    from kling3_mockserver.doors.urllib3_door import Urllib3PoolManager

__all__ = [
    "BrokenAnswerError",
    "Destinations",
    "Httpx2Transport",
    "HttpxTransport",
    "RequestsAdapter",
    "SuspendedError",
    "Urllib3PoolManager",
    "ask",
    "blocked",
    "intercepted",
    "mount_service",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "asking": ("BrokenAnswerError", "SuspendedError", "ask"),
            "destinations": ("Destinations",),
            "httpx2_door": ("Httpx2Transport",),
            "httpx_door": ("HttpxTransport",),
            "interception": ("intercepted",),
            "network": ("blocked",),
            "requests_door": ("RequestsAdapter", "mount_service"),
            "urllib3_door": ("Urllib3PoolManager",),
        },
    )
