"""All rules on the body of an order, compiled once: a body -> its findings, one mistake for each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kling3_openapi.document import Document, Edition, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules import fields, media, prompts, schema, shots, values
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.rule import Rule
from kling3_openapi.rules.vocabulary import CREATING, vocabulary_of
from kling3_openapi.schemas import Problem, Validator

_DEEPEST_PART = 6
"""Levels of a body that a schema has something to say of: the deepest is an image in a list of an element."""

_GRAVITY = tuple(Severity)

_WITHOUT_SCHEMA = (*fields.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *media.RULES)
_EXPLAINING = (*shots.EXPLAINING_RULES, *values.EXPLAINING_RULES, *prompts.EXPLAINING_RULES)


class OrderRules:
    """Holds the bodies of orders to the published schemas and to everything that no schema can say."""

    def __init__(self, document: Document | None = None) -> None:
        document = document or load(Edition.PUBLISHED)
        self._vocabulary = vocabulary_of(document)
        self._validators = {
            family: Validator(document.request_schema(endpoint)) for family, endpoint in CREATING.items()
        }

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        """Return every mistake of a parsed body, errors first; none when nothing can be said of it."""
        if not isinstance(body, dict):
            return (schema.not_an_object(body),)
        problems = _problems(self._validators[family], body)
