"""Bodies: the JSON object that a control request carries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kling3_openapi.strict_json import StrictJsonError, parse

_MOST_BODY = 64 * 1024


async def json_object(request: Request) -> Mapping[str, object]:
    """Return the JSON object of a request; raise HTTPException for anything else, and for more than 64 KiB."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BODY:
            raise HTTPException(413, f"a control request has at most {_MOST_BODY} bytes")
    try:
        value = parse(content).value
    except StrictJsonError as error:
        raise HTTPException(400, f"expected a JSON object: {error}") from error
    if not isinstance(value, dict):
        raise HTTPException(400, "expected a JSON object")
    return value
