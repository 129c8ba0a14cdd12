"""A document of the user's own: another reading of the provider's pages, from a file in YAML, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kling3_contracts.drift.parsing import parsed
from kling3_contracts.errors import SubjectError
from kling3_openapi.document import Document, Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, REQUEST_UPLOADS, Family, Operation


def read_document(path: Path, edition: Edition = FIRST) -> Document:
    """Return the document in a file; raise SubjectError for a file that is no OpenAPI document of this API.

    Its operations are found by path and method and keep the names by which reports know them; the rules beside it are
    those of an edition.
    """
    try:
        content = parsed(path.read_bytes(), str(path))
    except OSError as error:
        raise SubjectError(str(path), f"can't be read: {error.strerror}") from error
    return Document(Strictness.PUBLISHED, {**content, "paths": _named(path, content)}, edition)


def _named(path: Path, content: Mapping[str, object]) -> dict[str, object]:
    """Return the paths of a document, with our names for their operations; raise SubjectError without them.

    A document may lack whole families, as one made before they were there; of a family that it has it has all.
    """
    paths = dict(_mapping(content.get("paths")))
    families = {each.family for each in ENDPOINTS if each.path in paths} or {Family.KLING3}
    held: list[Operation] = [each for each in ENDPOINTS if each.family in families]
    held += [REQUEST_UPLOADS] if REQUEST_UPLOADS.path in paths else []
    for endpoint in held:
        item = _mapping(paths.get(endpoint.path))
        operation = _mapping(item.get(endpoint.method.lower()))
        if not _mapping(operation.get("responses")):
            message = f"has no {endpoint.method} {endpoint.path} with responses: add it, or leave its family out"
            raise SubjectError(str(path), message)
        paths[endpoint.path] = {
            **item,
            endpoint.method.lower(): {**operation, "operationId": endpoint.operation_id},
        }
    return paths


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
