"""Reading: the keywords of one schema, without what it refers to or is put together from, made into a shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kling3_contracts.drift.parts import canonical, listed, mapping, number
from kling3_contracts.drift.shape import NOTHING, NUMBERS, Bound, Shape

_SIZES = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object"})
_HINTS = {"properties": "object", "additionalProperties": "object", "items": "array"}
"""Keywords that show which type is meant where none is named."""
_NUMERIC_FORMATS = frozenset({"float", "double"})
"""These tell how a number is kept in memory, and refuse none."""


def shape_of(schema: Mapping[str, object]) -> Shape:
    """Return the shape of a schema's own keywords; what is malformed says nothing."""
    listed_values = _values(schema)
    types, null = _types(schema, listed_values)
    values = None if listed_values is None else tuple(each for each in listed_values if _fits(each, types))
    lower, upper = _range(schema)
    return Shape(
        types=types if values is None else frozenset(map(_type_of, values)),
        null=null,
        values=values,
        lower=lower,
        upper=upper,
        sizes={name: size for name in _SIZES if (size := number(schema.get(name))) is not None},
        patterns=_texts(schema.get("pattern")),
        formats=_texts(schema.get("format")) - _NUMERIC_FORMATS,
        multiples=frozenset(filter(None, [canonical(schema["multipleOf"]) if "multipleOf" in schema else ""])),
        unique=schema.get("uniqueItems") is True,
        properties=mapping(schema.get("properties")),
        required=frozenset(map(str, listed(schema.get("required")))),
        items=schema.get("items"),
        closed=schema.get("additionalProperties") is False,
        default=canonical(schema["default"]) if "default" in schema else None,
        deprecated=schema.get("deprecated") is True,
    )


def settled(shape: Shape) -> Shape:
    """Return a shape without what says nothing of its types, and whole numbers with ends that they can have."""
    types = shape.types
    if types is not None and not types and not shape.null:
        return NOTHING
    kept: dict[str, object] = {name: getattr(shape, name) for name in Shape.__slots__}
    if types is not None:
        kept["sizes"] = {name: size for name, size in shape.sizes.items() if _sized(name) in types}
        if not types & NUMBERS:
            kept |= {"lower": None, "upper": None, "multiples": frozenset()}
        if "string" not in types:
            kept |= {"patterns": frozenset(), "formats": frozenset()}
    if types == frozenset({"integer"}):
        kept |= {"lower": _whole(shape.lower, 1), "upper": _whole(shape.upper, -1)}
    if shape.values is not None:
        kept |= _within(shape)
    return Shape(**kept)  # type: ignore[arg-type]  # by its own names


def _within(shape: Shape) -> dict[str, object]:
    """Return values of the types that are left, and these types."""
    values = tuple(each for each in shape.values or () if _fits(each, shape.types))
    return {"values": values, "types": frozenset(map(_type_of, values))}


def _whole(bound: Bound | None, step: int) -> Bound | None:
    if bound is None or not bound.open or not isinstance(bound.value, int):
        return bound
    return Bound(bound.value + step)


def _types(schema: Mapping[str, object], values: tuple[str, ...] | None) -> tuple[frozenset[str] | None, bool]:
    """Return the types that a schema names, or shows by other keywords, and whether there may be null."""
    named = schema.get("type")
    given: list[object] = [named] if isinstance(named, str) else listed(named)
    nullable = schema.get("nullable") is True or "null" in given
    if given:
        # In 3.1 null must be among listed values too; in 3.0 nobody lists it beside `nullable`.
        listed_null = values is None or "nullable" in schema or None in _raw_values(schema)
        return _divided(given), nullable and listed_null
    hinted = {name for keyword, name in _HINTS.items() if keyword in schema}
    if values is not None:
        return frozenset(map(_type_of, values)), nullable or None in _raw_values(schema)
    return (frozenset(hinted), nullable) if hinted else (None, True)


def _divided(names: list[object]) -> frozenset[str]:
    found = {str(each) for each in names} & _TYPES
    return frozenset(found | NUMBERS if "number" in found else found)


def _raw_values(schema: Mapping[str, object]) -> list[object]:
    return [schema["const"]] if "const" in schema else listed(schema.get("enum"))


def _values(schema: Mapping[str, object]) -> tuple[str, ...] | None:
    if "const" not in schema and not isinstance(schema.get("enum"), list):
        return None
    return tuple(dict.fromkeys(canonical(each) for each in _raw_values(schema) if each is not None))


def _type_of(value: str) -> str:
    read = json.loads(value)
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(read, kind)), "object")


def _fits(value: str, types: frozenset[str] | None) -> bool:
    return types is None or _type_of(value) in types


def _range(schema: Mapping[str, object]) -> tuple[Bound | None, Bound | None]:
    """Return both ends: in 3.0 `exclusiveMinimum` is a word beside `minimum`, in 3.1 a number of its own."""
    lower = max(_ends(schema, "minimum", "exclusiveMinimum"), default=None)
    upper = min(_ends(schema, "maximum", "exclusiveMaximum"), key=lambda end: (end.value, not end.open), default=None)
    return lower, upper


def _ends(schema: Mapping[str, object], name: str, exclusive: str) -> Iterator[Bound]:
    value, alone = number(schema.get(name)), number(schema.get(exclusive))
    if value is not None:
        yield Bound(value, schema.get(exclusive) is True)
    if alone is not None:
        yield Bound(alone, open=True)


def _sized(keyword: str) -> str:
    return {"Length": "string", "Items": "array", "Properties": "object"}[keyword[3:]]


def _texts(value: object) -> frozenset[str]:
    return frozenset({value}) if isinstance(value, str) and value else frozenset()
