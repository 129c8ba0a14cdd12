"""Scenarios: when and how a task ends. Closed types; text like `fail 2` stands for them on the wire."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kling3_mockserver.errors import ScenarioError

SCENARIO_WORDS = "complete [SECONDS], at-once, reads N, fail [SECONDS], no-url [SECONDS] or never"
_DIRECTIVE = re.compile(r"\[\[\s*kling3\s*:([^\]]*)\]\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CompleteAfter:
    """Completes with a video after `seconds` (None: after the time that the settings give a task)."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CompleteAtOnce:
    """Is complete at the first look; the answer to the creation still says CREATED."""


@dataclass(frozen=True, slots=True)
class CompleteAfterReads:
    """Completes when it is read for the `reads`-th time, whatever the clock says."""

    reads: int


@dataclass(frozen=True, slots=True)
class FailAfter:
    """Fails after `seconds` (None: the settings' time)."""

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


def parse(text: str) -> Scenario:
    """Return the scenario that `text` stands for; raise ScenarioError for anything else."""
    name, *amount = text.lower().split() or [""]
    if len(amount) > 1 or name not in (*_TIMED, *_PLAIN, "reads"):
        raise ScenarioError(text, SCENARIO_WORDS)
    if name == "reads":
        return CompleteAfterReads(_reads(text, amount))
    if name in _PLAIN:
        return _plain(text, name, amount)
    return _TIMED[name](_seconds(text, amount[0]) if amount else None)


def directive(prompt: str) -> Scenario | None:
    """Return the scenario that a prompt carries as `[[kling3: fail]]`, or None; raise ScenarioError if unreadable."""
    if "[[" not in prompt or (found := _DIRECTIVE.search(prompt)) is None:
        return None
    return parse(found[1].strip())


def words(scenario: Scenario) -> str:
    """Return the text that `parse` reads as this scenario."""
    match scenario:
        case CompleteAtOnce():
            return "at-once"
        case NeverEnd():
            return "never"
        case CompleteAfterReads(reads):
            return f"reads {reads}"
        case timed:
            name = next(name for name, kind in _TIMED.items() if isinstance(timed, kind))
            return name if timed.seconds is None else f"{name} {timed.seconds}".removesuffix(".0")


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


def _reads(text: str, amount: list[str]) -> int:
    if not amount or not amount[0].isascii() or not amount[0].isdigit() or not int(amount[0][:9]) >= 1:
        raise ScenarioError(text, "N to be a whole number of 1 or more, as in 'reads 3'")
    return int(amount[0][:9])
