"""Run: a program as it is, beside a fake that it takes for the service."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kling3_mockserver.errors import MockError, SettingsError
from kling3_mockserver.journal.log_json import started
from kling3_mockserver.journal.log_stream import LogStream
from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.browser import open_in_browser, page_of
from kling3_mockserver.programs.logs import logs_of
from kling3_mockserver.running.child import Child, found_program, shell_status
from kling3_mockserver.running.recorder import Recorder
from kling3_mockserver.running.relay import Relay
from kling3_mockserver.running.tally import Tally
from kling3_mockserver.running.ways import Ways
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.tasks.task_price import MOST_TASKS, bill_of
from kling3_openapi.findings import Severity

FAILED = 3
"""The exit status of a program that was content itself, where findings of the weight of `fail_on` came."""
_LOOPBACK = ("127.0.0.1", "localhost")
_PATIENCE = 1.0
"""Seconds that readers of the output are given at the start and at the end."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What is said of one run, beside the settings of the fake."""

    log: Path | None = None
    """The file of the fake's lines; None: standard error."""
    fail_on: Severity | None = None
    record: Path | None = None
    """The file of what was sent and got, HAR or ndjson by its name."""
    offline: bool = False
    """Whether hosts that are not the service's are refused."""
    open_page: bool = False
    """Whether a browser shows the page."""


class LogError(MockError):
    """A file for the log that can't be written."""


def run(command: Sequence[str], settings: Settings, style: LogStyle, options: RunOptions) -> int:
    """Run a command to its end; return its exit status, or FAILED.

    Raises SettingsError, CommandError, LogError or RecordingError for what can't be used, before the program begins.
    """
    _check(settings)
    mock, tally = Mock(settings), Tally()
    with ExitStack() as stack:
        relay = stack.enter_context(Relay())
        out = stack.enter_context(_told(options.log))
        recorder = None if options.record is None else Recorder(options.record, lambda: mock.settings.known_secrets)
        stack.callback(_close, recorder)
        logs = logs_of(mock, out, style, [tally.note, *([recorder.note] if recorder else [])])
        listener = stack.enter_context(bind(settings.host, settings.port))
        ways = stack.enter_context(closing(Ways(os.environ, logs.requests.note, offline=options.offline)))
        server = ThreadedServer(mock, listener=listener, tell=logs.requests.note, gates=ways.gates)
        environment = ways.environment(listener.getsockname()[1])
        if relay.first is not None:
            return shell_status(-relay.first)
        words = [found_program(command[0], environment), *command[1:]]
        _greet(server.url, out, style)
        child = Child(words, environment, relay)
        if options.open_page:
            open_in_browser(page_of(server.url), logs.requests.tell)
        # Until it serves, connections wait in the queues of the sockets.
        with server:
            mock.resume()
            status = child.wait()
        undelivered = mock.close()
        logs.flush()
        _close(recorder)
        tasks = asyncio.run(mock.store.all(limit=MOST_TASKS))
        bill = bill_of(tasks, mock.prices) if tasks else None
        said = tally.lines(_statuses(mock, tasks), undelivered, bill)
        print("\n".join([*said, *_missing(recorder, options)]), file=out)
        out.drain(_PATIENCE)
    status = FAILED if not status and options.fail_on and tally.fails(options.fail_on) else status
    if mock.is_stuck:
        # It looks up a name, which can't be broken off, and the interpreter would wait for it.
        os._exit(status)
    return status


def _check(settings: Settings) -> None:
    if settings.host not in _LOOPBACK:
        reason = f"got {settings.host}: kling3-mock run is for programs of this machine, and listens on 127.0.0.1"
        raise SettingsError("host", f"{reason}: leave it out, or let kling3-mock serve listen there")
    given = {"tls": settings.tls, "tls-cert": settings.tls_cert is not None, "proxy": settings.proxy is not None}
    for name, is_given in given.items():
        if is_given:
            reason = "kling3-mock run has https and a proxy of its own, and sets what programs need: leave it out"
            raise SettingsError(name, reason)


@contextmanager
def _told(log: Path | None) -> Iterator[LogStream]:
    with ExitStack() as stack:
        below: TextIO | None = sys.stderr
        if log is not None or below is None:
            try:
                below = stack.enter_context((log or Path(os.devnull)).open("w", encoding="utf-8"))
            except OSError as error:
                raise LogError(f"can't write {log} ({error.strerror or error}): name a file in a folder") from error
        yield stack.enter_context(LogStream(below))


def _greet(url: str, out: LogStream, style: LogStyle) -> None:
    if style.log_format is LogFormat.JSON:
        print(started(url, ()), file=out)
    elif not style.quiet:
        print(f"kling3-mock: page at {page_of(url)}", file=out)
    # Else it could come below what the program writes first.
    out.drain(_PATIENCE)


def _close(recorder: Recorder | None) -> None:
    if recorder is not None:
        recorder.close()


def _missing(recorder: Recorder | None, options: RunOptions) -> Iterator[str]:
    if recorder is not None and recorder.trouble:
        yield f"  {options.record} is not whole ({recorder.trouble}): name a file where there is room"


def _statuses(mock: Mock, tasks: Iterable[Task]) -> list[Status]:
    now = mock.clock.now()
    return [each.status(now) for each in tasks]
