"""Serve: the fake as a program of its own, from its banner to its last word."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import Protocol, TextIO

from kling3_mockserver.journal.log_stream import Gap, LogStream
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.browser import open_in_browser, page_of
from kling3_mockserver.programs.gateways import gateways
from kling3_mockserver.programs.logs import Logs, logs_of
from kling3_mockserver.programs.serve_words import Words
from kling3_mockserver.serving.server import server
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.standard_output import OutputError

_USUAL = LogStyle()
_PATIENCE = 1.0
"""Seconds that readers of the outputs are given at the start and at the end."""


class _Stoppable(Protocol):
    """A server that ends when it is told to."""

    should_exit: bool


def serve(settings: Settings, out: TextIO | None = None, *, style: LogStyle = _USUAL, open_page: bool = False) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, then say which webhooks stayed undelivered and which were to come.

    `out` is standard output unless given, and `style` says what is written there. Neither it nor standard error is
    ever waited for: what nobody reads is dropped. Raises SettingsError when the address can't be had, and OutputError
    when nothing can be written to `out`. With `open_page` a browser shows the page.
    """
    words = Words(settings, style)
    with _told(out or sys.stdout, words.gap) as told, ExitStack() as stack:
        mock = Mock(settings)
        # A store may have brought other settings along.
        words = Words(mock.settings, style)
        logs = logs_of(mock, told, style)
        ways = gateways(settings, stack, logs.requests.note)
        for each in ways.listeners:
            mock.own_addresses.add(each.getsockname())
        mock.resume()
        running = server(mock, tell=logs.requests.note, gates=ways.gates)
        _stop_on_signals(running)
        _greet(words.greeting(ways.url, ways.proxy, mock.tasks_before), told)
        if open_page:
            # It listens already: who comes before it serves waits in the queue of the socket.
            open_in_browser(page_of(ways.url), logs.requests.tell)
        gc.freeze()
        running.run(sockets=ways.plain)
        _take_leave(mock, logs, told, words)
    if mock.courier.is_stuck:
        # It looks up a receiver's name, which can't be broken off, and the interpreter would wait for it.
        os._exit(0)


@contextmanager
def _told(out: TextIO | None, gap: Gap) -> Iterator[LogStream]:
    """Give a stream to `out` that never waits, and let standard error be one as long."""
    if out is None:
        raise OutputError("it is closed")
    with ExitStack() as stack:
        told = stack.enter_context(LogStream(out, gap=gap))
        unheard = sys.stderr or stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
        errors = stack.enter_context(LogStream(unheard))
        stack.enter_context(redirect_stderr(errors))
        yield told
        errors.drain(_PATIENCE)


def _greet(words: str, told: LogStream) -> None:
    _say(words, told)
    if told.trouble:
        raise OutputError(told.trouble)


def _take_leave(mock: Mock, logs: Logs, told: LogStream, words: Words) -> None:
    undelivered = mock.close()
    logs.flush()
    # What waits first: the last word shall find room.
    told.drain(_PATIENCE)
    _say(words.farewell(undelivered, asyncio.run(mock.upcoming()), kept=mock.is_kept), told)


def _say(words: str, told: LogStream) -> None:
    print(words, file=told)
    told.drain(_PATIENCE)


def _stop_on_signals(running: _Stoppable) -> None:
    # For SIGINT and SIGTERM the server has handlers of its own while it runs; these are for one right before or after.
    def stop(_signal: int, _frame: object) -> None:
        running.should_exit = True

    for each in (signal.SIGINT, signal.SIGTERM, *_hang_ups()):
        signal.signal(each, stop)


def _hang_ups() -> tuple[signal.Signals, ...]:
    """Return SIGHUP, with which a closed terminal ends its programs; nothing where nohup or the platform has none."""
    hang_up: signal.Signals | None = getattr(signal, "SIGHUP", None)
    return () if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN else (hang_up,)
