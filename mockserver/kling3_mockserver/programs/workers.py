"""Workers: the fake served by several processes over one store, from their banner to their last word."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import resource_tracker

from kling3_mockserver import stores
from kling3_mockserver.errors import SettingsError
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.journal.log_turns import turns
from kling3_mockserver.journal.notices import Tell, nobody
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.programs.browser import open_in_browser, page_of
from kling3_mockserver.programs.gateways import gateways, listening
from kling3_mockserver.programs.outputs import PATIENCE, greet, say, told
from kling3_mockserver.programs.serve_words import Words
from kling3_mockserver.programs.signals import held_back, stop_on_signals
from kling3_mockserver.programs.terminal import is_coloured
from kling3_mockserver.programs.worker import Job, work
from kling3_mockserver.serving.lifeline import Held
from kling3_mockserver.serving.supervisor import Supervisor, Worker
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.stores import location
from kling3_mockserver.stores.location import RedisServer


def serve(settings: Settings, count: int, *, style: LogStyle, open_page: bool = False) -> None:
    """Serve by `count` processes until SIGINT, SIGTERM or SIGHUP, then say where what waits is kept.

    Raises SettingsError for a store that only one process can have, or an address that can't be had, StoreError for a
    store, OutputError when nothing can be written, and WorkersError, behind the last word, when no process can serve.
    """
    _check(settings, count)
    words = Words(settings, style, count)
    with told(sys.stdout, words.gap, turns(sys.stdout)) as stream:
        tasks = _tasks_before(settings)
        with listening(settings) as listeners:
            # Certificates are looked at, and the authority of this machine is made, once for all.
            ways = gateways(settings, listeners, nobody)
            log = RequestLog(stream, colour=is_coloured(stream, os.environ), style=style)
            supervisor = _supervisor(Job(settings, style, listeners), count, log.tell)
            stop_on_signals(supervisor.stop)
            greet(words.greeting(ways.url, ways.proxy, tasks), stream)
            if open_page:
                # It listens already: who comes before a worker serves waits in the queue of the socket.
                open_in_browser(page_of(ways.url), log.tell)
            try:
                supervisor.run()
            finally:
                stream.drain(PATIENCE)
                say(words.shared_farewell(), stream)


def _check(settings: Settings, count: int) -> None:
    if not isinstance(settings.store, RedisServer):
        given = f"got {count} with --store {location.words(settings.store)}, which one process has for itself"
        raise SettingsError(
            "workers", f"{given}: give --store redis://HOST:PORT/NUMBER, which all share, or leave --workers out"
        )


def _tasks_before(settings: Settings) -> int:
    """Return how many tasks the store holds; raise StoreError before any process finds that it can't be had."""
    kept = stores.opened(settings.store, settings.seed)
    if kept is None:
        return 0
    try:
        return kept.tasks_before
    finally:
        kept.close()


def _supervisor(job: Job, count: int, tell: Tell) -> Supervisor:
    context = multiprocessing.get_context("spawn")

    def start(number: int) -> Worker:
        if sys.platform != "win32":
            # Else it would start with the first process, and let signals through that are held back.
            resource_tracker.ensure_running()
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(job, number, theirs), name=f"kling3-worker-{number}", daemon=True)
        with held_back():
            process.start()
        theirs.close()
        return Worker(process, Held(ours))

    return Supervisor(start, count, tell)
