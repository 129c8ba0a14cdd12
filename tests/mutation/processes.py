"""Processes: each mutant in one of its own, as many at once as there are cores, and none for ever."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import Any

from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Judged, Outcome, Verdict
from tests.mutation.reached import Lines
from tests.mutation.subject import Subject

BOUND = 90.0
"""Seconds without a sign of life: a phase of the whole fake takes six, on a machine that has nothing else to do."""


def judged(subject: Subject, mutants: Sequence[Mutant], jobs: int, bound: float = BOUND) -> Iterator[Judged]:
    """Judge mutants and return each as it comes, in no order."""
    # Threads only wait for processes.
    with ThreadPoolExecutor(jobs) as pool:
        under_way = {pool.submit(outcome_of, subject, each, bound): each for each in mutants}
        for done in as_completed(under_way):
            yield Judged(under_way[done], done.result())


def outcome_of(subject: Subject, mutant: Mutant, bound: float = BOUND) -> Outcome:
    """Judge one mutant in a process of its own."""
    try:
        return Outcome(*_told(subject, subject.judge, mutant, bound))
    except TimeoutError as error:
        return Outcome(Verdict.HANGS, str(error))
    except EOFError:
        return Outcome(Verdict.AT_START, "its process ended")


def reached_lines(subject: Subject, mutants: Sequence[Mutant]) -> Lines:
    """Return which lines of the mutants' files the referee reaches; none where the subject can't tell."""
    files = sorted({each.key.file for each in mutants})
    return _told(subject, subject.reached, files, 4 * BOUND) if subject.reached else {}


def _told(subject: Subject, function: str, about: object, bound: float) -> Any:
    """Return what a function returns in a new process; raise EOFError or TimeoutError where nothing comes."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        # What the referee needs and no mutant changes is loaded once, and each process begins with it.
        context.set_forkserver_preload(list(subject.loaded_before))
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(its, function, about), daemon=True)
    process.start()
    its.close()
    try:
        return _awaited(mine, bound)
    finally:
        process.kill()
        process.join()
        mine.close()


def _awaited(mine: Connection, bound: float) -> Any:
    while mine.poll(bound):
        if (told := mine.recv()) is not None:
            return told
    raise TimeoutError(f"nothing came for {bound:g} s")


def _run(its: Connection, function: str, about: object) -> None:
    # A mutant's tracebacks would stand between the lines of the run.
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    its.send(resolve_name(function)(about, partial(its.send, None)))
    its.close()
    # A mutant's threads may never end.
    os._exit(0)
