"""PageHooks: what pytest does beside the tests of a run that shows a page: serve it, say where, and wait at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.testing.run_page.application import RunPage
from kling3_mockserver.testing.run_page.fakes import Fakes

if TYPE_CHECKING:
    import pytest

    from kling3_mockserver.testing.session import Kling3Session

_INTERRUPTED = 2
"""pytest's exit status: whoever pressed Ctrl-C wants it to end."""


class PageHooks:
    """A plugin of pytest, for one run; `fakes` are those that its page lists.

    Raises SettingsError for a run whose tests are in other processes.
    """

    def __init__(self, config: pytest.Config) -> None:
        if config.getoption("dist", "no") != "no":
            raise SettingsError(
                "--kling3-page",
                "got workers of xdist, which have the fakes in processes of their own, expected tests in this one: "
                "leave -n out, or say -n 0",
            )
        self.fakes = Fakes()
        self._config = config
        self._server: ThreadedServer | None = None
        self._waits = True

    def watch(self, session: Kling3Session) -> None:
        """List the fakes of a session from now on; their webhooks are not to call the page."""
        session.on_opened = self.fakes.add
        if self._server is not None:
            session.switchboard.own_addresses.add(self._server.address)

    def pytest_collection(self) -> None:
        """Serve from before the first test, and say where."""
        if not self._config.getoption("collectonly"):
            self._server = ThreadedServer(RunPage(self.fakes)).start()
            self._say(f"kling3 page: {self._server.url}/")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended."""
        if report.when == "call" or not report.passed:
            self.fakes.note_outcome(report.nodeid, report.outcome)

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Note whether the run was broken off."""
        self._waits = exitstatus != _INTERRUPTED

    def pytest_unconfigure(self) -> None:
        """Wait until somebody has seen enough, after all that pytest has to say."""
        if self._server is None:
            return
        try:
            if self._waits:
                self._wait(f"page {self._server.url}/")
        finally:
            self._server.stop()

    def _wait(self, page: str) -> None:
        with _standard_input(self._config):
            if not self.fakes.newest():
                self._say(f"{page} ends with the run: no test used the fake")
            elif not _is_terminal():
                self._say(f"{page} ends with the run: standard input is no terminal at which Enter could be waited for")
            else:
                with suppress(KeyboardInterrupt):
                    self._say(f"{page} - press Enter to end")
                    sys.stdin.readline()

    def _say(self, words: str) -> None:
        writer = self._config.get_terminal_writer()
        writer.line(words)
        writer.flush()


@contextmanager
def _standard_input(config: pytest.Config) -> Iterator[None]:
    """Give back the standard input that pytest has taken from the tests."""
    manager = config.pluginmanager.getplugin("capturemanager")
    if manager is None:
        yield
        return
    manager.suspend(in_=True)
    yield
    manager.resume()


def _is_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # it is closed
        return False
