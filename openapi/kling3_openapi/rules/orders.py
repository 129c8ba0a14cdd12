"""All rules on the body of an order, compiled once: a body -> its findings, one mistake for each place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kling3_openapi.document import Document, Edition, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules import fields, media, prompts, schema, shots, values
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.rules.rule import Rule
from kling3_openapi.rules.vocabulary import CREATING, vocabulary_of
from kling3_openapi.schemas import MOST_PROBLEMS, Problem, Validator

_DEEPEST_PART = 6
"""Levels of a body that a schema has something to say of: the deepest is an image in a list of an element."""

_MOST_SELECTIONS = 1_024
"""Sets of fields for which the rules that may speak are remembered."""

_GRAVITY = tuple(Severity)
"""As the enum lists them: errors, then what is ignored, then advice."""

_RULES = (*fields.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *media.RULES)
_EXPLAINING = (*shots.EXPLAINING_RULES, *values.EXPLAINING_RULES, *prompts.EXPLAINING_RULES)

_Rules = tuple[Rule[Order], ...]


class OrderRules:
    """Holds the bodies of orders to the published schemas, and to what no schema can say."""

    def __init__(self, document: Document | None = None) -> None:
        document = document or load(Edition.PUBLISHED)
        self._vocabulary = vocabulary_of(document)
        self._validators = {
            family: Validator(document.request_schema(endpoint)) for family, endpoint in CREATING.items()
        }
        self._plain = {family: Validator(schema) for family in Family if (schema := plain_schema(document, family))}
        self._needed = lru_cache(maxsize=_MOST_SELECTIONS)(_needed)

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        """Return the mistakes of a parsed body, errors first and one for each place; none for a good order.

        Several findings in one place share their code: a prompt may refer to two things that aren't there.
        """
        if not isinstance(body, dict):
            return (schema.not_an_object(body),)
        plain = self._plain.get(family)
        return () if plain is not None and plain.takes(body) else self.examined(family, tier, body)

    def examined(self, family: Family, tier: Tier, body: dict[str, object]) -> tuple[Finding, ...]:
        """Return what `findings` does, by a look at every rule even for a plain order."""
        problems = _problems(self._validators[family], body)
        order = Order.read(family, tier, body, self._vocabulary)
        rules = self._needed(self._vocabulary.present(family, body), bool(problems), bool(order.unknown))
        found: list[Finding] = []
        for each in rules:
            for pointer, message in each.check(order):
                found.append(each.finding(pointer, message))
                if len(found) > MOST_PROBLEMS:
                    break
        return _merged([*found, *map(schema.finding_of, problems)]) if found or problems else ()


def _needed(present: frozenset[str], broken: bool, unknown: bool) -> _Rules:  # noqa: FBT001  (a cache key)
    """The rules that can find something, in their order: most bodies are good, and most rules need not run."""
    idle = (*(() if broken else _EXPLAINING), *(() if unknown else fields.UNKNOWN_FIELD_RULES))
    return tuple(
        each
        for each in _RULES
        if each not in idle
        and (not each.when or not each.when.isdisjoint(present) or (unknown and each is fields.unknown_field))
    )


def _merged(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest finding of each place, and before others of its severity the one that a rule explains."""
    told: dict[str, str] = {}
    ordered = sorted(found, key=lambda finding: _GRAVITY.index(finding.severity))
    return tuple(each for each in ordered if told.setdefault(each.pointer, each.code) == each.code)


def _problems(validator: Validator, body: dict[str, object]) -> tuple[Problem, ...]:
    try:
        return validator.problems(body)
    except ValueError:  # jsonschema-rs holds no half surrogate pairs, and no wrong value of 255 levels
        return validator.problems(_tamed(body, _DEEPEST_PART))


def _tamed(value: object, levels: int) -> object:
    """Return a value that means the same to every schema, without what the validator can't hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_tamed(each, levels - 1) for each in value] if levels else []
    if isinstance(value, dict):
        return {str(_tamed(name, 0)): _tamed(each, levels - 1) for name, each in value.items()} if levels else {}
    return value
