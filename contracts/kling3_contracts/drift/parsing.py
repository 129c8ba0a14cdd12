"""Parsing: bytes in YAML or JSON -> an OpenAPI document whose names are all texts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import yaml

from kling3_contracts.drift.pages import bound, documents_in
from kling3_contracts.drift.parts import mapping
from kling3_contracts.errors import SubjectError
from kling3_openapi.rules.echo import echoed

_VERSIONS = ("3.0", "3.1")
_MAYBE_PAGES = re.compile(rb"^(?:```|~~~)", re.MULTILINE)
_PLAIN = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tfTF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", "-+0123456789."),
    ("merge", r"<<", "<"),
)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Reads plain words as YAML 1.2 does, which OpenAPI asks for: 16:9 is no number of minutes, and `on` is a word."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (as the base has it)


for _tag, _pattern, _first in _PLAIN:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))


def parsed(content: bytes, subject: str) -> Mapping[str, object]:
    """Return the document in some bytes, those of the provider's pages in Markdown made into one.

    Raises SubjectError, in the name of the file or URL, for what is none.
    """
    # A page is no YAML as a whole; looked for first, since Markdown may by chance be a text of YAML.
    pages = documents_in(content.decode("utf-8", "replace")) if _MAYBE_PAGES.search(content) else ()
    return bound([_document(page.encode(), subject) for page in pages]) if pages else _document(content, subject)


def _document(content: bytes, subject: str) -> Mapping[str, object]:
    found = _value(content, subject)
    if not isinstance(found, dict):
        raise SubjectError(subject, f"is no OpenAPI document: got a {type(found).__name__}, expected an object")
    version = str(found.get("openapi", ""))
    if not version.startswith(_VERSIONS):
        got = f"openapi: {echoed(version)}" if version else "no field openapi"
        raise SubjectError(subject, f"is no OpenAPI document: got {got}, expected one of OpenAPI 3.0 or 3.1")
    return mapping(_named(found, {}))


def _value(content: bytes, subject: str) -> object:
    try:
        return json.loads(content)  # a hundred times as fast, where it is JSON
    except (ValueError, RecursionError):
        pass
    try:
        return yaml.load(content, Loader=_Loader)  # noqa: S506  (a safe one)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        reason = " ".join(str(error).split())
        raise SubjectError(subject, f"is neither YAML nor JSON: {echoed(reason)}") from error


def _named(value: object, known: dict[int, object]) -> object:
    """Return a value whose objects are named by texts; YAML reads the status of an answer as a number.

    What stands at several places stays one thing, also where it stands within itself.
    """
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, dict):
        made: dict[str, object] = {}
        known[id(value)] = made
        made.update((str(name), _named(each, known)) for name, each in value.items())
        return made
    if isinstance(value, list):
        items: list[object] = []
        known[id(value)] = items
        items.extend(_named(each, known) for each in value)
        return items
    return value
