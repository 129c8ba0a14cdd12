"""Ranged: a file as an answer, whole or the part that a Range header asks for."""

from __future__ import annotations

from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call
from kling3_mockserver.service.ranges import ByteRange, Unsatisfiable, parse

_UNSATISFIABLE = 416
_SHOWN_CHARACTERS = 60


def ranged(call: Call, whole: bytes, content_type: str, name: str) -> Response:
    """Return what a GET or HEAD of a file is answered; `name` is what the log calls the file."""
    wanted = call.request.header(b"range") if call.request.method == "GET" else ""
    response = _answer(whole, content_type.encode(), wanted or None)
    if response.status == _UNSATISFIABLE:
        call.reason = f"{wanted[:_SHOWN_CHARACTERS]} is no part of the {name}: see content-range for how long it is"
    return response


def _answer(whole: bytes, content_type: bytes, wanted: str | None) -> Response:
    headers = [(b"content-type", content_type), (b"accept-ranges", b"bytes")]
    match parse(wanted, len(whole)):
        case ByteRange() as part:
            return Response(206, [*headers, (b"content-range", part.content_range.encode())], part.slice(whole))
        case Unsatisfiable() as refused:
            return Response(416, [*headers, (b"content-range", refused.content_range.encode())], b"")
    return Response(200, headers, whole)
