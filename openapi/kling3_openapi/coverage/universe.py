"""Universe: all that can be exercised of one document of the contract, and which exchange touches what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from kling3_openapi.coverage.bodies import BodyFacts, QueryFacts, owner_of
from kling3_openapi.coverage.facts import Fact, Facts
from kling3_openapi.coverage.lifecycle import TRANSITIONS, Transition
from kling3_openapi.coverage.responses import documented
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import OPERATIONS, Kind


class Outcome(Enum):
    """What became of one attempt to deliver a webhook; the value is its name in reports."""

    TAKEN = "taken"
    RETRIED = "tried again"
    GIVEN_UP = "given up"


_WITH_BODY = (Kind.CREATE, Kind.UPLOAD)
_TOLD_STATUSES = ("IN_PROGRESS", "COMPLETED", "FAILED")
"""Nothing is known of a webhook that tells CREATED."""


@dataclass(frozen=True, slots=True, eq=False)
class Universe:
    """The facts of a document by what touches them; operations go by their ids."""

    facts: Facts
    operations: Mapping[str, Fact]
    bodies: Mapping[str, BodyFacts]
    queries: Mapping[str, QueryFacts]
    responses: Mapping[tuple[str, int, str], Fact]
    examples: Mapping[tuple[int, str, str], Fact]
    statuses: Mapping[str, Fact]
    rules: Mapping[str, Fact]
    transitions: Mapping[Transition, Fact]
    webhooks: Mapping[tuple[str, Outcome], Fact]


def universe_of(strictness: Strictness, edition: Edition = FIRST) -> Universe:
    """Return the universe of a document, made once and then shared; nothing changes it."""
    return _universe(load(strictness, edition))


@cache
def _universe(document: Document) -> Universe:
    facts = Facts()
    return Universe(
        facts,
        {each.operation_id: facts.fact(Dimension.OPERATIONS, f"{each.method} {each.path}") for each in OPERATIONS},
        dict(_bodies(document, facts)),
        {each.operation_id: QueryFacts.of(document, facts, each) for each in OPERATIONS},
        dict(_responses(document, facts)),
        dict(_examples(document, facts)),
        {each: facts.fact(Dimension.KEYWORDS, f"answers status: '{each}'") for each in _statuses(document)},
        dict(_rules(facts, document.edition)),
        {each: facts.fact(Dimension.TRANSITIONS, " -> ".join(each)) for each in TRANSITIONS},
        dict(_webhooks(facts)),
    )


def _bodies(document: Document, facts: Facts) -> Iterator[tuple[str, BodyFacts]]:
    """Yield what the bodies of each operation can touch; the tiers of a family share it."""
    made: dict[str, BodyFacts] = {}
    for each in OPERATIONS:
        if each.kind in _WITH_BODY:
            owner = owner_of(each)
            made[owner] = made.get(owner) or BodyFacts.of(document, facts, each)
            yield each.operation_id, made[owner]


def _responses(document: Document, facts: Facts) -> Iterator[tuple[tuple[str, int, str], Fact]]:
    for each in OPERATIONS:
        for status, kind, _ in documented(document, each):
            name = f"{each.method} {each.path}: {status} {kind}"
            yield (each.operation_id, status, kind), facts.fact(Dimension.RESPONSES, name)


def _examples(document: Document, facts: Facts) -> Iterator[tuple[tuple[int, str, str], Fact]]:
    for each in OPERATIONS:
        for status, kind, gists in documented(document, each):
            for gist in gists:
                yield (status, kind, gist), facts.fact(Dimension.EXAMPLES, f"answer {status}: {gist}")


def _statuses(document: Document) -> Iterator[str]:
    properties = document.schema("task")["properties"]
    status = properties["status"] if isinstance(properties, Mapping) else {}
    yield from map(str, status["enum"])


def _rules(facts: Facts, edition: Edition) -> Iterator[tuple[str, Fact]]:
    from kling3_openapi.rules.catalogue import CATALOGUE  # imports every rule

    for entry in (each for each in CATALOGUE if each.is_of(edition)):
        yield entry.code, facts.fact(Dimension.RULES, f"{entry.code} {entry.title.rstrip('.')}")


def _webhooks(facts: Facts) -> Iterator[tuple[tuple[str, Outcome], Fact]]:
    for status in _TOLD_STATUSES:
        for outcome in Outcome:
            yield (status, outcome), facts.fact(Dimension.WEBHOOKS, f"{status} {outcome.value}")
