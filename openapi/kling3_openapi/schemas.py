"""Compiled validators: a value -> every problem it has, one for each place.

They enforce the published document. jsonschema-rs finds all problems at once; a value that breaks several
keywords in one place is told of once, in plain words that name all it must keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

import jsonschema_rs

from kling3_openapi.findings import pointer_to
from kling3_openapi.masking.text import shown_value

MOST_PROBLEMS = 200
"""A value with more is not worth a longer answer: a list of 300,000 wrong items would take seconds to tell of."""
_SHOWN_CHARACTERS = 60
_TELLING_KEYWORDS = ("type", "enum")
"""Where one place breaks several keywords, the first of these explains it best."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where a value breaks its schema: which keyword, in what words, and the value that was got."""

    pointer: str
    keyword: str
    message: str
    got: object
    wanted: str = ""
    """Beside a wrong type, what else the place asks for: `one of 'a' or 'b'`, `from 0 to 2`."""


class Validator:
    """Holds JSON values to one schema, compiled when made."""

    def __init__(self, schema: Mapping[str, object]) -> None:
        self._wanted = cache(partial(_wanted, schema))
        self._compiled = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)

    def takes(self, value: object) -> bool:
        """Return whether `value` keeps the schema; not, for one that can't be held to any."""
        try:
            return self._compiled.is_valid(value)
        except ValueError:
            return False

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return the problems of `value`, one for each place, at most 200; none when it keeps the schema."""
        if self._compiled.is_valid(value):
            return ()
        return self._found_in(_shortened(value)) or self._found_in(value)

    def _found_in(self, value: object) -> tuple[Problem, ...]:
        by_place: dict[str, Problem] = {}
        for problem in map(self._problem, islice(self._compiled.iter_errors(value), MOST_PROBLEMS)):
            known = by_place.get(problem.pointer)
            if known is None or _rank(problem) < _rank(known):
                by_place[problem.pointer] = problem
        return tuple(by_place.values())

    def _problem(self, error: jsonschema_rs.ValidationError) -> Problem:
        keyword, steps = error.kind.name, list(error.instance_path)
        facts = error.kind.as_dict()
        if keyword == "required":
            steps.append(facts["property"])
        of_no_type = keyword == "type" or (keyword == "enum" and error.instance is None)
        wanted = self._wanted(tuple(error.schema_path)) if of_no_type else ""
        return Problem(pointer_to(*steps), keyword, _sentence(keyword, facts, error, wanted), error.instance, wanted)


def shown(value: object) -> str:
    """Return a JSON value in the words of messages, cut when it is long; in a text keys and passwords are masked."""
    if isinstance(value, str):
        text = f"'{shown_value(value)}'"
    else:
        text = kind_of(value) if _is_container(value) else str(value).lower()
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def received(value: object) -> str:
    """Return a JSON value as `shown` does, but a text in double quotes: in single ones stands what is allowed."""
    text = shown(value)
    if not isinstance(value, str):
        return text
    return f'"{text[1:-1]}"' if text.endswith("'") else f'"{text[1:]}'


def kind_of(value: object) -> str:
    """Return what a JSON value is: `a string`, `an integer`, `null`."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "a boolean"), (int, "an integer"), (float, "a number"),
        (str, "a string"), (list, "a list"), (dict, "an object"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def listed(values: Iterable[object]) -> str:
    """Return values as messages list them: `'16:9', '9:16' or '1:1'`."""
    *most, last = [shown(value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def _shortened(value: object, levels: int = 6) -> object:
    """Return a value whose lists end where problems would no longer be told: the validator itself finds them all."""
    if isinstance(value, dict) and levels:
        return {name: _shortened(each, levels - 1) for name, each in value.items()}
    if isinstance(value, list) and levels:
        return [_shortened(each, levels - 1) for each in value[:MOST_PROBLEMS]]
    return value


def _is_container(value: object) -> bool:
    return value is None or isinstance(value, (list, dict))


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, list)) else 0


def _wanted(schema: object, path: tuple[str | int, ...]) -> str:
    """Return what a schema asks beside the `type` at the end of a path, so that the type is not mended alone."""
    for step in path[:-1]:
        schema = _at(schema, step)
    match schema:
        case {"enum": list(options)}:
            return f"{'one of ' if len(options) > 1 else ''}{listed(options)}"
        case {"minimum": low, "maximum": high}:
            return f"from {low} to {high}"
    return ""


def _rank(problem: Problem) -> int:
    known = problem.keyword in _TELLING_KEYWORDS
    return _TELLING_KEYWORDS.index(problem.keyword) if known else len(_TELLING_KEYWORDS)


def _at(value: object, step: str | int) -> object:
    if isinstance(value, list) and isinstance(step, int):
        return value[step]
    return value[step] if isinstance(value, Mapping) else {}


def _sentence(keyword: str, facts: Mapping[str, object], error: jsonschema_rs.ValidationError, wanted: str) -> str:
    got, limit = error.instance, facts.get("limit")
    match keyword, facts:
        case "required", {"property": name}:
            words = f"{name} is required"
        case "type", {"types": list(kinds)}:
            wanted = f", {wanted}" if wanted else ""
            words = f"must be of type {' or '.join(kinds)}{wanted}, got {kind_of(got)}"
        case "enum", {"options": list(options)}:
            words = f"must be {listed(options)}, got {received(got)}"
        case (("maximum" | "minimum"), _):
            words = f"must be at {'most' if keyword == 'maximum' else 'least'} {limit}, got {shown(got)}"
        case "maxLength", _:
            words = f"must have at most {limit} characters, got {_size(got)}"
        case "maxItems", _:
            words = f"must have at most {limit} items, got {_size(got)}"
        case "format", {"format": name}:
            words = f"must be a valid {name}, got {shown(got)}"
        case _:
            words = error.message
    return words
