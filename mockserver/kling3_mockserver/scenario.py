"""Scenarios, by their old path; new programs import them from `kling3_mockserver.tasks`."""

from kling3_mockserver.tasks import (
    CompleteAfter,
    CompleteAfterReads,
    CompleteAtOnce,
    CompleteWithoutUrl,
    FailAfter,
    NeverEnd,
    Scenario,
)

__all__ = [
    "CompleteAfter",
    "CompleteAfterReads",
    "CompleteAtOnce",
    "CompleteWithoutUrl",
    "FailAfter",
    "NeverEnd",
    "Scenario",
]
