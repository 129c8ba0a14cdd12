"""Spending: what a user allows a run to create, and how fast, made into its budget and its pace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import Account, Ledger, MemoryAccount, ledger_path, state_folder
from kling3_contracts.sending.pace import DEFAULT_RATE, Pace, Rate
from kling3_contracts.target import Target

_NEEDS = {Phase.WALK: 1, Phase.WEBHOOKS: 4}
"""What phases need that look at tasks; to all others a creation is worth less, since most of what they try is free."""


@dataclass(frozen=True, slots=True)
class Spending:
    """At most `most` creations; None is none at all where a task costs money, and any number where it does not."""

    most: int | None = None
    folder: Path = field(default_factory=state_folder)
    """Where the ledgers of all hosts are."""
    forget: bool = False
    """Whether to forget what runs have spent that did not end."""
    rate: Rate | None = None
    """How fast requests may follow one another; None is 40 a minute where a task costs money, and at will elsewhere."""

    def budget(self, target: Target, options: Options) -> Budget:
        """Return the budget of a run; raise OptionError when its ledger can't be written."""
        creating = creating_of(target, options)
        if self.most is None and not target.paid:
            return Budget(None, creating)
        return Budget(self._account(target), creating)

    def pace(self, target: Target, tell: Callable[[str], None] = lambda _line: None) -> Pace:
        """Return the pace of a run; `tell` is given a line when it has to wait for the server."""
        return Pace(target, self.rate_for(target), tell)

    def rate_for(self, target: Target) -> Rate | None:
        """Return the rate that is kept, None for any."""
        return self.rate or (DEFAULT_RATE if target.paid else None)

    def _account(self, target: Target) -> Account:
        if not self.most:
            return MemoryAccount(0)
        return Ledger(ledger_path(self.folder, target.url), self.most, forget=self.forget)


def creating_of(target: Target, options: Options) -> Creating:
    """Return what tells the requests of a run apart that could create a task."""
    good_keys = (options.key, options.other_key)
    return Creating(good_keys, (options.wrong_key,), urlsplit(target.url).path)


def kept_during(phase: Phase, later: Iterable[Phase]) -> int:
    """Return how many creations a phase must leave for those that come later; one that needs its own leaves none."""
    return 0 if phase in _NEEDS else sum(_NEEDS.get(each, 0) for each in later)
