"""Doors: ways into a mock that need no socket.

`ask` is the door for tests that speak no HTTP library; each library has a module of its own, imported only by who
uses it: `httpx_door`, `httpx2_door`, `requests_door`, `urllib3_door`. `interception` opens those that need no change
of the program; `network` closes the way round all of them.
"""

from kling3_mockserver.doors.asking import BrokenAnswerError, SuspendedError, ask

__all__ = ["BrokenAnswerError", "SuspendedError", "ask"]
