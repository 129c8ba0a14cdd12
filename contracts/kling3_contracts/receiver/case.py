"""Case: one thing that a receiver may meet, what a good one answers, and what to mend in one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.signer import Signer
from kling3_openapi.findings import Severity
from kling3_openapi.rules.rule import Code

Calls = Callable[[Signer], tuple[Call, ...]]

PAGE = "provider's webhooks page"
STANDARD = "Standard Webhooks specification; the provider's page says nothing of it"
ASSUMED = "assumed: what any program may meet that listens on the internet"


class Expected(Enum):
    """What a good receiver answers."""

    TAKEN = "2xx"
    REFUSED = "4xx"
    EITHER = "2xx or 4xx"
    """Taking and refusing are both safe; failing is not."""
    BETTER_REFUSED = "4xx, though 2xx does no harm"
    """Taking is told, and no reason to fail; failing is one."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `calls` makes what is sent, in order, or all at once where it is `crowded`.

    `mend` is what to change in a receiver that fails, and the last sentence of the explanation. `processed` is how many
    of the calls a receiver must act on, where its list of processed ids can be seen.
    """

    entry: Code
    name: str
    expected: Expected
    mend: str
    calls: Calls
    processed: int | None = None
    crowded: bool = False
    rotates: bool = False
    """Whether it needs the second secret of a rotation."""

    def acted_on(self, times: int) -> Case:
        """Return the case as one of whose calls so many are to be acted on."""
        return replace(self, processed=times)

    def in_a_crowd(self) -> Case:
        """Return the case as one whose calls are sent all at once."""
        return replace(self, crowded=True)

    def in_rotation(self) -> Case:
        """Return the case as one that needs the second secret."""
        return replace(self, rotates=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Makes cases that are expected to be answered alike and come from one source."""

    expected: Expected
    source: str

    def case(self, number: int, name: str, texts: tuple[str, str, str], calls: Calls) -> Case:
        """Return the case K`number`; `texts` are its title, why it matters, and the mend."""
        title, why, mend = texts
        entry = Code(f"K{number}", Severity.ERROR, title, f"{why} {mend}", self.source)
        return Case(entry, name, self.expected, mend, calls, 0 if self.expected is Expected.REFUSED else None)
