"""Serve: the fake as a program of its own, from its banner to its last word."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

from kling3_mockserver.listening import base_url, bind, server
from kling3_mockserver.mock import Mock
from kling3_mockserver.request_log import RequestLog
from kling3_mockserver.settings import DEFAULT_WEBHOOK_SECRET, Settings
from kling3_mockserver.webhooks import Message

_MOST_LISTED = 20
_GC_THRESHOLDS = (50_000, 20, 100)
"""Collections over a large table of tasks cost tens of milliseconds: make them rare."""


def serve(settings: Settings, out: TextIO = sys.stdout) -> None:
    """Serve until SIGINT or SIGTERM, then say which webhooks stayed undelivered.

    Raises SettingsError when the address can't be had.
    """
    listener = bind(settings.host, settings.port)
    mock = Mock(settings)
    mock.journal.on_exchange = RequestLog(out, colour=out.isatty()).note
    mock.journal.on_delivery = RequestLog(out, colour=out.isatty()).note
    print(banner(settings, base_url(listener)), file=out, flush=True)
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    signal.signal(signal.SIGTERM, _stop)
    try:
        server(mock).run(sockets=[listener])
    except (KeyboardInterrupt, SystemExit):
        pass
    print(last_word(mock.close()), file=out, flush=True)


def banner(settings: Settings, url: str) -> str:
    """Return what a person needs to point a program at the fake."""
    key = "$KLING3_MOCK_API_KEY" if settings.api_keys else "any"
    lines = [
        f"kling3-mock answers at {url}",
        "",
        f"  base URL   {url}   (for https://api.freepik.com or https://api.magnific.com; with /v1 if yours has it)",
        f"  key        {_key_words(settings)}, in the header x-freepik-api-key or x-magnific-api-key",
        f"  secret     {_secret_words(settings)}",
        f"  control    {url}/_mock/openapi.yaml",
        "",
        f'  curl {url}/v1/ai/video/kling-v3-pro -H "x-freepik-api-key: {key}" \\',
        """    -H 'content-type: application/json' -d '{"prompt": "A fox in the snow", "duration": "5"}'""",
        "",
        f"A task is done {settings.task_seconds / settings.speed:g} s after it was created. Stop with Ctrl-C."
        if settings.clock.value == "real"
        else "Time stands still: POST /_mock/clock moves it. Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)


def last_word(undelivered: Sequence[Message]) -> str:
    """Return what is said when the fake stops."""
    if not undelivered:
        return "kling3-mock stopped; no webhook was left undelivered."
    lines = [f"  {each.status.value} of task {each.task_id} to {each.url}" for each in undelivered[:_MOST_LISTED]]
    more = len(undelivered) - _MOST_LISTED
    tail = [f"  and {more} more"] if more > 0 else []
    return "\n".join([f"kling3-mock stopped; {len(undelivered)} webhooks were left undelivered:", *lines, *tail])


def _key_words(settings: Settings) -> str:
    count = len(settings.api_keys)
    return "any key" if not count else "the key that you set" if count == 1 else f"one of the {count} keys that you set"


def _secret_words(settings: Settings) -> str:
    if settings.webhook_secrets == (DEFAULT_WEBHOOK_SECRET,):
        return f"{DEFAULT_WEBHOOK_SECRET}   (signs webhooks; its text is the key, byte for byte)"
    versions = ", ".join(f"v{number}" for number, _ in enumerate(settings.webhook_secrets, start=1))
    return f"the one that you set signs webhooks as {versions} ({settings.webhook_secret_encoding.value})"


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit
