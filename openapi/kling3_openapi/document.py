"""The OpenAPI documents, two of each edition: what the provider published, and the same with what we add."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Operation
from kling3_openapi.errors import Kling3Error


class Strictness(Enum):
    """How much a document asks for."""

    PUBLISHED = "published"
    """What the provider's pages say, those of later endpoints too."""
    STRICT = "strict"
    """The published document and all that we add to it."""


class DocumentError(Kling3Error):
    """Something asked of a document that it doesn't have; `name` is what was asked for."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, eq=False)
class Document:
    """One document, whole; what it answers is shared by all who ask, so read it and never write to it."""

    strictness: Strictness
    content: Mapping[str, object]
    edition: Edition = FIRST
    """The edition whose rules it goes with; of a document of somebody's own, the one that they say."""

    @property
    def title(self) -> str:
        """How messages call it: `the strict document`, and from the second edition on `... of April 2026`."""
        of_edition = "" if self.edition is FIRST else f" of {self.edition.words}"
        return f"the {self.strictness.value} document{of_edition}"

    @property
    def key_header(self) -> str:
        """The header that the document has for the key; empty where it names none."""
        schemes = _within(self.content, "components", "securitySchemes")
        names = (_within(schemes, each).get("name") for each in schemes if _within(schemes, each).get("in") == "header")
        return str(next(names, ""))

    def operation(self, operation_id: str) -> Mapping[str, object]:
        """Return the operation of this id as it stands, references and all; DocumentError without one."""
        return self._known(self._by_id, operation_id, "operation")

    def schema(self, name: str) -> Mapping[str, object]:
        """Return the schema component of this name; DocumentError without one."""
        return self._known(_within(self.content, "components", "schemas"), name, "schema")

    def request_schema(self, endpoint: Operation) -> Mapping[str, object]:
        """Return what a body must keep, with all it refers to; DocumentError if the endpoint takes none."""
        operation = self.operation(endpoint.operation_id)
        schema = _within(operation, "requestBody", "content", "application/json", "schema")
        if not schema:
            raise DocumentError(
                endpoint.operation_id,
                f"{endpoint.method} {endpoint.path} takes no body: ask with an endpoint that creates a task",
            )
        return {**schema, "components": {"schemas": _within(self.content, "components", "schemas")}}

    def query_parameters(self, endpoint: Operation) -> Mapping[str, Mapping[str, object]]:
        """Return the schemas of an endpoint's query parameters by name; empty when it documents none."""
        parameters = self.operation(endpoint.operation_id).get("parameters")
        listed = parameters if isinstance(parameters, list) else []
        return {each["name"]: _within(each, "schema") for each in listed if each["in"] == "query"}

    def to_yaml(self) -> str:
        """Return the document as YAML, in its own order and without our comments."""
        import yaml  # a client that never asks for YAML need not wait for its import

        class Dumper(yaml.SafeDumper):
            """Writes out what the document says at several places, rather than pointing to the first of them."""

            def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
                return True

        return yaml.dump(dict(self.content), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)

    def to_json(self) -> str:
        """Return the document as indented JSON, in its own order."""
        return json.dumps(dict(self.content), indent=2, ensure_ascii=False)

    @cached_property
    def _by_id(self) -> Mapping[str, Mapping[str, object]]:
        """All operations, gone through once: whoever counts what was touched asks for them some thousand times."""
        return {str(each.get("operationId")): each for each in self._operations()}

    def _operations(self) -> Iterator[Mapping[str, object]]:
        for path in _within(self.content, "paths"):
            item = _within(self.content, "paths", path)
            yield from (_within(item, method) for method in item)

    def _known(self, known: Mapping[str, object], name: str, kind: str) -> Mapping[str, object]:
        if name not in known:
            raise DocumentError(
                name,
                f"no {kind} '{name}' in {self.title}; it has {', '.join(sorted(known))}",
            )
        return _within(known, name)


def load(strictness: Strictness, edition: Edition = FIRST) -> Document:
    """Return the document of a strictness and an edition, read once and then shared."""
    # Asked through here, a call that names no edition is the same one to the cache.
    return _loaded(strictness, edition)


@cache
def _loaded(strictness: Strictness, edition: Edition) -> Document:
    if edition.before is not None:
        # Over the strict document too: what an edition takes away, nothing that we add may bring back.
        content = merged(_loaded(strictness, edition.before).content, _read(f"editions/{edition.value}"))
    elif strictness is Strictness.STRICT:
        content = merged(_loaded(Strictness.PUBLISHED, edition).content, _read("strict"))
    else:
        content = merged(_read("published"), _read("later"))
    return Document(strictness, MappingProxyType(content), edition)


def merged(target: Mapping[str, object], patch: Mapping[str, object]) -> dict[str, object]:
    """Return a target with a JSON merge patch (RFC 7396) over it.

    Mappings merge; any other value, a list too, replaces what stood there; null removes it.
    """
    content = dict(target)
    for name, value in patch.items():
        if value is None:
            content.pop(name, None)
        else:
            content[name] = merged(_within(target, name), value) if isinstance(value, dict) else value
    return content


def _read(name: str) -> dict[str, object]:
    import yaml  # takes 10 ms, which importing this module should not cost

    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("kling3_openapi").joinpath(f"{name}.yaml").read_bytes()
    content: dict[str, object] = loader(text).get_single_data()
    return content


def _within(value: object, *steps: str) -> Mapping[str, object]:
    """The mapping that lies at the end of these steps, or an empty one."""
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
