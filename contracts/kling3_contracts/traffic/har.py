"""HAR: an entry of an HTTP archive, as browsers, mitmproxy and Playwright write them."""

from __future__ import annotations

from urllib.parse import urlencode

from kling3_contracts.messages import Answer, Exchange, HeaderPairs, Request
from kling3_contracts.traffic.places import place_of
from kling3_contracts.traffic.recorded import EntryError, Recorded
from kling3_contracts.traffic.values import (
    JsonObject,
    bytes_of,
    headers_of,
    moment_of,
    number_of,
    object_of,
    part_of,
    status_of,
    text_of,
)

_MILLISECONDS = 1000.0


def har_entry(value: object, place: str) -> Recorded:
    """Return the exchange of one entry of `log.entries`; raise EntryError for one that is none.

    Contents are taken as they stand: HAR has them decoded, whatever content-encoding says. A body that the
    recorder left out is not known, which is another thing than empty.
    """
    entry = object_of(value, "the entry")
    asked = object_of(entry.get("request"), "its request")
    url, method = text_of(asked, "url"), text_of(asked, "method")
    if not url or not method:
        raise EntryError("its request has no url or no method, expected both")
    where = place_of(url)
    headers = _headers(asked, part_of(asked, "postData"))
    body = _sent(asked, headers)
    request = Request(method, where.target, headers, body or b"")
    exchange = Exchange(request, _answer(entry), place, moment_of(entry.get("startedDateTime")))
    return Recorded(exchange, where.host, body is not None, secrets=where.secrets)


def _answer(entry: JsonObject) -> Answer:
    response = part_of(entry, "response")
    content = part_of(response, "content")
    known = "text" in content or content.get("size") == 0
    body = bytes_of(content.get("text"), text_of(content, "encoding"))
    seconds = max(number_of(entry, "time"), 0.0) / _MILLISECONDS
    return Answer(status_of(response.get("status")), _headers(response, content), body, seconds, cut=not known)


def _headers(message: JsonObject, content: JsonObject) -> HeaderPairs:
    """Return the headers; where the content type is in the content alone, as one of them."""
    headers = headers_of(message.get("headers"))
    kind = text_of(content, "mimeType")
    if not kind or kind == "x-unknown" or any(name.lower() == "content-type" for name, _ in headers):
        return headers
    return (*headers, ("content-type", kind))


def _sent(request: JsonObject, headers: HeaderPairs) -> bytes | None:
    """Return the body of a request, or None when the recorder left it out."""
    posted = part_of(request, "postData")
    if "text" in posted and "_file" not in posted:
        return bytes_of(posted.get("text"), text_of(posted, "encoding"))
    if parameters := headers_of(posted.get("params")):
        return urlencode(parameters).encode()
    announced = next((value for name, value in headers if name.lower() == "content-length"), None)
    empty = request.get("bodySize") == 0 if announced is None else announced == "0"
    return b"" if empty or request.get("method") in ("GET", "HEAD") else None
