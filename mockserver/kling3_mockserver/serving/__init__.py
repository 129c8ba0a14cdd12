"""A mock behind a socket: listening, the connections and their bounds, and the server program in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.serving.doorbell import Doorbell
    from kling3_mockserver.serving.listening import base_url, bind
    from kling3_mockserver.serving.server import server
    from kling3_mockserver.serving.threaded import ThreadedServer

__all__ = ["Doorbell", "ThreadedServer", "base_url", "bind", "server"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "listening": ("base_url", "bind"),
            "server": ("server",),
            "threaded": ("ThreadedServer",),
            "doorbell": ("Doorbell",),
        },
    )
