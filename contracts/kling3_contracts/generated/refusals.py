"""Refusals: what a request is wrong in, by its document; and what a server says that it is wrong in, by its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kling3_contracts.judging.answers import Problem, operation_of
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.options import operations_in
from kling3_openapi.document import Document
from kling3_openapi.endpoints import Kind, Operation
from kling3_openapi.rules.echo import echoed
from kling3_openapi.schemas import Problem as Wrong
from kling3_openapi.schemas import Validator
from kling3_openapi.strict_json import StrictJsonError, parse

_MEND = "refuse it with 400, since every task costs"


class Refusals:
    """Tells of orders that were taken or refused wrongly, by what is wrong in them; for one document."""

    def __init__(self, document: Document) -> None:
        asking = (each for each in operations_in(document) if each.kind in (Kind.CREATE, Kind.UPLOAD))
        self._validators: dict[Operation | None, Validator] = {
            each: Validator(document.request_schema(each)) for each in asking
        }

    def refused(self, exchange: Exchange) -> Problem:
        """Return the breach of a valid request that was refused."""
        answer, named = exchange.answer, named_in(exchange.answer)
        blamed = f" for {echoed(named)}" if named else ""
        message = f"a request that keeps the document was answered {answer.status}{blamed}: take it"
        return Problem("K106", f"status {answer.status} {named}".strip(), message)

    def taken(self, exchange: Exchange, place: str) -> tuple[Problem, ...]:
        """Return a breach for each thing that is wrong in a request which was not refused.

        `place` stands for what is wrong where that is not the body: the name of a parameter.
        """
        wrong, status = tuple(self._wrong(exchange)), exchange.answer.status
        if wrong:
            return tuple(_taken(detail, sentence, status) for detail, sentence in wrong)
        return (_taken(place, f"{place} is not valid", status),)

    def is_valid(self, exchange: Exchange) -> bool:
        """Return whether the body of a request keeps the document."""
        return not any(self._wrong(exchange))

    def _wrong(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        validator = self._validators.get(operation_of(exchange))
        if validator is None:
            return
        try:
            value = parse(exchange.request.body).value
        except StrictJsonError as error:
            yield "no JSON", f"the body is no JSON ({error})"
            return
        for each in validator.problems(value):
            yield f"{_unnumbered(each.pointer)} {each.keyword}".strip(), _sentence(each)


def named_in(answer: Answer) -> str:
    """Return the first place that a refusal names, with a star for the number of an item; empty without one.

    The document calls the place `name`, the service was recorded to call it `field`.
    """
    try:
        content = json.loads(answer.body)
    except ValueError:
        return ""
    problem = content.get("problem", content) if isinstance(content, Mapping) else {}
    entries = problem.get("invalid_params") if isinstance(problem, Mapping) else None
    first = entries[0] if isinstance(entries, list) and entries else {}
    name = first.get("name", first.get("field")) if isinstance(first, Mapping) else None
    return _unnumbered(name.removeprefix("body."), ".") if isinstance(name, str) else ""


def _taken(detail: str, sentence: str, status: int) -> Problem:
    return Problem("K107", detail, f"{sentence}, and was answered {status}: {_MEND}")


def _sentence(wrong: Wrong) -> str:
    return f"{echoed(wrong.pointer) or 'the body'} breaks the document, {echoed(wrong.message)}"


def _unnumbered(pointer: str, separator: str = "/") -> str:
    return separator.join("*" if step.isdigit() else step for step in pointer.split(separator))
