"""Tally: what a program did to the fake, in the few lines that are said at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_lines import printable, shown_url
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_openapi.findings import Finding, Severity

if TYPE_CHECKING:
    from kling3_openapi.prices import Bill

_WEIGHTS = (Severity.ADVICE, Severity.IGNORED, Severity.ERROR)
_MOST_LISTED = 20
_NOTHING = (
    "no request reached the fake: if the program made some, it went another way (it sets a proxy of its own, or is no "
    "program that reads one): run kling3-mock serve, and point it at that URL"
)


class Tally:
    """Counts findings as exchanges come."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._shown: dict[str, Finding] = {}
        self._requests = 0

    def note(self, exchange: Exchange) -> None:
        """Count what was found in an exchange."""
        self._requests += 1
        for each in exchange.findings:
            self._counts[each.code] += 1
            shown = self._shown.setdefault(each.code, each)
            if _weight(each) > _weight(shown):
                self._shown[each.code] = each

    def fails(self, weight: Severity) -> bool:
        """Return whether there was a finding of this weight or more."""
        return any(_weight(each) >= _WEIGHTS.index(weight) for each in self._shown.values())

    def lines(self, statuses: Sequence[Status], undelivered: Sequence[Message], bill: Bill | None = None) -> list[str]:
        """Return the last words; `statuses` are those of all tasks that were ordered, `bill` is what they cost."""
        if not self._requests:
            return [f"kling3-mock: {_NOTHING}"]
        return [f"kling3-mock: {_tasks(statuses)}", *_cost(bill), *self._findings(), *_webhooks(undelivered)]

    def _findings(self) -> list[str]:
        heavy_first = sorted(self._shown.values(), key=lambda each: (-_weight(each), each.code))
        return [
            f"  {each.code} {each.severity.value}{_times(self._counts[each.code])}: {printable(each.message)}"
            for each in heavy_first
        ]


def _weight(finding: Finding) -> int:
    return _WEIGHTS.index(finding.severity)


def _tasks(statuses: Sequence[Status]) -> str:
    if not statuses:
        return "no task was ordered"
    counts = Counter(statuses)
    outcomes = ", ".join(f"{counts[each]} {each.value}" for each in Status if counts[each])
    return f"{len(statuses)} task{'' if len(statuses) == 1 else 's'} ordered: {outcomes}"


def _cost(bill: Bill | None) -> list[str]:
    return [f"  {bill.sentence('task', 'would have cost')}"] if bill and bill.count else []


def _times(count: int) -> str:
    return f", {count} times" if count > 1 else ""


def _webhooks(undelivered: Sequence[Message]) -> list[str]:
    told = [
        f"  webhook not taken: {each.status.value} of task {each.task_id} to {printable(shown_url(each.url, tuple))}"
        for each in undelivered[:_MOST_LISTED]
    ]
    more = len(undelivered) - len(told)
    return [*told, *([f"  and {more} more"] if more else [])]
