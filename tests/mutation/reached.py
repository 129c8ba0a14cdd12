"""Reached: the lines of the fake that a whole run of the referee enters; a change of another can't be seen by it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

import coverage

from kling3_contracts.options import Phase
from tests.mutation.loading import module_of
from tests.mutation.mutant import Mutant

Lines = Mapping[str, frozenset[int]]
"""By file."""


def is_reached(mutant: Mutant, lines: Lines) -> bool:
    """Return whether the statement that a mutant changes ran; true of files that nobody has measured."""
    return mutant.key.file not in lines or not lines[mutant.key.file].isdisjoint(mutant.statement)


def lines_of(files: Sequence[str], alive: Callable[[], None]) -> Lines:
    """Have the fake judged as it is, and return which lines of these files ran; for a process of its own."""
    names = {each: module_of(each) for each in files}
    measured = coverage.Coverage(data_file=None, config_file=False, source_pkgs=list(names.values()))
    measured.start()
    _judge_the_whole_fake(alive)
    measured.stop()
    return {file: frozenset(_lines(measured.get_data(), name)) for file, name in names.items()}


def _lines(data: coverage.CoverageData, name: str) -> Sequence[int]:
    # An installed package is not where its file is in the repository.
    place = getattr(sys.modules.get(name), "__file__", None)
    return data.lines(place) or () if place else ()


def _judge_the_whole_fake(alive: Callable[[], None]) -> None:
    # Not before it is measured what is loaded here.
    from tests.mutation.server import start, told_by

    target = start()
    for phase in Phase:
        alive()
        told_by(target, phase)
    target.close()
