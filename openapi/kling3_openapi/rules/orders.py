"""All rules on the body of an order, compiled once: a body -> its findings, one mistake for each place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import NamedTuple

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules import fields, media, prompts, relatives, schema, shots, uploaded, values
from kling3_openapi.rules.likes import Likes, like_of
from kling3_openapi.rules.merging import merged, problems_of
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.rules.rule import Rule
from kling3_openapi.rules.vocabulary import CREATING, vocabulary_of
from kling3_openapi.schemas import MOST_PROBLEMS, Validator

_MOST_SELECTIONS = 1_024
"""Sets of fields for which the rules that may speak are remembered."""

_RULES = (*relatives.RULES, *fields.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *uploaded.RULES, *media.RULES)
_EXPLAINING = (*shots.EXPLAINING_RULES, *values.EXPLAINING_RULES, *prompts.EXPLAINING_RULES)

_Rules = tuple[Rule[Order], ...]


class OrderRules:
    """Holds the bodies of orders to the published schemas, and to what no schema can say."""

    def __init__(self, document: Document | None = None) -> None:
        """Compile the rules of a published document: that of the first edition, unless another one is given."""
        document = document or load(Strictness.PUBLISHED)
        self._vocabulary = vocabulary_of(document)
        self._validators = {
            family: Validator(document.request_schema(endpoint)) for family, endpoint in CREATING.items()
        }
        self._plain = {family: Validator(schema) for family in Family if (schema := plain_schema(document, family))}
        self._needed = lru_cache(maxsize=_MOST_SELECTIONS)(_needed)
        self._likes = Likes()

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        """Return the mistakes of a parsed body; none for a good order.

        Errors come first, and of those what the schema refuses. Several findings in one place share their code: a
        prompt may refer to two things that aren't there. What other rules refuse or see ignored in that place stands
        in the same sentence.
        """
        if not isinstance(body, dict):
            return (schema.not_an_object(body),)
        plain = self._plain.get(family)
        return () if plain is not None and plain.takes(body) else self._looked_up(family, tier, body)

    def _looked_up(self, family: Family, tier: Tier, body: dict[str, object]) -> tuple[Finding, ...]:
        like = like_of(family, tier, body)
        if like is None:
            return self.examined(family, tier, body)
        known = self._likes.get(like)
        if known is None:
            known = self.examined(family, tier, body)
            self._likes.put(like, body, known)
        return known

    def read(self, family: Family, tier: Tier, body: Mapping[str, object]) -> Order:
        """Return a body as the rules read it."""
        return Order.read(family, tier, body, self._vocabulary)

    def examined(self, family: Family, tier: Tier, body: dict[str, object]) -> tuple[Finding, ...]:
        """Return what `findings` does, by a look at every rule even for a plain order."""
        problems = problems_of(self._validators[family], body)
        order = self.read(family, tier, body)
        facts = _Facts(
            family, self._vocabulary.present(family, body), bool(problems), bool(order.unknown), order.refers
        )
        found: list[Finding] = []
        for each in self._needed(facts):
            for pointer, message in each.check(order):
                found.append(each.finding(pointer, message))
                if len(found) > MOST_PROBLEMS:
                    break
        return merged(found, problems, partial(schema.finding_of, family=family)) if found or problems else ()


@cache
def order_rules(edition: Edition) -> OrderRules:
    """Return the rules of an edition, compiled once and then shared."""
    return OrderRules(load(Strictness.PUBLISHED, edition))


class _Facts(NamedTuple):
    """What of an order decides which rules can find something in it."""

    family: Family
    present: frozenset[str]
    broken: bool
    unknown: bool
    refers: bool


def _needed(order: _Facts) -> _Rules:
    """The rules that can find something, in their order: most bodies are good, and most rules need not run."""
    idle = (
        *(() if order.broken else _EXPLAINING),
        *(() if order.unknown else (*relatives.RULES, *fields.UNKNOWN_FIELD_RULES)),
        *(() if order.refers else prompts.REFERRING_RULES),
    )
    return tuple(each for each in _RULES if each not in idle and order.family in each.families and _is_met(each, order))


def _is_met(each: Rule[Order], order: _Facts) -> bool:
    met = not each.when or not each.when.isdisjoint(order.present)
    return met or (order.unknown and each is fields.unknown_field)
