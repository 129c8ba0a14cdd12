"""Responses: which statuses and content types an operation documents, and which of its examples can be met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kling3_openapi.coverage.answers import told_by
from kling3_openapi.coverage.references import resolved
from kling3_openapi.document import Document
from kling3_openapi.endpoints import OPERATIONS, Operation

_NAMED_PARAMETER = re.compile(r"Parameter '(.*?)'")


class Documented(NamedTuple):
    """One answer that the document has; `gists` are those of its examples."""

    status: int
    content_type: str
    gists: tuple[str, ...]


def documented(document: Document, endpoint: Operation) -> Iterator[Documented]:
    """Yield the answers that an endpoint documents, in the order of the document."""
    responses = document.operation(endpoint.operation_id).get("responses")
    parameters = frozenset(name for each in OPERATIONS for name in document.query_parameters(each))
    for status, response in responses.items() if isinstance(responses, Mapping) else ():
        content = resolved(document, response).get("content")
        for kind, media in content.items() if isinstance(content, Mapping) else ():
            yield Documented(int(status), kind, tuple(_gists(document, media, parameters)))


def _gists(document: Document, media: Mapping[str, object], parameters: frozenset[str]) -> Iterator[str]:
    for example in _examples(document, media):
        # Some examples stand for the provider's whole API and complain of parameters that no operation here has.
        if _parameters_of(example) <= parameters:
            yield told_by(example).gist


def _examples(document: Document, media: Mapping[str, object]) -> Iterator[object]:
    if "example" in media:
        yield media["example"]
    examples = media.get("examples")
    for each in examples.values() if isinstance(examples, Mapping) else ():
        yield resolved(document, each).get("value")


def _parameters_of(example: object) -> frozenset[str]:
    """Return the parameters that an error speaks of, in its message or in its list."""
    return frozenset(_NAMED_PARAMETER.findall(str(example)))
