"""Operation: one method at one path of a document, with all that is sent to it and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kling3_contracts.drift.keys import keys_of
from kling3_contracts.drift.parts import listed, mapping
from kling3_contracts.drift.references import References

JSON = "application/json"
_NO_PARAMETERS = frozenset({"accept", "authorization", "content-type"})
"""Headers that are told elsewhere in a document; as parameters they are to be ignored (OpenAPI)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; those of a path go by their place in it, `1` for the first, since their names don't count."""

    kind: str
    name: str
    required: bool
    schema: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered with one status: schemas by media type, and those of headers by name in lower case."""

    bodies: Mapping[str, object]
    headers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; schemas stand as the document has them."""

    method: str
    path: str
    parameters: Mapping[tuple[str, str], Parameter]
    """By kind and name: `("query", "page")`."""
    bodies: Mapping[str, object]
    """By media type; empty without a body."""
    body_required: bool
    answers: Mapping[str, Answer]
    """By status, `2XX` and `default` among them."""
    webhooks: tuple[object, ...]
    """The bodies of the calls that the service makes when it carries the operation out."""
    keys: frozenset[str]
    """The ways to show a key, any of which will do; empty where none is asked for."""
    deprecated: bool


class Operations:
    """Reads the operations of one document."""

    def __init__(self, content: Mapping[str, object], references: References) -> None:
        self._content, self._references = content, references

    def read(self, method: str, path: str, item: Mapping[str, object]) -> Operation:
        """Return one operation of a path."""
        operation = mapping(item.get(method.lower()))
        body = self._references.resolved(operation.get("requestBody"))
        return Operation(
            method,
            path,
            dict(self._parameters(path, [*listed(item.get("parameters")), *listed(operation.get("parameters"))])),
            bodies(body),
            body.get("required") is True,
            {str(status).upper(): self._answer(each) for status, each in mapping(operation.get("responses")).items()},
            tuple(self._webhooks(operation)),
            keys_of(self._content, operation, self._references),
            operation.get("deprecated") is True,
        )

    def called(self, item: object) -> Iterator[object]:
        """Yield the bodies in JSON of the calls that the service makes to one URL."""
        posted = mapping(self._references.resolved(item).get("post"))
        sent = bodies(self._references.resolved(posted.get("requestBody")))
        if JSON in sent:
            yield sent[JSON]

    def _webhooks(self, operation: Mapping[str, object]) -> Iterator[object]:
        for callback in mapping(operation.get("callbacks")).values():
            for item in self._references.resolved(callback).values():
                yield from self.called(item)

    def _parameters(self, path: str, given: list[object]) -> Iterator[tuple[tuple[str, str], Parameter]]:
        places = [each.partition("}")[0] for each in path.split("{")[1:]]
        for each in map(self._references.resolved, given):
            kind, name = str(each.get("in")), str(each.get("name"))
            if kind == "path":
                name = str(places.index(name) + 1) if name in places else name
            if kind == "header":
                name = name.lower()
            if kind != "header" or name not in _NO_PARAMETERS:
                schema = each["schema"] if "schema" in each else next(iter(bodies(each).values()), None)
                yield (kind, name), Parameter(kind, name, each.get("required") is True, schema)

    def _answer(self, answer: object) -> Answer:
        held = self._references.resolved(answer)
        headers = {name: self._references.resolved(each) for name, each in mapping(held.get("headers")).items()}
        return Answer(bodies(held), {name.lower(): each.get("schema") for name, each in headers.items()})


def bodies(holder: Mapping[str, object]) -> dict[str, object]:
    """Return the schemas of a `content` by media type, without the types' parameters."""
    content = mapping(holder.get("content")).items()
    return {kind.partition(";")[0].strip().lower(): mapping(each).get("schema", {}) for kind, each in content}
