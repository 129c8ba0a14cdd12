"""Form probes: one good order in each form that HTTP and JSON allow for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kling3_contracts.enforcement.probe import CHUNKED, FORM_CODE, TAKEN, TAKEN_CODE, Probe, order_probe
from kling3_contracts.orders.lawful import MOST_CHARACTERS
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.neighbours import ASTRAL
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.endpoints import Endpoint

_TYPES = (
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/JSON",
    "APPLICATION/json ;",
)
_PADDING = b" " * 16_000
"""Blanks that make a body as long as a full order seldom is."""


def lawful_forms() -> Iterator[Probe]:
    """Yield a good order in other words: each of them may create a task, and must."""
    for endpoint in CREATING:
        plain = order_probe(FORM_CODE, endpoint, "", plain_order(endpoint.family))
        good = replace(plain, allowed=TAKEN, after=(TAKEN_CODE,))
        for each in _TYPES:
            yield replace(good, label=f"the content type {each}", headers=(("content-type", each),))
        yield replace(good, label="a body in chunks", headers=(*good.headers, *CHUNKED))
        for label, body in _bodies(endpoint, good.body).items():
            yield replace(good, label=label, body=body)


def _bodies(endpoint: Endpoint, plain: bytes) -> Mapping[str, bytes]:
    order = plain_order(endpoint.family)
    long = {**order, "prompt": ASTRAL * MOST_CHARACTERS}
    return {
        "white space around the JSON": b" \r\n\t" + plain + b"\r\n",
        "white space within the JSON": json.dumps(order, indent=4).encode(),
        "a body of 16 kB": plain[:-1] + _PADDING + plain[-1:],
        "a prompt in escapes": json.dumps(long).encode(),
        "a name in escapes": plain.replace(b'"prompt"', b'"\\u0070rompt"'),
    }
