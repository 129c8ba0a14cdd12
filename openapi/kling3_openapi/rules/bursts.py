"""Rules on what comes too much at once, each request being fine by itself: the service refuses some of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.rule import Rule, Spot, rule

PENALTY_SECONDS = 600
"""For how long an address was seen to be shut out: about ten minutes (confidence C)."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """A request from an address that is shut out for so many seconds more, `until` a moment in unix seconds.

    `refused` is how many of its requests were refused in a minute before.
    """

    refused: int
    seconds: float
    until: float


@dataclass(frozen=True, slots=True)
class Collision:
    """An order in the same millisecond as another one by its key; `status` is what it is answered."""

    status: int


@rule("K350", Severity.ERROR, Location.TASK, source="seen live, one report")
def in_penalty_box(penalty: Penalty) -> Iterator[Spot]:
    """An address is shut out for a while.

    After malformed bodies or bursts the service was seen to answer 403 with the words Penalty Box for about ten
    minutes, to whatever the address asked. Wait until it is over, then mend what was refused and send less at once.
    """
    seen = f"{penalty.refused} requests of this address were refused within a minute"
    ahead = f"so it is shut out for {penalty.seconds:.0f} s more, until {penalty.until:.0f} in unix seconds"
    yield "", f"{seen}, {ahead}: wait, then mend what was refused and send less at once"


@rule("K351", Severity.ERROR, Location.TASK, source="seen live, one report")
def orders_at_once(collision: Collision) -> Iterator[Spot]:
    """An order comes in the same millisecond as another one by its key.

    Of orders that programs sent side by side in one millisecond, with one key, the service was seen to refuse some by
    401 or 422, though key and body were right. Space orders out by some milliseconds, and send the refused one again.
    """
    seen = f"another order by this key came in the same millisecond, so this one is answered {collision.status}"
    yield "", f"{seen}: space orders out by some milliseconds, and send this one again"


RULES: tuple[Rule[Penalty] | Rule[Collision], ...] = (in_penalty_box, orders_at_once)
