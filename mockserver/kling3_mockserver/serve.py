"""Serve: the fake as a program of its own, from its banner to its last word."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Protocol, TextIO

from kling3_mockserver.listening import base_url, bind, server
from kling3_mockserver.mock import Mock
from kling3_mockserver.request_log import RequestLog, printable
from kling3_mockserver.scenario import CompleteAfter, words
from kling3_mockserver.settings import DEFAULT_WEBHOOK_SECRET, ClockKind, Settings
from kling3_mockserver.webhooks import Message

_MOST_LISTED = 20
_GC_THRESHOLDS = (50_000, 20, 100)
"""Collections over a large table of tasks cost tens of milliseconds: make them rare."""


class _Stoppable(Protocol):
    """A server that ends when it is told to."""

    should_exit: bool


def serve(settings: Settings, out: TextIO | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then say which webhooks stayed undelivered.

    `out` is standard output unless given. Raises SettingsError when the address can't be had.
    """
    out = _for_any_text(out or sys.stdout)
    listener = bind(settings.host, settings.port)
    mock = Mock(settings)
    logs = _logs(mock, out)
    running = server(mock, tell=logs[0].note)
    _stop_on_signals(running)
    print(banner(settings, base_url(listener)), file=out, flush=True)
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    running.run(sockets=[listener])
    undelivered = mock.close()
    for each in logs:
        each.flush()
    print(last_word(undelivered), file=out, flush=True)


def banner(settings: Settings, url: str) -> str:
    """Return what a person needs to point a program at the fake."""
    key = "$KLING3_MOCK_API_KEY" if settings.api_keys else "any"
    lines = [
        f"kling3-mock answers at {url}",
        "",
        f"  base URL   {url}   (for https://api.freepik.com or https://api.magnific.com;",
        "             with /v1 behind it if yours has that)",
        f"  key        {_key_words(settings)}, in the header x-freepik-api-key or x-magnific-api-key",
        f"  secret     {_secret_words(settings)}",
        f"  control    {url}/_mock/openapi.yaml",
        "",
        f'  curl {url}/v1/ai/video/kling-v3-pro -H "x-freepik-api-key: {key}" \\',
        """    -H 'content-type: application/json' -d '{"prompt": "A fox in the snow", "duration": "5"}'""",
        "",
        f"{_time_words(settings)}{_chaos_words(settings)} Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)


def last_word(undelivered: Sequence[Message]) -> str:
    """Return what is said when the fake stops."""
    if not undelivered:
        return "kling3-mock stopped; no webhook was left undelivered."
    count = "1 webhook was" if len(undelivered) == 1 else f"{len(undelivered)} webhooks were"
    lines = [
        f"  {each.status.value} of task {each.task_id} to {printable(each.url)}" for each in undelivered[:_MOST_LISTED]
    ]
    more = len(undelivered) - _MOST_LISTED
    tail = [f"  and {more} more"] if more > 0 else []
    return "\n".join([f"kling3-mock stopped; {count} left undelivered:", *lines, *tail])


def _for_any_text(out: TextIO) -> TextIO:
    # A terminal or a pipe may know fewer characters than the texts of requests have.
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="backslashreplace")
    return out


def _logs(mock: Mock, out: TextIO) -> tuple[RequestLog, ...]:
    # One for each of the two event loops: a log is written by the loop in which it is told of something.
    requests, deliveries = (RequestLog(out, colour=out.isatty()) for _ in range(2))
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
    # The server has handlers of its own while it runs; these are for a signal right before or after that.
    def stop(_signal: int, _frame: object) -> None:
        running.should_exit = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
