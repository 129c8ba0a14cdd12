"""Journal: the records that a fake shows under `/_mock/requests` and `/_mock/deliveries`, and a plain flat form."""

from __future__ import annotations

from kling3_contracts.messages import Answer, Exchange, HeaderPairs, Request
from kling3_contracts.traffic.places import place_of
from kling3_contracts.traffic.recorded import Delivery, EntryError, Recorded
from kling3_contracts.traffic.values import (
    JsonObject,
    bytes_of,
    headers_of,
    moment_of,
    number_of,
    object_of,
    status_of,
    text_of,
)

_CUT_AT = 64 * 1024
"""Bytes that a journal keeps of a body: one as long as this was longer, where the record says that it is cut."""


def record(value: object, place: str) -> Recorded | Delivery:
    """Return what a record stands for, in whichever form it is; raise EntryError for one that is neither."""
    entry = object_of(value, "the record")
    if "request" in entry and "response" in entry:
        return _exchange(entry, place)
    if "signature" in entry and "task_status" in entry:
        return _delivery(entry, place)
    if "method" in entry and ("url" in entry or "path" in entry):
        return _flat(entry, place)
    expected = "request and response, or method and url, or the fields of a delivery"
    raise EntryError(f"it has {_named(entry)}, expected {expected}")


def _exchange(entry: JsonObject, place: str) -> Recorded:
    asked, answered = object_of(entry["request"], "its request"), object_of(entry["response"], "its response")
    query, path, method = text_of(asked, "query"), text_of(asked, "path"), text_of(asked, "method")
    if not path or not method:
        raise EntryError("its request has no path or no method, expected both")
    body = _body(asked)
    request = Request(method, _quoted(path, query), headers_of(asked.get("headers")), body)
    answer = _answer(answered, number_of(entry, "seconds"), cut=_is_cut(answered, entry))
    exchange = Exchange(request, answer, place, moment_of(entry.get("at")))
    return Recorded(exchange, "", not _is_cut(asked, entry), text_of(entry, "fault"), in_order=True)


def _quoted(path: str, query: str) -> str:
    """Return the target of a path that stands decoded in its record."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23") + (f"?{query}" if query else "")


def _answer(answered: JsonObject, seconds: float, *, cut: bool) -> Answer:
    headers = headers_of(answered.get("headers"))
    return Answer(status_of(answered.get("status")), headers, _body(answered), seconds, cut)


def _is_cut(message: JsonObject, entry: JsonObject) -> bool:
    """Return whether a body is not whole; a record that says so of both together shows by the length which it is."""
    if "cut" in message:
        return message["cut"] is True
    return entry.get("cut") is True and len(_body(message)) >= _CUT_AT


def _body(message: JsonObject) -> bytes:
    return bytes_of(message.get("body"), text_of(message, "body_encoding"))


def _delivery(entry: JsonObject, place: str) -> Delivery:
    status = entry.get("status")
    return Delivery(
        place,
        text_of(entry, "id"),
        str(entry.get("timestamp", "")),
        text_of(entry, "signature"),
        bytes_of(entry.get("body")),
        text_of(entry, "url"),
        attempt=int(number_of(entry, "attempt")),
        status=None if status is None else status_of(status),
        comes_again=entry.get("retry_in") is not None,
        fault=text_of(entry, "fault"),
    )


def _flat(entry: JsonObject, place: str) -> Recorded:
    headers = headers_of(entry.get("request_headers"))
    where = place_of(text_of(entry, "url") or text_of(entry, "path"), _value(headers, "host"))
    body = bytes_of(entry.get("request_body"), text_of(entry, "request_body_encoding"))
    request = Request(text_of(entry, "method"), where.target, headers, body)
    answered = bytes_of(entry.get("response_body"), text_of(entry, "response_body_encoding"))
    known = "response_body" in entry
    answer = Answer(
        status_of(entry.get("status")),
        headers_of(entry.get("response_headers")),
        answered,
        number_of(entry, "seconds"),
        cut=not known,
    )
    exchange = Exchange(request, answer, place, moment_of(entry.get("at")))
    return Recorded(exchange, where.host, "request_body" in entry, secrets=where.secrets)


def _value(headers: HeaderPairs, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _named(entry: JsonObject) -> str:
    names = ", ".join(sorted(str(name)[:20] for name in entry)[:5])
    return names or "no fields"
