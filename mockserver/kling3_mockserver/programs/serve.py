"""Serve: the fake as a program of its own, from its banner to its last word."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from kling3_mockserver.journal.log_stream import LogStream
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.browser import open_in_browser, page_of
from kling3_mockserver.programs.gateways import Gateways, Listeners, gateways, listening
from kling3_mockserver.programs.logs import Logs, logs_of
from kling3_mockserver.programs.outputs import PATIENCE, greet, say, told
from kling3_mockserver.programs.serve_words import Words
from kling3_mockserver.programs.signals import stop_on_signals
from kling3_mockserver.serving.server import Server, server
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.task_price import MOST_TASKS, bill_of

if TYPE_CHECKING:
    from kling3_mockserver.tasks.lifecycle import Upcoming
    from kling3_openapi.prices import Bill

_USUAL = LogStyle()


def serve(settings: Settings, out: TextIO | None = None, *, style: LogStyle = _USUAL, open_page: bool = False) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, then say which webhooks stayed undelivered and which were to come.

    `out` is standard output unless given, and `style` says what is written there. Neither it nor standard error is
    ever waited for: what nobody reads is dropped. Raises SettingsError when the address can't be had, and OutputError
    when nothing can be written to `out`. With `open_page` a browser shows the page.
    """
    words = Words(settings, style)
    with told(out or sys.stdout, words.gap) as stream, ExitStack() as stack:
        mock = Mock(settings)
        # A store may have brought other settings along.
        words = Words(mock.settings, style)
        logs = logs_of(mock, stream, style)
        listeners = stack.enter_context(listening(settings))
        ways = gateways(settings, listeners, logs.requests.note)
        running = server_of(mock, listeners, ways, logs)
        greet(words.greeting(ways.url, ways.proxy, mock.tasks_before), stream)
        if open_page:
            # It listens already: who comes before it serves waits in the queue of the socket.
            open_in_browser(page_of(ways.url), logs.requests.tell)
        gc.freeze()
        running.run(sockets=ways.plain)
        _take_leave(mock, logs, stream, words)
    end_although_stuck(mock)


def server_of(mock: Mock, listeners: Listeners, ways: Gateways, logs: Logs) -> Server:
    """Return the server of a mock that goes on with its webhooks; signals end it."""
    for each in listeners.addresses:
        mock.own_addresses.add(each)
    mock.resume()
    running = server(mock, tell=logs.requests.note, gates=ways.gates)

    def stop(_signal: int) -> None:
        running.should_exit = True

    stop_on_signals(stop)
    return running


def end_although_stuck(mock: Mock) -> None:
    """End the process where a mock that is closed still looks up a name."""
    if mock.is_stuck:
        # That can't be broken off, and the interpreter would wait for it.
        os._exit(0)


def _take_leave(mock: Mock, logs: Logs, stream: LogStream, words: Words) -> None:
    undelivered = mock.close()
    logs.flush()
    # What waits first: the last word shall find room.
    stream.drain(PATIENCE)
    if mock.sharing is not None:
        # What waits is that of all processes, and goes on with the next of them; what was sent by hand is this one's.
        say(words.shared_farewell([each for each in undelivered if each.by_hand]), stream)
    else:
        upcoming, bill = asyncio.run(_left(mock))
        say(words.farewell(undelivered, upcoming, kept=mock.is_kept, bill=bill), stream)


async def _left(mock: Mock) -> tuple[Sequence[Upcoming], Bill | None]:
    """Return the messages that were to come, and what the tasks that are held would have cost."""
    tasks = await mock.store.all(limit=MOST_TASKS)
    return await mock.upcoming(), bill_of(tasks, mock.prices) if tasks else None
