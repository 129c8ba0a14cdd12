"""RunBlock: closes the way to the paid service from the plugin's configuration to the end of the run.

A fake closes it for its own test, with a sentence that names the doors; this is for all that runs beside: a test that
forgot its fixture, a thread that outlives its test, a module that calls while it is imported.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack

from kling3_mockserver.doors.network import blocked
from kling3_mockserver.http.hosts import HOSTS

MEND = (
    "no test has the fake now. Ask for the fixture `kling3` in the test that calls (`with kling3_session.tenant():` "
    "around the call in a property test, or in a fixture of another scope), and let no thread of a test outlive it; "
    "kling3_block_network = false in the pytest settings lets every call through, to be paid"
)


class RunBlock:
    """Blocks while it is `wanted`, which is asked at each connection to the service.

    `blocked` are the tests, or what else ran, in which a connection was blocked, one for each, in their order: programs
    swallow errors, and then nobody would know.
    """

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self.blocked: list[str] = []
        self._wanted = wanted
        self._others = set(threading.enumerate())
        self._stack = ExitStack()
        self._stack.enter_context(blocked(HOSTS, MEND, self._is_wanted))

    @property
    def words(self) -> str:
        """What the summary of a run says of it, or nothing."""
        if not self.blocked:
            return ""
        count = "1 connection" if len(self.blocked) == 1 else f"{len(self.blocked)} connections"
        return f"blocked {count} to the paid service where no test had the fake, first in {self.blocked[0]}"

    def _is_wanted(self) -> bool:
        wanted = self._wanted()
        if wanted:
            self.blocked.append(_running())
        return wanted

    def lift(self) -> None:
        """Open the way again, unless threads of the run are left: what they send now would be paid as well."""
        if set(threading.enumerate()) <= self._others:
            self._stack.close()


def _running() -> str:
    """Return the id of the test that runs, or that none does; pytest writes it down with its phase."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0] or "what ran outside of tests"
