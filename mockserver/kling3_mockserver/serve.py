"""Serve: the fake as a program of its own, from its banner to its last word."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import Protocol, TextIO

from kling3_mockserver.first_order import curl_lines
from kling3_mockserver.lifecycle import Upcoming
from kling3_mockserver.listening import base_url, bind
from kling3_mockserver.log_lines import printable
from kling3_mockserver.log_stream import Gap, LogStream, gap_words
from kling3_mockserver.log_style import LogFormat, LogStyle
from kling3_mockserver.mock import Mock
from kling3_mockserver.request_log import RequestLog
from kling3_mockserver.scenario import CompleteAfter, words
from kling3_mockserver.serving import server
from kling3_mockserver.settings import DEFAULT_WEBHOOK_SECRET, ClockKind, Settings
from kling3_mockserver.terminal import is_coloured
from kling3_mockserver.webhooks import Message
from kling3_openapi.signature import secret_doubt
from kling3_openapi.standard_output import OutputError

_USUAL = LogStyle()
_MOST_LISTED = 20
_PATIENCE = 1.0
"""Seconds that readers of the outputs are given at the start and at the end."""
_GC_THRESHOLDS = (50_000, 20, 100)
"""Collections over a large table of tasks cost tens of milliseconds: make them rare."""


class _Stoppable(Protocol):
    """A server that ends when it is told to."""

    should_exit: bool


def serve(settings: Settings, out: TextIO | None = None, *, style: LogStyle = _USUAL) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, then say which webhooks stayed undelivered and which were to come.

    `out` is standard output unless given, and `style` says what is written there. Neither it nor standard error is
    ever waited for: what nobody reads is dropped. Raises SettingsError when the address can't be had, and OutputError
    when nothing can be written to `out`.
    """
    words = _Words(settings, style)
    with _told(out or sys.stdout, words.gap) as told, bind(settings.host, settings.port) as listener:
        mock = Mock(settings)
        mock.own_addresses.add(listener.getsockname())
        logs = _logs(mock, told, style)
        running = server(mock, tell=logs[0].note)
        _stop_on_signals(running)
        _greet(words.greeting(base_url(listener)), told)
        gc.freeze()
        gc.set_threshold(*_GC_THRESHOLDS)
        running.run(sockets=[listener])
        _take_leave(mock, logs, told, words)
    if mock.courier.is_stuck:
        # It looks up a receiver's name, which can't be broken off, and the interpreter would wait for it.
        os._exit(0)


class _Words:
    """What is said before and after serving, as the style has it."""

    def __init__(self, settings: Settings, style: LogStyle) -> None:
        self._settings, self._style = settings, style

    @property
    def gap(self) -> Gap:
        """What is said of lines that were dropped."""
        if self._style.log_format is LogFormat.TEXT:
            return gap_words
        from kling3_mockserver.log_json import dropped  # a quicker start

        return dropped

    def greeting(self, url: str) -> str:
        """Return the first words."""
        doubts = _secret_doubts(self._settings)
        if self._style.log_format is LogFormat.JSON:
            from kling3_mockserver.log_json import started  # a quicker start

            return started(url, doubts)
        if self._style.quiet:
            return "\n".join([_first_line(url), *(f"careful: {doubt}" for doubt in doubts)])
        return banner(self._settings, url)

    def farewell(self, undelivered: Sequence[Message], upcoming: Sequence[Upcoming]) -> str:
        """Return the last words."""
        if self._style.log_format is LogFormat.TEXT:
            return last_word(undelivered, upcoming)
        from kling3_mockserver.log_json import stopped  # a quicker start

        return stopped(undelivered, upcoming)


def _first_line(url: str) -> str:
    return f"kling3-mock answers at {url}"


