"""HAR: an exchange as an entry of an HTTP archive (version 1.2)."""

from __future__ import annotations

import importlib.metadata
import json
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qsl, quote

from kling3_mockserver.http.hosts import RESULT_HOST, SERVICE_HOSTS
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.journal.views import JsonObject

_MILLISECONDS = 1_000
_VERSION = "HTTP/1.1"


def har_begin() -> str:
    """Return how an archive begins; entries follow, with commas between them."""
    creator = {"name": "kling3-mock", "version": importlib.metadata.version("kling3-mock")}
    return f'{{"log":{{"version":"1.2","creator":{json.dumps(creator)},"entries":[\n'


def har_end() -> str:
    """Return how an archive ends."""
    return "\n]}}\n"


def har_entry(view: JsonObject) -> JsonObject:
    """Return the entry of an exchange, of which `view` is what may be shown (`journal.views.exchange_view`)."""
    request, response = cast("JsonObject", view["request"]), cast("JsonObject", view["response"])
    seconds = cast("float", view["seconds"])
    return {
        "startedDateTime": datetime.fromtimestamp(cast("float", view["at"]), UTC).isoformat(timespec="milliseconds"),
        "time": seconds * _MILLISECONDS,
        "request": _request(request),
        "response": _response(response),
        "cache": {},
        "timings": {"send": 0, "wait": seconds * _MILLISECONDS, "receive": 0},
    }


def _request(view: JsonObject) -> JsonObject:
    headers, path, query = _headers(view), str(view["path"]), str(view["query"])
    entry: JsonObject = {
        "method": view["method"],
        "url": f"https://{_host(path)}{quote(path)}{f'?{query}' if query else ''}",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": headers,
        "queryString": [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": len(str(view["body"])),
    }
    if view["body"]:
        entry["postData"] = {"mimeType": _value(headers, "content-type"), "text": view["body"], **_encoding(view)}
    return entry


def _response(view: JsonObject) -> JsonObject:
    headers, body = _headers(view), str(view["body"])
    content = {"size": len(body), "mimeType": _value(headers, "content-type"), "text": body, **_encoding(view)}
    return {
        "status": view["status"],
        "statusText": "",
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": len(body),
    }


def _host(path: str) -> str:
    return RESULT_HOST if path.endswith(".mp4") or stored_file(path) else SERVICE_HOSTS[0]


def _headers(view: JsonObject) -> list[dict[str, str]]:
    pairs = cast("dict[str, str]", view["headers"]).items()
    return [{"name": name, "value": value} for name, value in pairs]


def _value(headers: list[dict[str, str]], name: str) -> str:
    return next((each["value"] for each in headers if each["name"].lower() == name), "")


def _encoding(view: JsonObject) -> dict[str, str]:
    return {"encoding": "base64"} if view.get("body_encoding") else {}
