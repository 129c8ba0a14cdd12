"""Pages: the provider's pages as it publishes them, Markdown around a document each, made into one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kling3_contracts.drift.parts import listed, mapping

# Nothing is asked to end the line of the closing fence: where pages were put behind one another the next may follow.
_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?:ya?ml|json)\b[^\n]*\n(?P<text>.*?)^(?P=fence)", re.MULTILINE | re.DOTALL
)
_DOCUMENT = re.compile(r"""^openapi[ ]*:|"openapi"\s*:""", re.MULTILINE)
PAGES = "x-pages"
"""Under this name pages stand in the document that is made of them, so that equal names in two stay two things."""
_OF_ALL = ("servers", "security")
"""What a page says once for all of its operations."""


def documents_in(text: str) -> tuple[str, ...]:
    """Return the documents of OpenAPI that stand in fenced blocks of a text, as they are written there."""
    return tuple(each["text"] for each in _FENCED.finditer(text) if _DOCUMENT.search(each["text"]))


def bound(pages: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """Return one document that has the operations of all pages; of an operation in several the first counts."""
    moved = [mapping(_moved(page, f"#/{PAGES}/{number}/")) for number, page in enumerate(pages)]
    paths: dict[str, dict[str, object]] = {}
    schemes: dict[str, object] = {}
    for number, page in enumerate(moved):
        for path, item in mapping(page.get("paths")).items():
            paths[path] = {**dict(_operations(page, mapping(item), number)), **paths.get(path, {})}
        own = mapping(mapping(page.get("components")).get("securitySchemes"))
        schemes |= {_of_page(name, number): each for name, each in own.items()}
    return {**moved[0], "paths": paths, "components": {"securitySchemes": schemes}, PAGES: moved}


def _operations(page: Mapping[str, object], item: Mapping[str, object], number: int) -> Iterator[tuple[str, object]]:
    """Yield what a path has, its operations with what the page says for all of them."""
    shared = {name: page[name] for name in _OF_ALL if name in page}
    for name, value in item.items():
        if isinstance(value, Mapping) and "responses" in value:
            asked = map(mapping, listed({**shared, **value}.get("security")))
            security = [{_of_page(scheme, number): scopes for scheme, scopes in each.items()} for each in asked]
            yield name, {**shared, **value, "security": security}
        else:
            yield name, value


def _of_page(scheme: str, number: int) -> str:
    return f"{scheme} of page {number}"


def _moved(value: object, below: str) -> object:
    """Return a value whose references lead to the page that now stands below another name."""
    if isinstance(value, Mapping):
        return {
            name: _reference(each, below) if name == "$ref" else _moved(each, below) for name, each in value.items()
        }
    return [_moved(each, below) for each in listed(value)] if isinstance(value, list) else value


def _reference(value: object, below: str) -> object:
    return f"{below}{value[2:]}" if isinstance(value, str) and value.startswith("#/") else _moved(value, below)
