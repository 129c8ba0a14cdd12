"""PlannedFault: a fault that waits, with what it waits for, how often it happens, and when in a request's course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import (
    ApiFault,
    ConnectionReset,
    CreditUsedUp,
    Fault,
    Latency,
    OrdersCollided,
    TasksNotFound,
    TruncatedJson,
    WebhookFault,
    WebhookOutOfOrder,
    WrongContentType,
)
from kling3_mockserver.faults.occasions import Group, Match, Occasion, When, chosen
from kling3_mockserver.faults.text import parse
from kling3_mockserver.tasks.models import names_of
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, Kind, Operation


@dataclass(frozen=True, slots=True, init=False)
class PlannedFault:
    """A fault for the next occasion that matches; raises FaultError for a plan that could never come about.

    It happens once, or `times` times; with `probability` (above 0, at most 1) on so many of the occasions, without
    end unless `times` ends it. An API fault comes before the request is carried out unless `when` says after;
    those that spoil the true answer (TruncatedJson, WrongContentType, ConnectionReset midway) can only come after.
    `required` is whether somebody counts on it to come about at least once. The texts of the control API are good too:
    `PlannedFault("503", {"kind": "create"}, when="after")`, a status as a number as well.
    """

    fault: Fault
    match: Match
    times: int | None
    probability: float | None
    when: When | None
    required: bool

    def __init__(  # noqa: PLR0913, PLR0917  (what a plan says)
        self,
        fault: Fault | str | int,
        match: Match | Mapping[str, object] | None = None,
        times: int | None = None,
        probability: float | None = None,
        when: When | str | None = None,
        required: bool = False,  # noqa: FBT001, FBT002  (a field)
    ) -> None:
        facts = (_fault(fault), Match.of(match), times, probability, chosen(When, when, "when"), required)
        for name, value in zip(self.__slots__, facts, strict=True):
            object.__setattr__(self, name, value)
        self._check()

    @property
    def group(self) -> Group:
        """Whose fault it is."""
        if isinstance(self.fault, ApiFault):
            return Group.API
        return Group.WEBHOOK if isinstance(self.fault, WebhookFault) else Group.RESULT

    @property
    def moment(self) -> When:
        """When it happens, said or not."""
        spoils = self.group is Group.RESULT or needs_answer(self.fault)
        return self.when or (When.AFTER if spoils else When.BEFORE)

    @property
    def uses(self) -> int | None:
        """How often it may happen; None for ever."""
        return 1 if self.times is None and self.probability is None else self.times

    def after(self, used: int) -> PlannedFault:
        """Return what is left of the plan when it has happened so often."""
        return self if self.uses is None or not used else replace(self, times=self.uses - used)

    def happening(self, draw: Callable[[], float]) -> Fault:
        """Return the fault as it happens now, nothing in it left to chance: a span of times becomes one of them."""
        fault = self.fault
        if isinstance(fault, Latency) and fault.most is not None:
            return Latency(round(fault.seconds + (fault.most - fault.seconds) * draw(), 6))
        return fault

    def suits(self, occasion: Occasion) -> bool:
        """Return whether it may happen on this occasion."""
        if (self.group, self.moment) != (occasion.group, occasion.when):
            return False
        if _only_kind(self.fault) not in (None, occasion.kind):
            return False
        if isinstance(self.fault, WebhookOutOfOrder) and occasion.status is not None and occasion.status.ended:
            return False
        return self.match.asks(occasion)

    def _check(self) -> None:
        if self.times is not None and (type(self.times) is not int or self.times < 1):
            raise FaultError(f"got times={self.times!r:.60}: expected a whole number of 1 or more, or None")
        if self.probability is not None and not _is_probability(self.probability):
            raise FaultError(f"got probability={self.probability!r:.60}: expected a number above 0 and up to 1")
        self._check_when()
        self._check_match()

    def _check_when(self) -> None:
        name = type(self.fault).__name__
        if self.when is not None and self.group is not Group.API:
            raise FaultError(f"got when={self.when} with {name}: only faults of the API have it, leave it out")
        if self.when is When.BEFORE and needs_answer(self.fault):
            advice = "it spoils the true answer, so the request is carried out: leave `when` out"
            raise FaultError(f"got when={self.when} with {name}: {advice}")

    def _check_match(self) -> None:
        name, known = type(self.fault).__name__, _KNOWN[self.group]
        unknown = [each for each in self.match.named() if each not in known]
        if unknown:
            raise FaultError(f"{name} can't be matched by {', '.join(unknown)}: use {' or '.join(known)}")
        kind = _only_kind(self.fault)
        if self.group is Group.API and not any(_meets(each, self.match, kind) for each in OPERATIONS):
            raise FaultError(
                f"{name} would never come: no endpoint for it has {_said(self.match)}{_tier_words(self.match)}"
            )
        if isinstance(self.fault, WebhookOutOfOrder) and self.match.status is not None and self.match.status.ended:
            raise FaultError(f"{name} would never come: nothing follows on {self.match.status.value}")


def _only_kind(fault: Fault) -> Kind | None:
    """Return of which kind of requests alone a fault is, None for all."""
    if isinstance(fault, TasksNotFound):
        return Kind.LIST
    return Kind.CREATE if isinstance(fault, (CreditUsedUp, OrdersCollided)) else None


def _is_probability(value: object) -> bool:
    return isinstance(value, (int, float)) and 0 < value <= 1


def _fault(fault: object) -> Fault:
    """Return the fault that a value is, or that its text or status stands for."""
    if isinstance(fault, str) or type(fault) is int:
        return parse(str(fault))
    if isinstance(fault, type):
        raise FaultError(f"got the class {fault.__name__}: expected a fault, as in {fault.__name__}()")
    if not isinstance(fault, Fault):
        raise FaultError(f'got {fault!r:.60}: expected a fault of kling3_mockserver.faults or its words, as in "503"')
    return fault


def _meets(endpoint: Operation, match: Match, kind: Kind | None) -> bool:
    methods = ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,)
    return (
        kind in (None, endpoint.kind)
        and match.kind in (None, endpoint.kind)
        and (match.model is None or match.model in names_of(endpoint))
        and match.method in (None, *methods)
    )


def _said(match: Match) -> str:
    said = {name: getattr(match, name) for name in match.named() if name in ("kind", "model", "method")}
    return ", ".join(f"{name} {getattr(value, 'value', value)}" for name, value in said.items())


def _tier_words(match: Match) -> str:
    """Return what to ask for where a tier is asked for, and what it is asked of has none."""
    families = {name for each in ENDPOINTS if each.tier is None for name in names_of(each)}
    if match.model is None or match.model in families:
        return ""
    family = match.model.rpartition("-")[0]
    return f"; only the paths of orders name a tier: ask for the family {family}, or leave the rest out"


_KNOWN = {
    Group.API: ("kind", "model", "method", "key", "task_id"),
    Group.WEBHOOK: ("status", "task_id"),
    Group.RESULT: ("task_id", "method"),
}


def checked(planned: object) -> PlannedFault:
    """Return a planned fault; raise FaultError for anything else."""
    if isinstance(planned, PlannedFault):
        return planned
    _fault(planned)
    raise FaultError(f"got {planned!r:.60} alone: plan it, as in PlannedFault({planned!r:.60}, times=1)")


def needs_answer(fault: Fault) -> bool:
    """Return whether a fault spoils the true answer, which must be had first."""
    return isinstance(fault, (TruncatedJson, WrongContentType)) or fault == ConnectionReset(midway=True)
