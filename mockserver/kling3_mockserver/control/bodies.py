"""Bodies: the JSON object that a request to the control API carries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kling3_openapi.strict_json import StrictJsonError, parse

_MOST = 64 * 1024
"""Bytes."""


async def json_object(request: Request, *, empty: Mapping[str, object] | None = None) -> Mapping[str, object]:
    """Return the object of a request, or `empty` for no body where that may be; raise HTTPException 400 or 413."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST:
            raise HTTPException(413, f"a control request has at most {_MOST} bytes")
    if not content and empty is not None:
        return empty
    try:
        value = parse(content).value
    except StrictJsonError as error:
        raise HTTPException(400, f"expected a JSON object: {error}") from error
    if not isinstance(value, dict):
        raise HTTPException(400, "expected a JSON object")
    return value
