"""Extensions of the ASGI scope by which our own server and our own doors tell the fake what they can do."""

from __future__ import annotations

RESET = "kling3.reset"
"""Set by a server whose connections can be reset: its `reset` is an async function that does it."""

HANG_UP = "kling3.hang_up"
"""Set by a server whose connections can be closed before an answer is whole: its `hang_up` is called for it."""

CORK = "kling3.cork"
"""Set by a server that can send head and body of an answer as one packet: its `cork` is called before both."""

IN_PROCESS = "kling3.in_process"
"""Set by a door behind which nothing may wait; its `patience` is the client's time limit in seconds, or None."""
