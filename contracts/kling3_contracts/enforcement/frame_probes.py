"""Frame probes: bodies that can't be read as an order at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kling3_contracts.enforcement.probe import CHUNKED, FORM_CODE, TAKEN, TAKEN_CODE, Probe, order_probe
from kling3_contracts.messages import HeaderPairs
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.samples import PROMPT, plain_order
from kling3_openapi.endpoints import Endpoint
from kling3_openapi.limits import MAX_BODY_BYTES
from kling3_openapi.strict_json import MAX_DEPTH, MAX_DIGITS

_TYPES: Mapping[str, HeaderPairs] = {
    "text/plain": (("content-type", "text/plain"),),
    "a form": (("content-type", "application/x-www-form-urlencoded"),),
    "application/xml": (("content-type", "application/xml"),),
    "no content type": (),
}

_BROKEN: Mapping[str, bytes] = {
    "JSON cut short": b'{"prompt": "A fox',
    "an open object": b'{"prompt": "A fox"',
    "single quotes": b"{'prompt': 'A fox'}",
    "a comma at the end": b'{"prompt": "A fox",}',
    "a comment": b'{"prompt": "A fox"} // a fox',
    "two values": b'{"prompt": "A fox"}{}',
    "a name without quotes": b'{prompt: "A fox"}',
    "a line break in a string": b'{"prompt": "A\nfox"}',
    "a form": b"prompt=A+fox",
    "a word": b"None",
}

_NOT_STRICT: Mapping[str, bytes] = {
    "NaN": b'{"prompt": "A fox", "seed": NaN}',
    "Infinity": b'{"prompt": "A fox", "seed": Infinity}',
    "1e400": b'{"prompt": "A fox", "seed": 1e400}',
    "half of a surrogate pair": b'{"prompt": "A fox \\ud83e"}',
    "a byte that is no UTF-8": b'{"prompt": "A fox \xff"}',
    "UTF-16": json.dumps({"prompt": PROMPT}).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps({"prompt": PROMPT}).encode(),
    "too many levels": b'{"prompt": "A fox", "seed": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
    "100,000 levels": b"[" * 100_000,
    "too many digits": b'{"prompt": "A fox", "seed": ' + b"1" * (MAX_DIGITS + 1) + b"}",
}
"""What lenient readers take and only our reading of the document refuses."""

_NO_OBJECTS: Mapping[str, object] = {
    "a list": [{"prompt": PROMPT}],
    "a string": PROMPT,
    "JSON written twice": json.dumps({"prompt": PROMPT}),
    "a number": 7,
    "null": None,
    "true": True,
    "an empty list": [],
}


def published_frames() -> Iterator[Probe]:
    """Yield probes of what the provider's pages say: the body is required, and it is one JSON object."""
    for endpoint in CREATING:
        plain = order_probe("K072", endpoint, "", plain_order(endpoint.family))
        for label, headers in _TYPES.items():
            yield replace(plain, label=label, headers=headers)
        for label, content in (("an empty body", b""), ("a body of white space", b" \r\n\t")):
            yield replace(plain, code="K073", label=label, body=content)
        yield from (order_probe("K076", endpoint, label, body) for label, body in _NO_OBJECTS.items())
        yield from _malformed(endpoint, _BROKEN)


def strict_frames() -> Iterator[Probe]:
    """Yield probes of what we add: JSON by the letter, and a largest size."""
    for endpoint in CREATING:
        yield from _malformed(endpoint, _NOT_STRICT)
        large = {**plain_order(endpoint.family), "note": "a" * MAX_BODY_BYTES}
        yield order_probe("K074", endpoint, "a body above 1 MiB", large)
    long = _padded("K074", CREATING[0], MAX_BODY_BYTES + 1, "a body of one byte above 1 MiB")
    yield long
    in_chunks = (*long.headers, *CHUNKED)
    yield replace(long, label=f"{long.label} in chunks", headers=in_chunks, after=("K074",))
    full = _padded(FORM_CODE, CREATING[0], MAX_BODY_BYTES, "a body of 1 MiB")
    yield replace(full, allowed=TAKEN, after=(TAKEN_CODE,))


def _padded(code: str, endpoint: Endpoint, size: int, label: str) -> Probe:
    """Return a good order with blanks behind it, so many bytes long."""
    plain = order_probe(code, endpoint, label, plain_order(endpoint.family))
    return replace(plain, body=plain.body.ljust(size))


def _malformed(endpoint: Endpoint, bodies: Mapping[str, bytes]) -> Iterator[Probe]:
    for label, content in bodies.items():
        yield replace(order_probe("K075", endpoint, label, {}), body=content)
