"""Worker: one of several processes that serve a fake, of which all that lasts lies in a store."""

from __future__ import annotations

import gc
import sys
from multiprocessing.connection import Connection
from typing import NamedTuple

from kling3_mockserver.errors import MockError
from kling3_mockserver.journal.log_stream import LogStream
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.journal.log_turns import turns
from kling3_mockserver.journal.notices import noticed
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.gateways import Listeners, gateways
from kling3_mockserver.programs.logs import logs_of
from kling3_mockserver.programs.outputs import PATIENCE, told
from kling3_mockserver.programs.serve import end_although_stuck, server_of
from kling3_mockserver.programs.serve_words import Words, lost_words
from kling3_mockserver.programs.signals import hear
from kling3_mockserver.serving.lifeline import Lifeline
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.garbage import rare_collections


class Job(NamedTuple):
    """What every worker is given."""

    settings: Settings
    style: LogStyle
    listeners: Listeners


def work(job: Job, number: int, parent: Connection) -> None:
    """Serve as the worker of a number, from 1 on, until a signal or the end of the parent; say nothing of either.

    Ends with status 1 and a sentence on standard error where the store can't be had.
    """
    lifeline = Lifeline(parent)
    lifeline.hold()
    gap = Words(job.settings, job.style).gap
    with rare_collections(), told(sys.stdout, gap, turns(sys.stdout)) as stream:
        try:
            mock = _served(job, number, lifeline, stream)
        except MockError as error:
            print(f"Error: worker {number}: {error}", file=sys.stderr)
            sys.exit(1)
    end_although_stuck(mock)


def _served(job: Job, number: int, lifeline: Lifeline, stream: LogStream) -> Mock:
    """Serve to the end, and say what ends with this process; return the mock, closed."""
    mock = Mock(job.settings)
    logs = logs_of(mock, stream, job.style)
    ways = gateways(job.settings, job.listeners, logs.requests.note)
    running = server_of(mock, job.listeners, ways, logs)
    hear()
    lifeline.serve(running.stop)
    gc.freeze()
    running.run(sockets=ways.plain)
    for each in lost_words(mock.close()):
        logs.requests.tell(noticed(f"worker {number}: {each}"))
    logs.flush()
    stream.drain(PATIENCE)
    return mock
