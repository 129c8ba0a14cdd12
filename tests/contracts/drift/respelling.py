"""Respelling: the same document in other words: another version, references written out, another order."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.contracts.drift.documents import Content

_INNER = ("items", "not")
_LISTS = ("allOf", "anyOf", "oneOf")


class Respelling:
    """Writes a document anew by the throws of a die; a document of 3.1 if `newer`."""

    def __init__(self, content: Content, random: Random, *, newer: bool) -> None:
        self._content, self._random, self._newer = content, random, newer

    def document(self) -> Content:
        made = {name: self._part(each) for name, each in self._content.items()}
        return {**self._shuffled(made), "openapi": "3.1.0" if self._newer else "3.0.3"}

    def schema(self, schema: Any) -> Any:
        """Return a schema that lets in what this one does."""
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self.schema(self._target(schema)) if self._throw() else dict(schema)
        made = {name: self._keyword(name, each) for name, each in schema.items()}
        if self._newer:
            made = self._of_3_1(made)
        return self._shuffled(self._wrapped(self._told(made)))

    def _part(self, part: Any) -> Any:
        """Return a part of the document that is no schema."""
        if isinstance(part, list):
            return [self._part(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return self._part(self._target(part)) if self._throw() else dict(part)
        made = {
            name: {inner: self.schema(one) for inner, one in each.items()} if name == "schemas"
            else self.schema(each) if name == "schema" else self._part(each)
            for name, each in part.items()
        }  # fmt: skip
        return self._shuffled(made)

    def _keyword(self, name: str, value: Any) -> Any:
        if name == "properties":
            return {inner: self.schema(each) for inner, each in value.items()}
        if name in _LISTS:
            return [self.schema(each) for each in value]
        return self.schema(value) if name in _INNER else value

    def _of_3_1(self, schema: Content) -> Content:
        made = dict(schema)
        for name, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if made.pop(exclusive, False):
                made[exclusive] = made.pop(name)
        if made.pop("nullable", False):
            made["type"] = [made["type"], "null"]
        if len(made.get("enum", [])) == 1 and self._throw():
            made["const"] = made.pop("enum")[0]
        if isinstance(made.get("type"), str) and self._throw():
            made["type"] = [made["type"]]
        return made

    def _told(self, schema: Content) -> Content:
        return {**schema, "description": "Something else.", "example": 7} if self._throw() else schema

    def _wrapped(self, schema: Content) -> Content:
        match self._random.randrange(8):
            case 0:
                return {"allOf": [schema]}
            case 1:
                return {"anyOf": [schema]}
            case 2:
                return {"allOf": [schema, {}, dict(schema)]}
        return schema

    def _shuffled(self, made: Content) -> Content:
        names = list(made)
        self._random.shuffle(names)
        return {name: made[name] for name in names}

    def _target(self, part: Content) -> Any:
        found: Any = self._content
        for step in part["$ref"].split("/")[1:]:
            found = found[step]
        return found

    def _throw(self) -> bool:
        return self._random.random() < 0.5
