"""Schemas: each schema of a document as a shape, whatever it refers to and however it is put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kling3_contracts.drift.joining import joined, met
from kling3_contracts.drift.parts import canonical, listed, mapping
from kling3_contracts.drift.reading import settled, shape_of
from kling3_contracts.drift.references import References
from kling3_contracts.drift.shape import NOTHING, Shape
from kling3_contracts.errors import ContractsError

MOST_STEPS = 200_000
"""Schemas read; a document whose parts name one another thousands of times would keep a machine busy for ever."""
_DEEPEST = 12
"""Levels of a form that are compared."""
_OF_SCHEMAS = (
    "not", "if", "then", "else", "additionalProperties", "contains", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties", "prefixItems", "dependentSchemas", "patternProperties",
)  # fmt: skip
_AS_THEY_STAND = ("dependentRequired", "maxContains", "minContains", "$dynamicRef")
_UNTOLD = ("properties", "items", "default", "deprecated", "groups")


class TangledError(ContractsError):
    """A document whose schemas hold one another so often that they can't be read to the end."""

    def __init__(self) -> None:
        super().__init__(
            "its schemas hold one another too often to be read to the end: give a document of Kling 3 alone"
        )


class Schemas:
    """Reads the schemas of one document; `siblings` says whether keywords beside a `$ref` count, as they do in 3.1."""

    def __init__(self, references: References, *, siblings: bool) -> None:
        self._references, self._siblings = references, siblings
        self._steps = 0
        # With the schema itself: by its id alone it would be taken for a later one in the same place.
        self._read: dict[int, tuple[object, Shape]] = {}

    def shape(self, schema: object) -> Shape:
        """Return what a schema says of a value; raise TangledError for one that does not end."""
        if id(schema) not in self._read:
            self._read[id(schema)] = (schema, self._shape(schema, ()))
        return self._read[id(schema)][1]

    def form(self, schema: object) -> str:
        """Return a schema as a text that is the same for all its spellings."""
        return canonical(self._form(schema, ()))

    def _shape(self, schema: object, above: tuple[int, ...]) -> Shape:
        return settled(met(self._parts(schema, above)))

    def _parts(self, schema: object, above: tuple[int, ...]) -> Iterator[Shape]:
        """Yield the shapes that a value must all keep."""
        self._count()
        if schema is False:
            yield NOTHING
        # A schema that is a part of itself says nothing more by that.
        if id(schema) in above or not isinstance(schema, Mapping):
            return
        held, within = mapping(schema), (*above, id(schema))
        if isinstance(held.get("$ref"), str):
            yield from self._parts(self._references.target(str(held["$ref"])), within)
            if not self._siblings:
                return
        yield replace(shape_of(held), rest=frozenset(self._rest(held, within)))
        for each in listed(held.get("allOf")):
            yield from self._parts(each, within)
        for keyword in ("anyOf", "oneOf"):
            if branches := listed(held.get(keyword)):
                yield self._one_of(branches, within)

    def _one_of(self, branches: list[object], above: tuple[int, ...]) -> Shape:
        """Return the union of branches, with their forms where it says less than they do."""
        shapes = [self._shape(each, above) for each in branches]
        real = [each for each in shapes if each.types != frozenset()]
        null = any(each.null for each in shapes)
        union = replace(joined(real), null=null) if real else Shape(types=frozenset(), null=null)
        if len(real) < 2 or _is_exact(real):
            return union
        forms = frozenset(canonical(self._form(each, above)) for each in branches)
        return replace(union, forms=forms, groups=(tuple(branches),))

    def _form(self, schema: object, above: tuple[int, ...]) -> object:
        if id(schema) in above or len(above) > _DEEPEST:
            return "and so on"
        shape, within = self._shape(schema, above), (*above, id(schema))
        told = {name: getattr(shape, name) for name in Shape.__slots__ if name not in _UNTOLD}
        return {
            **{name: sorted(each) if isinstance(each, frozenset | tuple) else each for name, each in told.items()},
            "lower": shape.lower and list(shape.lower),
            "upper": shape.upper and list(shape.upper),
            "properties": {name: self._form(each, within) for name, each in shape.properties.items()},
            "items": shape.items is not None and self._form(shape.items, within),
        }

    def _rest(self, schema: Mapping[str, object], above: tuple[int, ...]) -> Iterator[str]:
        """Yield the keywords that are compared as they stand."""
        for name in _OF_SCHEMAS:
            value = schema.get(name)
            if isinstance(value, list):
                yield f"{name}: {canonical([self._form(each, above) for each in value])}"
            elif name in ("dependentSchemas", "patternProperties") and value:
                forms = {key: self._form(each, above) for key, each in mapping(value).items()}
                yield f"{name}: {canonical(forms)}"
            elif isinstance(value, Mapping) and (value or name == "not"):
                yield f"{name}: {canonical(self._form(value, above))}"
        yield from (f"{name}: {canonical(schema[name])}" for name in _AS_THEY_STAND if name in schema)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TangledError


def _is_exact(shapes: list[Shape]) -> bool:
    """Return whether a union of shapes lets in no more than they do: all list values, or all name types alone."""
    flat = all(each == Shape(each.types, each.null, each.values, default=each.default) for each in shapes)
    return flat and len({each.values is None for each in shapes}) == 1
