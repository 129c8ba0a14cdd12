"""Extensions of the ASGI scope by which our own server and our own doors tell the fake what they can do."""

from __future__ import annotations

RESET = "kling3.reset"
"""Set by a server whose connections can be reset: its `reset` is an async function that does it."""

HANG_UP = "kling3.hang_up"
"""Set by a server whose connections can be closed before an answer is whole: its `hang_up` is called for it."""

WHOLE = "kling3.whole"
"""Set by a server that can take an answer whole: its `answer` is given `send`, the response and what notes it, calls
that before the answer leaves, and returns whether it did all this; where it did not, the usual way is left.
"""

HALFWAY = "kling3.halfway"
"""Set by a server that leads several requests through their stages together: its `pause` is awaited once by each,
between looking at it and doing what it asks.
"""

ENDLESS = "kling3.endless"
"""Set by a server that must not wait for an answer without an end when it stops: its `until` is given what ends it, to
be called in the event loop at most once.
"""

IN_PROCESS = "kling3.in_process"
"""Set by a door behind which nothing may wait; its `patience` is the client's time limit in seconds, or None."""
