"""Values: the parts of a JSON value that stands for a recorded entry, each of the type that was expected."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from kling3_contracts.messages import HeaderPairs
from kling3_contracts.traffic.recorded import EntryError
from kling3_openapi.schemas import kind_of

JsonObject = Mapping[str, object]


def object_of(value: object, name: str) -> JsonObject:
    """Return a JSON object; raise EntryError for anything else."""
    if not isinstance(value, Mapping):
        raise EntryError(f"{name} is {kind_of(value)}, expected an object")
    return value


def part_of(value: JsonObject, name: str) -> JsonObject:
    """Return the object under a name, an empty one where there is none."""
    part = value.get(name)
    return part if isinstance(part, Mapping) else {}


def text_of(value: JsonObject, name: str) -> str:
    """Return the string under a name, the empty one where there is none."""
    text = value.get(name)
    return text if isinstance(text, str) else ""


def number_of(value: JsonObject, name: str) -> float:
    """Return the number under a name, 0 where there is none."""
    number = value.get(name)
    return float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else 0.0


def moment_of(value: object) -> float:
    """Return the unix seconds of a number or of an ISO date, 0 for anything else."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError, OSError):
            return 0.0
    return number_of({"at": value}, "at")


def status_of(value: object) -> int:
    """Return a status, 0 for what recorders write without an answer: 0, -1 or nothing."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= max(value, 0) <= 999:
        raise EntryError(f"the status is {value!r:.40}, expected a number such as 200, or 0 without an answer")
    return max(int(value), 0)


def headers_of(value: object) -> HeaderPairs:
    """Return headers given as an object, as pairs, or as HAR has them; without HTTP/2's pseudo headers."""
    return tuple((name, text) for name, text in _pairs(value) if not name.startswith(":"))


def bytes_of(value: object, encoding: str = "") -> bytes:
    """Return the bytes of a body given as text, as base64, or as the JSON value that was sent."""
    if isinstance(value, str) and encoding == "base64":
        return _from_base64(value)
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return b"" if value is None else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError) as error:
        raise EntryError("a body is said to be base64 and is not: expected the letters of RFC 4648") from error


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        value = list(value.items())
    for each in value if isinstance(value, list) else ():
        name, text = _pair(each)
        if isinstance(name, str) and isinstance(text, (str, int, float)):
            yield name, str(text)


def _pair(each: object) -> tuple[object, object]:
    if isinstance(each, Mapping):
        return each.get("name"), each.get("value")
    return (each[0], each[1]) if isinstance(each, (list, tuple)) and len(each) == 2 else (None, None)
