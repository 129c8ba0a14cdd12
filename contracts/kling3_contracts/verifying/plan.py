"""Plan: what a run would send, phase by phase, how long that takes, and what it may cost at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from kling3_contracts.enforcement import count_of_readings, probes
from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.pace import Rate
from kling3_contracts.sending.spending import Spending
from kling3_contracts.target import Target
from kling3_contracts.verifying.ceiling import ceiling_words
from kling3_contracts.verifying.phases import in_order
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.prices import PriceTable

_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Volume:
    """How many requests a phase sends about: once, and for each of the `--max-examples`.

    `orders` of them could create a task. Counted against the fake, and rounded up; what breaks a promise is tried a few
    times more, to find the shortest request that does.
    """

    once: int = 0
    for_each: int = 0
    orders_once: int = 0
    orders_for_each: int = 0

    def requests(self, examples: int) -> int:
        """Return the number of requests."""
        return self.once + self.for_each * examples

    def orders(self, examples: int) -> int:
        """Return the number of those that could create a task."""
        return self.orders_once + self.orders_for_each * examples


VOLUMES: Mapping[Phase, Volume] = MappingProxyType(
    {
        Phase.KEYS: Volume(once=430),
        Phase.COVERAGE: Volume(once=2_600, orders_once=1_900),
        Phase.FUZZING: Volume(for_each=28, orders_for_each=13),
        Phase.STATEFUL: Volume(for_each=14, orders_for_each=10),
        Phase.WALK: Volume(once=1_750, for_each=50, orders_once=330, orders_for_each=6),
        Phase.WEBHOOKS: Volume(once=110, orders_once=24),
        Phase.UPLOADS: Volume(once=40),
    }
)
"""Where orders are free, and a server is held to all families; to fewer, about their share of all endpoints."""
_FRUGAL: Mapping[Phase, Volume] = MappingProxyType(
    {Phase.WALK: Volume(once=95, orders_once=1), Phase.WEBHOOKS: Volume(once=30, orders_once=5)}
)
"""Where they are counted one task is followed to its end, and webhooks are looked at of one kind of task."""


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """One phase with its numbers of requests."""

    phase: Phase
    requests: int
    orders: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All phases of a run; `most` is how many creations it is allowed, None for any number."""

    url: str
    phases: tuple[PlannedPhase, ...]
    most: int | None
    rate: Rate | None
    ceiling: str = ""
    """What the creations that it is allowed cost at most, in words; nothing where none is limited."""

    @property
    def creations(self) -> int:
        """How many tasks are created at most."""
        orders = sum(each.orders for each in self.phases)
        return orders if self.most is None else self.most

    @property
    def requests(self) -> int:
        """How many requests are sent about."""
        asked, orders = (sum(each.requests for each in self.phases), sum(each.orders for each in self.phases))
        return asked - orders + min(orders, self.creations)

    def text(self) -> str:
        """Return the plan as a terminal shows it."""
        return "\n".join((*self._table(), *self._totals()))

    def _table(self) -> Iterable[str]:
        yield f"plan for {self.url}"
        yield f"  {'phase':10}{'requests':>10}{'of them orders':>18}"
        for each in self.phases:
            yield f"  {each.phase.value:10}{each.requests:>10,}{each.orders:>18,}"

    def _totals(self) -> Iterable[str]:
        if self.most is not None:
            yield f"orders, which could create a task, are not sent beyond --spend {self.most}: they cost money"
        pace = f", {_lasting(self.rate.duration(self.requests))} at {self.rate}" if self.rate else ""
        yield f"requests: about {self.requests:,}{pace}"
        if self.most is None:
            yield f"cost: nothing is limited; about {self.creations:,} tasks are created (limit them with --spend N)"
        else:
            tasks = "1 task" if self.most == 1 else f"{self.most:,} tasks"
            yield f"cost: {tasks} at most, {self.ceiling}" if self.most else "cost: nothing, no task is created"


def plan_of(target: Target, options: Options, spend: Spending, table: PriceTable) -> Plan:
    """Return what a run with these options would send, and what that costs; nothing is asked of the server."""
    most = 0 if spend.most is None and target.paid else spend.most
    share = len(options.endpoints) / len(ENDPOINTS)
    phases = tuple(
        _planned(each, _volume(each, options, paid=target.paid, limited=most is not None), options.max_examples, share)
        for each in in_order(options.phases)
    )
    families = tuple(dict.fromkeys(each.family for each in options.endpoints))
    ceiling = ceiling_words(table, families, most) if most else ""
    return Plan(target.url, phases, most, spend.rate_for(target), ceiling)


def _planned(phase: Phase, volume: Volume, examples: int, share: float) -> PlannedPhase:
    """Return what a phase sends of its volume where a server is held to a share of all endpoints."""
    requests, orders = volume.requests(examples), volume.orders(examples)
    if phase in (Phase.RULES, Phase.UPLOADS):  # which is counted one by one
        return PlannedPhase(phase, requests, orders)
    return PlannedPhase(phase, ceil(requests * share), ceil(orders * share))


def _volume(phase: Phase, options: Options, *, paid: bool, limited: bool) -> Volume:
    if phase is Phase.UPLOADS and not options.holds_uploads:
        return Volume()
    if phase is Phase.RULES:
        return _rules(options, brief=paid)
    return _FRUGAL[phase] if limited and phase in _FRUGAL else VOLUMES[phase]


def _rules(options: Options, *, brief: bool) -> Volume:
    """Return the volume of the rules phase, which alone is known request by request; sockets take some forty more."""
    table = probes(options.strictness, options.seed, brief=brief, families=options.held, edition=options.edition)
    readings = count_of_readings(brief=brief, families=options.held) if options.strictness is Strictness.STRICT else 0
    probed = sum(1 + each.twice for each in table)
    return Volume(once=probed + readings, orders_once=sum(each.creates for each in table))


def _lasting(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h"