def banner(settings: Settings, url: str) -> str:
    """Return what a person needs to point a program at the fake."""
    lines = [
        _first_line(url),
        "",
        f"  base URL   {url}   (for https://api.freepik.com or https://api.magnific.com;",
        "             with /v1 behind it if yours has that)",
        f"  key        {_key_words(settings)}, in the header x-freepik-api-key or x-magnific-api-key",
        f"  secret     {_secret_words(settings)}",
        *(f"             careful: {doubt}" for doubt in _secret_doubts(settings)),
        f"  control    {url}/_mock/openapi.yaml",
        "",
        *(f"  {line}" for line in curl_lines(url, settings)),
        "",
        f"{_time_words(settings)}{_chaos_words(settings)} Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)


def last_word(undelivered: Sequence[Message], upcoming: Sequence[Upcoming] = ()) -> str:
    """Return what is said when the fake stops: which webhooks nobody took, and which were not due yet."""
    if not undelivered and not upcoming:
        return "kling3-mock stopped; no webhook was left undelivered."
    late = [_told_of(each) for each in undelivered[:_MOST_LISTED]]
    early = [f"{_told_of(each)}, due in {each.due_in:.3g} s" for each in upcoming[:_MOST_LISTED]]
    parts = [
        *_listed("left undelivered", late, len(undelivered)),
        *_listed("still to come", early, len(upcoming)),
    ]
    return "kling3-mock stopped; " + "\n".join(parts)


def _told_of(each: Message | Upcoming) -> str:
    from kling3_openapi.masking.text import shown_url  # a quicker start

    return f"  {each.status.value} of task {each.task_id} to {printable(shown_url(each.url))}"


def _listed(what: str, lines: Sequence[str], count: int) -> Sequence[str]:
    if not count:
        return ()
    heading = f"1 webhook was {what}:" if count == 1 else f"{count} webhooks were {what}:"
    more = count - len(lines)
    return [heading, *lines, *([f"  and {more} more"] if more else [])]


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


def _take_leave(mock: Mock, logs: Sequence[RequestLog], told: LogStream, words: _Words) -> None:
    undelivered = mock.close()
    for each in logs:
        each.flush()
    # What waits first: the last word shall find room.
    told.drain(_PATIENCE)
    _say(words.farewell(undelivered, asyncio.run(mock.upcoming())), told)


def _say(words: str, told: LogStream) -> None:
    print(words, file=told)
    told.drain(_PATIENCE)


def _logs(mock: Mock, out: TextIO, style: LogStyle) -> tuple[RequestLog, ...]:
    # One for each of the two event loops: a log is written by the loop in which it is told of something.
    def known() -> Sequence[str]:
        from kling3_mockserver.display import known_secrets  # a quicker start

        return known_secrets(mock.settings)

    colour = is_coloured(out, os.environ)
    requests, deliveries = (RequestLog(out, colour=colour, known=known, style=style) for _ in range(2))
    mock.journal.on_exchange, mock.journal.on_delivery = requests.note, deliveries.note
    return requests, deliveries


def _key_words(settings: Settings) -> str:
    count = len(settings.api_keys)
    if not count:
        return "any key"
    return "the key that you set" if count == 1 else f"one of the {count} keys that you set"


def _secret_words(settings: Settings) -> str:
    if settings.webhook_secrets == (DEFAULT_WEBHOOK_SECRET,):
        return f"{DEFAULT_WEBHOOK_SECRET}   (signs webhooks; its text is the key, byte for byte)"
    versions = ", ".join(f"v{number}" for number, _ in enumerate(settings.webhook_secrets, start=1))
    sign = "the one that you set signs" if len(settings.webhook_secrets) == 1 else "those that you set sign"
    return f"{sign} webhooks as {versions} ({settings.webhook_secret_encoding.value})"


def _secret_doubts(settings: Settings) -> list[str]:
    doubts = [secret_doubt(text, settings.webhook_secret_encoding) for text in settings.webhook_secrets]
    return [
        f"secret v{number} {doubt} (--webhook-secret-encoding)"
        for number, doubt in enumerate(doubts, start=1)
        if doubt is not None
    ]


def _time_words(settings: Settings) -> str:
    if settings.clock is ClockKind.MANUAL:
        return "Time stands still: POST /_mock/clock moves it."
    if settings.scenario != CompleteAfter():
        return f"How tasks end: {words(settings.scenario)}."
    return f"A task is done {settings.task_seconds / settings.speed:g} s after it was created."


def _chaos_words(settings: Settings) -> str:
    share = f"{settings.chaos * 100:g} % of requests, webhooks and results"
    return f" {share} go wrong on purpose: each is named below." if settings.chaos else ""


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
