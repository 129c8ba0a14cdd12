"""Shrinking: the request that shows a breach, made as small as it can be while the server still answers so.

Hypothesis shrinks what fails with an Exception. The failures of schemathesis 4.32 are a BaseExceptionGroup, at which
Hypothesis stops at once, so what its engine finds is as large as it was drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from kling3_contracts.messages import Exchange, Request
from kling3_openapi.strict_json import StrictJsonError, parse

MOST_REQUESTS = 40
"""How often a server is asked for the sake of one breach."""

_SMALLEST_NUMBERS = (0, 1)


def shrunk(exchange: Exchange, send: Callable[[Request], Exchange], shows: Callable[[Exchange], object]) -> Exchange:
    """Return the smallest exchange found that still shows what the given one shows."""
    left = iter(range(MOST_REQUESTS))
    better: Exchange | None = exchange
    while better is not None:
        exchange = better
        candidates = (send(each) for each, _ in zip(_smaller_requests(exchange.request), left, strict=False))
        better = next(filter(shows, candidates), None)
    return exchange


def _smaller_requests(request: Request) -> Iterator[Request]:
    if not request.body:
        return
    yield request._replace(body=b"")
    try:
        value = parse(request.body).value
    except StrictJsonError:
        return
    bodies = (json.dumps(each).encode() for each in _smaller(value))
    yield from (request._replace(body=each) for each in bodies if len(each) < len(request.body))


def _smaller(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from ({name: each for name, each in value.items() if name != left} for left in value)
        yield from ({**value, name: each} for name in value for each in _smaller(value[name]))
    elif isinstance(value, list):
        yield from (value[:place] + value[place + 1 :] for place in range(len(value)))
        for place, item in enumerate(value):
            yield from ([*value[:place], each, *value[place + 1 :]] for each in _smaller(item))
    elif isinstance(value, str):
        yield from _shorter(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _SMALLEST_NUMBERS


def _shorter(text: str) -> Iterator[str]:
    if text:
        yield ""
    if text and "//" not in text:  # a part of a URL may be the URL of somebody
        yield text[: len(text) // 2]
        yield "0" * len(text)
