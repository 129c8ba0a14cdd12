"""A naive model of one task: the list of all its changes. Nothing of the fake is in it."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_openapi.endpoints import Family

RANK = {"CREATED": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "FAILED": 2}
ENDS = ("COMPLETED", "FAILED")

Move = tuple[float, str]


@dataclass
class Expected:
    """What is known of a task; `moves` are its changes from its creation on, each with its moment."""

    key: str
    family: Family
    hook: str | None
    moves: list[Move]
    with_url: bool
    reads_left: int = 0
    told: int = 0
    seen: str = "CREATED"

    def status(self, now: float) -> str:
        return [status for moment, status in self.moves if moment <= now][-1]

    def has_url(self, now: float) -> bool:
        return self.with_url and self.status(now) == "COMPLETED"

    def read(self, now: float) -> None:
        if self.reads_left == 0 or self.status(now) in ENDS:
            return
        self.reads_left -= 1
        ahead = [move for move in self._go_on_from(now) if move[1] in ENDS]
        self.moves += ahead if self.reads_left else [(now, "COMPLETED")]

    def force(self, outcome: str, now: float) -> None:
        self._go_on_from(now)
        self.moves.append((now, outcome))
        self.with_url, self.reads_left = outcome == "COMPLETED", 0

    def untold(self, now: float, statuses: set[str]) -> list[Move]:
        """Return the changes that are to be told at a moment, and count them as told."""
        due = [(moment, status) for moment, status in self.moves if moment <= now and status in statuses]
        new, self.told = due[self.told :], len(due)
        return new if self.hook else []

    def _go_on_from(self, now: float) -> list[Move]:
        """Have the task be in progress by now; take out and return the changes that lay ahead."""
        ahead = [move for move in self.moves if move[0] > now]
        self.moves = [move for move in self.moves if move[0] <= now]
        if len(self.moves) == 1:
            self.moves.append((now, "IN_PROGRESS"))
        return ahead


def expected(key: str, family: Family, hook: str | None, *, scenario: str, now: float, task_seconds: float) -> Expected:
    """Return what is to be expected of a task that is ordered now; `scenario` as on the wire, or empty."""
    kind, *amounts = (scenario or "complete").split()
    reads = int(amounts.pop(0)) if kind == "reads" else 0
    moves = [(now, "CREATED")]
    if not reads or amounts:
        took = 0.0 if kind == "at-once" else float(amounts[0]) if amounts else task_seconds
        moves.append((now + took / 3, "IN_PROGRESS"))
        if kind != "never":
            moves.append((now + took, "FAILED" if kind == "fail" else "COMPLETED"))
    return Expected(key, family, hook, moves, with_url=kind != "no-url", reads_left=reads)
