"""Scenarios: when and how a task ends. Closed types; text like `fail 2` stands for them on the wire."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kling3_mockserver.errors import ScenarioError
from kling3_mockserver.suggestion import suggestion

SCENARIO_WORDS = "complete [SECONDS], at-once, reads N [SECONDS], fail [SECONDS], no-url [SECONDS] or never"
_DIRECTIVE = re.compile(r"\[\[\s*kling3\s*:([^\]]*)\]\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CompleteAfter:
    """Completes with a video after `seconds`, without them after the time that the settings give a task."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CompleteAtOnce:
    """Is complete at the first look; the answer to the creation still says CREATED."""


@dataclass(frozen=True, slots=True)
class CompleteAfterReads:
    """Completes when it is read for the `reads`-th time, or after `seconds` if that is sooner.

    Without `seconds` reads alone complete it, whatever the clock says.
    """

    reads: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class FailAfter:
    """Fails after `seconds`, without them after the time that the settings give a task."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CompleteWithoutUrl:
    """Is COMPLETED with an empty `generated`, as the service does now and then."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NeverEnd:
    """Stays IN_PROGRESS for ever."""


Scenario = CompleteAfter | CompleteAtOnce | CompleteAfterReads | FailAfter | CompleteWithoutUrl | NeverEnd

_TIMED: dict[str, type[CompleteAfter] | type[FailAfter] | type[CompleteWithoutUrl]] = {
    "complete": CompleteAfter,
    "fail": FailAfter,
    "no-url": CompleteWithoutUrl,
}
_PLAIN: dict[str, CompleteAtOnce | NeverEnd] = {"at-once": CompleteAtOnce(), "never": NeverEnd()}


EXAMPLES: Mapping[str, Scenario] = {
    **{name: kind() for name, kind in _TIMED.items()},
    "reads": CompleteAfterReads(3),
    **_PLAIN,
}
"""Each name of a scenario, with a scenario that it may stand for."""


def parse(text: str) -> Scenario:
    """Return the scenario that `text` stands for; raise ScenarioError for anything else."""
    name, *amounts = text.lower().split() or [""]
    if name == "reads":
        return _by_reads(text, amounts)
    if name not in (*_TIMED, *_PLAIN):
        raise ScenarioError(text, SCENARIO_WORDS, suggestion(name, (*_TIMED, *_PLAIN, "reads")))
    if len(amounts) > 1:
        raise ScenarioError(text, SCENARIO_WORDS)
    if name in _PLAIN:
        return _plain(text, name, amounts)
    return _TIMED[name](_seconds(text, amounts[0]) if amounts else None)


def directive(prompt: str) -> Scenario | None:
    """Return the scenario that a prompt carries as `[[kling3: fail]]`, or None; raise ScenarioError if unreadable."""
    # One bracket is found several times as fast as two, and most prompts have none.
    if "[" not in prompt or (found := _DIRECTIVE.search(prompt)) is None:
        return None
    return parse(found[1].strip())


def words(scenario: Scenario) -> str:
    """Return the text that `parse` reads as this scenario."""
    match scenario:
        case CompleteAtOnce():
            return "at-once"
        case NeverEnd():
            return "never"
        case CompleteAfterReads(reads, seconds):
            return _with_seconds(f"reads {reads}", seconds)
        case timed:
            name = next(name for name, kind in _TIMED.items() if isinstance(timed, kind))
            return _with_seconds(name, timed.seconds)


def _plain(text: str, name: str, amount: list[str]) -> Scenario:
    if amount:
        raise ScenarioError(text, f"{name} alone")
    return _PLAIN[name]


def _seconds(text: str, amount: str) -> float:
    try:
        seconds = float(amount)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ScenarioError(text, "SECONDS to be a number of 0 or more, as in 'fail 2'")
    return seconds


def _by_reads(text: str, amounts: list[str]) -> Scenario:
    count = amounts[0][:9] if amounts else ""
    if len(amounts) not in (1, 2) or not count.isascii() or not count.isdigit() or int(count) < 1:
        raise ScenarioError(text, "N to be a whole number of 1 or more, as in 'reads 3' or 'reads 3 60'")
    return CompleteAfterReads(int(count), _seconds(text, amounts[1]) if len(amounts) > 1 else None)


def _with_seconds(name: str, seconds: float | None) -> str:
    return name if seconds is None else f"{name} {seconds}".removesuffix(".0")
