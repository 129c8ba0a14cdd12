"""RunBlock: closes the way to the paid service from the plugin's configuration to the end of the run.

A fake closes it for its own test, with a sentence that names the doors; this is for all that runs beside: a test that
forgot its fixture, a thread that outlives its test, a module that calls while it is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

from kling3_mockserver.doors.network import blocked
from kling3_mockserver.hosts import HOSTS

MEND = (
    "no test has the fake now. Ask for the fixture `kling3` in the test that calls, and let no thread of a test "
    "outlive it; kling3_block_network = false in the pytest settings lets every call through, to be paid"
)


class RunBlock:
    """Blocks while it is `wanted`, which is asked at each connection to the service."""

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self._others = set(threading.enumerate())
        self._stack = ExitStack()
        self._stack.enter_context(blocked(HOSTS, MEND, wanted))

    def lift(self) -> None:
        """Open the way again, unless threads of the run are left: what they send now would be paid as well."""
        if set(threading.enumerate()) <= self._others:
            self._stack.close()
