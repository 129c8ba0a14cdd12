"""Merging: what the rules found of a body and what its schema refuses -> its findings, one mistake for each place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kling3_openapi.findings import Finding, Severity
from kling3_openapi.schemas import Problem, Validator

_DEEPEST_PART = 6
"""Levels of a body that a schema has something to say of: the deepest is an image in a list of an element."""

_LONGEST_MESSAGE = 390
"""Characters of a sentence that tells of several mistakes."""

_GRAVITY = tuple(Severity)
"""As the enum lists them: errors, then what is ignored, then advice."""


def merged(
    found: list[Finding], problems: tuple[Problem, ...], finding_of: Callable[[Problem], Finding]
) -> tuple[Finding, ...]:
    """Return the findings of each place: errors first, of those what the schema refuses, by a rule's words if any.

    `finding_of` words a problem of the schema that no rule has named.
    """
    if len(found) == 1 and not problems:
        return (found[0],)
    broken = {problem.pointer for problem in problems}
    refused = {each.pointer for each in found if each.severity is Severity.ERROR}
    told = [(each, True) for each in found]
    told += [(finding_of(each), False) for each in problems if each.pointer not in refused]
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


def problems_of(validator: Validator, body: dict[str, object]) -> tuple[Problem, ...]:
    """Return what a schema has against a body, whatever is in it."""
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
