"""Effort: how long and how often things are measured."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Effort:
    """Figures settle with more of everything, and so does the time that a run takes."""

    rounds: int
    """How often both sides are measured, in turn."""
    seconds: float
    """How long one run of wrk lasts."""
    calls: int
    """How many calls by hand are timed together."""
    starts: int
    """How often a program is started."""
    tasks: int
    """How many tasks are held."""
    webhook_seconds: float
    """How long orders come in while webhooks are delivered."""

    def shorter(self) -> Effort:
        """Return half the effort, for what matters less."""
        return replace(self, rounds=max(2, self.rounds // 2), seconds=self.seconds / 2)


FULL = Effort(rounds=7, seconds=2.0, calls=2_000, starts=9, tasks=100_000, webhook_seconds=5.0)
QUICK = Effort(rounds=2, seconds=1.0, calls=300, starts=3, tasks=10_000, webhook_seconds=2.0)
