"""Bodies: what can be touched of a request: the body of an order by family, other bodies, and the query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kling3_openapi.coverage.facts import Fact, Facts
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.coverage.walks import Compiler, Field, Walk
from kling3_openapi.document import Document
from kling3_openapi.endpoints import Endpoint, Operation
from kling3_openapi.strict_json import StrictJsonError, parse

_INTEGER = re.compile(r"[0-9]{1,18}|-[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What the bodies of one family, or of an operation that is no family's, can touch."""

    left_out: Fact
    walk: Walk

    @classmethod
    def of(cls, document: Document, facts: Facts, endpoint: Operation) -> BodyFacts:
        """Return the facts of an operation that takes a body, those of its family if it has one."""
        owner = owner_of(endpoint)
        left_out = facts.fact(Dimension.KEYWORDS, f"{owner} body: left out")
        return cls(left_out, Compiler(document, facts, owner).body(document.request_schema(endpoint)))

    def touched(self, body: bytes | None) -> Iterator[Fact]:
        """Yield what a body touches; one that is not known or no JSON touches nothing."""
        if body is None:
            return
        if not body.strip():
            yield self.left_out
            return
        try:
            value = parse(body).value
        except StrictJsonError:
            return
        yield from self.walk.touched(value)


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What the query of one operation can touch; most operations have no parameter."""

    fields: tuple[Field, ...]

    @classmethod
    def of(cls, document: Document, facts: Facts, endpoint: Operation) -> QueryFacts:
        """Return the facts of an endpoint's query."""
        compiler = Compiler(document, facts, f"{endpoint.method} {endpoint.path}")
        return cls(compiler.fields(document.query_parameters(endpoint)))

    def touched(self, query: Iterable[tuple[str, str]]) -> Iterator[Fact]:
        """Yield what a query touches; of equal names the last counts."""
        if self.fields:
            parameters = {name: _value(text) for name, text in query}
            yield from (fact for each in self.fields for fact in each.touched(parameters))


def owner_of(operation: Operation) -> str:
    """Return what facts call the family of an operation, with its room before it unless that is `video`.

    An operation that is no family's goes by the room that it is in: `uploads`.
    """
    if not isinstance(operation, Endpoint):
        return operation.path.split("/")[-2]
    *_, room, name = operation.family.path.split("/")
    return name if room == "video" else f"{room}/{name}"


def _value(text: str) -> object:
    """Return the integer that a text stands for, or the text, which is then of the wrong type."""
    return int(text) if _INTEGER.fullmatch(text) else text
