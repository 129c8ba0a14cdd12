"""Kills: what was answered and told while fakes were killed, and what of it was lost, out of order or told again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

STATUSES = "IN_PROGRESS", "COMPLETED"
"""Of which a receiver is told, in this order."""


class Told(NamedTuple):
    """A webhook that came, and what it was answered; `kill` counts the kills that were before it."""

    kill: int
    task_id: str
    status: str
    webhook_id: str
    answer: int

    @property
    def subject(self) -> tuple[str, str]:
        """What it tells of."""
        return self.task_id, self.status

    @property
    def is_taken(self) -> bool:
        """Whether its receiver took it, so that it need not come again."""
        return 200 <= self.answer < 300


@dataclass
class Kills:
    """What happened over all lives; each order is one that was answered 200."""

    count: int = 0
    ordered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Orders that were answered otherwise, with what they were told."""
    missing: list[str] = field(default_factory=list)
    """Orders that another process, or a later one, did not hold."""
    told: list[Told] = field(default_factory=list)
    """As they came."""

    @property
    def heard(self) -> set[tuple[str, str]]:
        """What was told by a webhook that its receiver took."""
        return {each.subject for each in self.told if each.is_taken}

    @property
    def untold(self) -> list[str]:
        """Orders of which something was not told."""
        heard = self.heard
        return [each for each in self.ordered if any((each, status) not in heard for status in STATUSES)]

    @property
    def disordered(self) -> list[str]:
        """Tasks whose end was told before their beginning was: what came again does not count."""
        # The taken webhook of the beginning comes before any of the end, refused or not.
        begun, found = set[str](), dict[str, None]()
        begin, end = STATUSES
        for each in self.told:
            if each.status == begin and each.is_taken:
                begun.add(each.task_id)
            elif each.status == end and each.task_id not in begun:
                found[each.task_id] = None
        return list(found)

    @property
    def other_ids(self) -> list[str]:
        """Tasks of which the same was told by webhooks of several ids."""
        pairs = {(each.subject, each.webhook_id) for each in self.told}
        several = Counter(subject for subject, _ in pairs)
        return [task for (task, _), count in several.items() if count > 1]

    @property
    def again(self) -> Counter[int]:
        """How many webhooks came again although they had been answered 2xx, by the kills before that answer."""
        return Counter(first.kill for first, _ in self._pairs())

    @property
    def needless(self) -> list[str]:
        """Tasks of which was told again what was answered 2xx since the last kill: no kill excuses it."""
        return [first.task_id for first, _ in self._pairs() if first.kill == self.count]

    def _pairs(self) -> Iterator[tuple[Told, Told]]:
        """Give each webhook that came after an answer of 2xx, behind the one that was answered so first."""
        taken: dict[tuple[str, str], Told] = {}
        for each in self.told:
            if each.subject in taken:
                yield taken[each.subject], each
            elif each.is_taken:
                taken[each.subject] = each

    @property
    def losses(self) -> dict[str, list[str]]:
        """What must not be, by what it is called, where there is any."""
        found: Iterable[tuple[str, list[str]]] = (
            ("not held", self.missing), ("not told of", self.untold), ("told of out of order", self.disordered),
            ("told of by several ids", self.other_ids), ("told of again without a kill", self.needless),
        )  # fmt: skip
        return {words: which for words, which in found if which}

    def __str__(self) -> str:
        lost = "; ".join(f"{len(which)} {words}: {which[:5]}" for words, which in self.losses.items()) or "nothing lost"
        retried = sum(not each.is_taken for each in self.told)
        return (
            f"{self.count} kills, {len(self.ordered)} orders answered 200 and {len(self.refused)} otherwise, "
            f"{len(self.told)} webhooks, {retried} of them refused by their receiver: {lost}; "
            f"{self.again.total()} came again after a 2xx, at most {max(self.again.values(), default=0)} by one kill"
        )
