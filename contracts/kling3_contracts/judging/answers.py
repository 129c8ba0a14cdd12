"""Answers: what a document has against one answer, whoever gave it; K100 to K104."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kling3_contracts.messages import NO_ANSWER, Answer, Exchange
from kling3_contracts.options import operations_in
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Endpoint, Operation
from kling3_openapi.rules import address
from kling3_openapi.rules.echo import echoed
from kling3_openapi.schemas import Validator
from kling3_openapi.strict_json import StrictJsonError, parse

_MAINTENANCE = 503
_NOT_IMPLEMENTED = 501
_METHODS = frozenset({"GET", "POST"})
_LONGEST_INTEGER = 18
"""Digits: no limit that a header tells has more."""
_MOST_DOCUMENTS = 8
"""Of which what was compiled is kept; every run, and every phase of it, asks for one of a few."""


class Problem(NamedTuple):
    """One promise that an answer breaks: its code, what sets it apart in its operation, and the sentence."""

    code: str
    detail: str
    message: str


class AnswerRules:
    """Holds answers to the document of a strictness and an edition, or to another one, which is compiled once."""

    def __init__(self, document: Strictness | Document, edition: Edition = FIRST) -> None:
        document = load(document, edition) if isinstance(document, Strictness) else document
        self._title = document.title
        self._operations = _responses_of(document)

    def problems(self, exchange: Exchange) -> tuple[Problem, ...]:
        """Return what the document has against an answer; none where it is silent: other paths and other methods."""
        answer, operation = exchange.answer, operation_of(exchange)
        if has_failed(exchange):
            return (_failed(answer),)
        return tuple(self._held(operation, exchange)) if operation else ()

    def _held(self, operation: Operation, exchange: Exchange) -> Iterator[Problem]:
        described, status = self._operations.get(operation.operation_id), exchange.answer.status
        if described is None:  # a family that a document of the user's own does not have
            return
        response = next((described[each] for each in _names(status) if each in described), None)
        if response is None:
            yield _unknown_status(exchange.answer, self._title, described)
        else:
            yield from response.problems(exchange)


def has_failed(exchange: Exchange) -> bool:
    """Return whether an answer tells of a server that failed: not 503, which is for maintenance.

    Nor is it 501 to a method that the API does not have: whoever knows no such method at all may say so (RFC 9110).
    """
    status = exchange.answer.status
    if status == _NOT_IMPLEMENTED and exchange.request.method not in _METHODS:
        return False
    return status == NO_ANSWER or (status >= 500 and status != _MAINTENANCE)


def operation_of(exchange: Exchange) -> Operation | None:
    """Return the operation that a request reached: path and method must be its own, HEAD counts as GET."""
    return address.operation_of(exchange.request.method, exchange.request.path)


def endpoint_of(exchange: Exchange) -> Endpoint | None:
    """Return the operation on tasks that a request reached."""
    return address.endpoint_of(exchange.request.method, exchange.request.path)


class _Described(NamedTuple):
    """One response of the document: validators of bodies by content type, and of headers by name."""

    bodies: Mapping[str, Validator]
    headers: Mapping[str, tuple[str, Validator]]

    def problems(self, exchange: Exchange) -> Iterator[Problem]:
        answer = exchange.answer
        has_body = exchange.request.method != "HEAD"
        if answer.content_type in self.bodies:
            yield from self._body(answer) if has_body and not answer.cut else ()
        elif self.bodies and (has_body or answer.content_type):
            yield _unknown_type(answer, self.bodies)
        for name, value in answer.headers:
            yield from self._header(name.lower(), value)

    def _body(self, answer: Answer) -> Iterator[Problem]:
        try:
            value = parse(answer.body).value
        except StrictJsonError as error:
            yield Problem("K102", f"{answer.status} no JSON", f"the body of a {answer.status} is no JSON: {error}")
            return
        for each in self.bodies[answer.content_type].problems(value):
            place = each.pointer or "the body"
            sentence = f"the body of a {answer.status} breaks its schema at {echoed(place)}: {echoed(each.message)}"
            yield Problem("K102", f"{answer.status} {each.pointer} {each.keyword}", sentence)

    def _header(self, name: str, value: str) -> Iterator[Problem]:
        kind, validator = self.headers.get(name, ("", None))
        read = int(value) if kind == "integer" and _is_integer(value) else value
        for each in validator.problems(read) if validator else ():
            yield Problem("K103", name, f"the header {name} breaks its schema: {echoed(each.message)}")


class _Compiler:
    """Compiles the responses of operations, each component once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._components = document.content.get("components", {})
        self._compiled: dict[int, _Described] = {}

    def responses(self, operation: Operation) -> Mapping[str, _Described]:
        """Return the responses of an operation by status, `4XX` and `default` among them."""
        described = _mapping(self._document.operation(operation.operation_id)["responses"])
        return {str(status): self._response(self._resolved(each)) for status, each in described.items()}

    def _response(self, response: Mapping[str, object]) -> _Described:
        if id(response) not in self._compiled:
            bodies, headers = _mapping(response.get("content")), _mapping(response.get("headers"))
            self._compiled[id(response)] = _Described(
                {kind: self._validator(_mapping(each).get("schema")) for kind, each in bodies.items()},
                {name: self._header(self._resolved(each).get("schema")) for name, each in headers.items()},
            )
        return self._compiled[id(response)]

    def _header(self, schema: object) -> tuple[str, Validator]:
        return str(self._resolved(schema).get("type")), self._validator(schema)

    def _validator(self, schema: object) -> Validator:
        return Validator({**_mapping(schema), "components": self._components})

    def _resolved(self, value: object) -> Mapping[str, object]:
        held = _mapping(value)
        if "$ref" not in held:
            return held
        found: object = self._document.content
        for step in str(held["$ref"]).split("/")[1:]:
            found = _mapping(found).get(step)
        return self._resolved(found)


@lru_cache(maxsize=_MOST_DOCUMENTS)
def _responses_of(document: Document) -> Mapping[str, Mapping[str, _Described]]:
    """Return the responses of each operation, compiled once for a document, which nobody writes to."""
    compiler = _Compiler(document)
    return {each.operation_id: compiler.responses(each) for each in operations_in(document)}


def _names(status: int) -> tuple[str, ...]:
    return str(status), f"{status // 100}XX", "default"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _is_integer(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_INTEGER


def _failed(answer: Answer) -> Problem:
    got = f"the answer was {answer.status}" if answer.status else "the connection broke without an answer"
    mend = "expected an answer below 500 whatever was sent, look for the failure in the server's log"
    return Problem("K104", f"status {answer.status}", f"{got}: {mend}")


def _unknown_status(answer: Answer, title: str, described: Mapping[str, object]) -> Problem:
    known = ", ".join(sorted(described))
    message = f"status {answer.status} is not in {title}: answer with one of {known}"
    return Problem("K100", f"status {answer.status}", message)


def _unknown_type(answer: Answer, described: Mapping[str, object]) -> Problem:
    got = echoed(answer.content_type) or "no content type"
    message = f"a {answer.status} has {got}: send {' or '.join(sorted(described))}"
    return Problem("K101", f"{answer.status} {got}", message)
