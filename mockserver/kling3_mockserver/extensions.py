"""Extensions of the ASGI scope by which our own server and our own doors tell the fake what they can do."""

from __future__ import annotations

RESET = "kling3.reset"
"""Set by a server whose connections can be reset: its `reset` is an async function that does it."""

IN_PROCESS = "kling3.in_process"
"""Set by a door behind which nothing may wait; its `patience` is the client's time limit in seconds, or None."""
