"""Requesting: what a request for uploads is answered, good or bad; K250, K251, and the rules on its body and path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from kling3_contracts.judging.places import Place, places_in
from kling3_contracts.messages import Exchange, HeaderPairs
from kling3_contracts.sending.sender import well_behaved
from kling3_contracts.uploads.pictures import JPEG, PNG, WEBP
from kling3_contracts.uploads.visit import PLACE, Visit
from kling3_openapi.endpoints import REQUEST_UPLOADS
from kling3_openapi.rules.uploads import MOST_FILES

CODES = ("K250", "K251", "K300", "K301", "K302", "K303", "K305")
_ORDERS = ((PNG,), (PNG, JPEG, WEBP), (WEBP, PNG, JPEG), (JPEG,) * MOST_FILES)
_GUESSES = ("/v1/ai/upload", "/v1/ai/uploads")
_OTHERS = ("video/mp4", "image/gif", "image/jpg", "png", "IMAGE/PNG", "")
_FORM_BODY = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--x--'
_FORM = (("content-type", "multipart/form-data; boundary=x"),)
_NOT_THERE = frozenset({400, 403, 404, 405, 410})
_REFUSED = frozenset({400, 413, 415, 422})


class _Wrong(NamedTuple):
    code: str
    label: str
    body: bytes
    headers: HeaderPairs = ()


def hold_requests(visit: Visit) -> None:
    """Ask for places in good and in bad words."""
    if visit.context.judge.wants("K250", "K251"):
        _hold_places(visit)
    for each in _wrong():
        if visit.context.judge.wants(each.code):
            exchange = visit.send_body(each.body, each.headers)
            message = f"{each.label} was answered {exchange.answer.status}, expected 400: refuse it"
            visit.hold(each.code, exchange.answer.status in _REFUSED, message, exchange, each.label)
    if visit.context.judge.wants("K300"):
        _hold_guesses(visit)


def _hold_places(visit: Visit) -> None:
    seen: list[Place] = []
    for types in _ORDERS:
        exchange = visit.ask(types)
        places = places_in(exchange)
        detail = f"{len(types)} files"
        got = f"{len(places)} places" if places is not None else f"{exchange.answer.status} without places"
        told = [each.content_type for each in places or ()]
        right = places is not None and len(places) == len(types) and all(map(_is_of, told, types))
        message = f"a request for {', '.join(types[:3])} ({len(types)}) was answered {got}, of {', '.join(told[:3])}"
        visit.hold("K250", right, f"{message}: answer one for each file, in their order", exchange, detail)
        seen += places or ()
        _hold_new(visit, seen, exchange, detail)


def _is_of(told: str, asked: str) -> bool:
    return told.partition(";")[0].strip().lower() == asked


def _hold_new(visit: Visit, seen: list[Place], exchange: Exchange, detail: str) -> None:
    for name in ("file_id", "upload_url", "asset_url"):
        values = [value for each in seen if (value := getattr(each, name))]
        message = f"two places have one {name}: draw a new one for each file"
        visit.hold("K251", len(set(values)) == len(values), message, exchange, f"{name}, {detail}")


def _wrong() -> Iterator[_Wrong]:
    yield _Wrong("K301", "a request without files", b"{}")
    yield _Wrong("K301", "a request with an empty list of files", b'{"files":[]}')
    yield _Wrong("K302", f"a request for {MOST_FILES + 1} files", _asking([PNG] * (MOST_FILES + 1)))
    for each in _OTHERS:
        yield _Wrong("K303", f"a file of the type {each or 'of no name'}", _asking([each]))
    yield _Wrong("K303", "a good file and one that is a video", _asking([PNG, "video/mp4"]))
    yield _Wrong(
        "K305", "a form with a file", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--x--', _FORM
    )


def _asking(types: list[str]) -> bytes:
    return json.dumps({"files": [{"content_type": each} for each in types]}).encode()


def _hold_guesses(visit: Visit) -> None:
    for path in _GUESSES:
        request = well_behaved(REQUEST_UPLOADS.method, path, visit.context.options.key, _asking([PNG]))
        exchange = visit.context.sender.send(request, PLACE)
        message = f"POST {path} was answered {exchange.answer.status}, expected 404: hand out places at one path alone"
        visit.hold("K300", exchange.answer.status in _NOT_THERE, message, exchange, path)
