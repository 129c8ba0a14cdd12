"""All rules on the body of an order, compiled once: a body -> its findings, one mistake for each place."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules import fields, media, prompts, relatives, schema, shots, values
from kling3_openapi.rules.likes import Likes, like_of
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.rules.rule import Rule
from kling3_openapi.rules.vocabulary import CREATING, vocabulary_of
from kling3_openapi.schemas import MOST_PROBLEMS, Problem, Validator

_DEEPEST_PART = 6
"""Levels of a body that a schema has something to say of: the deepest is an image in a list of an element."""

_MOST_SELECTIONS = 1_024
"""Sets of fields for which the rules that may speak are remembered."""

_LONGEST_MESSAGE = 390
"""Characters of a sentence that tells of several mistakes."""

_GRAVITY = tuple(Severity)
"""As the enum lists them: errors, then what is ignored, then advice."""

_RULES = (*relatives.RULES, *fields.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *media.RULES)
_EXPLAINING = (*shots.EXPLAINING_RULES, *values.EXPLAINING_RULES, *prompts.EXPLAINING_RULES)

_Rules = tuple[Rule[Order], ...]


class OrderRules:
    """Holds the bodies of orders to the published schemas, and to what no schema can say."""

    def __init__(self, document: Document | None = None) -> None:
        """Compile the rules of a published document: that of the first edition, unless another one is given."""
        document = document or load(Strictness.PUBLISHED)
        self.edition = document.edition
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

    def examined(self, family: Family, tier: Tier, body: dict[str, object]) -> tuple[Finding, ...]:
        """Return what `findings` does, by a look at every rule even for a plain order."""
        problems = _problems(self._validators[family], body)
        order = Order.read(family, tier, body, self._vocabulary)
        facts = _Facts(
            family, self._vocabulary.present(family, body), bool(problems), bool(order.unknown), order.refers
        )
        found: list[Finding] = []
        for each in self._needed(facts):
            for pointer, message in each.check(order):
                found.append(each.finding(pointer, message))
                if len(found) > MOST_PROBLEMS:
                    break
        return _merged(family, found, problems) if found or problems else ()


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


def _merged(family: Family, found: list[Finding], problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """The findings of each place: errors first, and of those what the schema refuses, by the words of a rule if any."""
    if len(found) == 1 and not problems:
        return (found[0],)
    broken = {problem.pointer for problem in problems}
    refused = {each.pointer for each in found if each.severity is Severity.ERROR}
    told = [(each, True) for each in found]
    told += [(schema.finding_of(each, family), False) for each in problems if each.pointer not in refused]
    told.sort(key=lambda pair: (_GRAVITY.index(pair[0].severity), pair[0].pointer not in broken))
    places: dict[str, list[tuple[Finding, bool]]] = {}
    for pair in told:
        places.setdefault(pair[0].pointer, []).append(pair)
    return tuple(each for place in places.values() for each in _of_one_place(place))


def _of_one_place(told: list[tuple[Finding, bool]]) -> list[Finding]:
    """The findings that share the first one's code; if it is a rule's, the last of them tells what others found."""
    (first, by_rule), *_ = told
    if len(told) == 1:
        return [first]
    *most, last = [each for each, _ in told if each.code == first.code]
    others = [each for each, _ in told if each.code != first.code and each.severity is not Severity.ADVICE]
    return [*most, replace(last, message=_all_in_one(last.message, others)) if by_rule and others else last]


def _all_in_one(message: str, others: list[Finding]) -> str:
    for each in others:
        longer = f"{message}; {each.message} ({each.code})"
        message = longer if len(longer) <= _LONGEST_MESSAGE else message
    return message


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
