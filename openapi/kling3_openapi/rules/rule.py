"""Rule: one mistake with its code, severity, source and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Generic, TypeVar

from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Finding, Location, Severity

Subject = TypeVar("Subject")

Spot = tuple[str, str]
"""Where, as a JSON pointer, and the sentence that names the mend."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue: a stable code with what `explain` tells of it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    source: str
    since: Edition = FIRST
    """The first edition in which there is something to find."""
    until: Edition | None = None
    """The first edition in which there no longer is; None: there always is."""

    def is_of(self, edition: Edition) -> bool:
        """Return whether there is something to find in an edition."""
        return self.since <= edition and (self.until is None or edition < self.until)


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Generic[Subject]):
    """Finds one mistake in a subject: an order, a query, a path, headers, or what was asked of a task so far."""

    entry: Code
    location: Location
    check: Callable[[Subject], Iterable[Spot]]
    when: frozenset[str] = frozenset()
    """Without one of these fields the rule finds nothing and need not run; none: it always runs."""
    families: frozenset[Family] = frozenset(Family)
    """In orders of other families the rule finds nothing and need not run."""

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield a finding for each place where the subject makes the mistake."""
        for pointer, message in self.check(subject):
            yield self.finding(pointer, message)

    def finding(self, pointer: str, message: str) -> Finding:
        """Return the finding of this rule at one place."""
        return Finding(self.entry.code, self.entry.severity, self.location, pointer, message)


def rule(  # noqa: PLR0913  (what the catalogue tells of it, and when it need not run)
    code: str,
    severity: Severity,
    location: Location,
    *,
    source: str,
    when: Iterable[str] = (),
    of: Iterable[Family] = Family,
    since: Edition = FIRST,
    until: Edition | None = None,
) -> Callable[[Callable[[Subject], Iterable[Spot]]], Rule[Subject]]:
    """Make a rule of a function; its docstring is the title, an empty line, and the explanation."""

    def made(check: Callable[[Subject], Iterable[Spot]]) -> Rule[Subject]:
        title, _, explanation = cleandoc(check.__doc__ or "").partition("\n\n")
        entry = Code(code, severity, title, explanation, source, since, until)
        return Rule(entry, location, check, frozenset(when), frozenset(of))

    return made
