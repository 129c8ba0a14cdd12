"""Invited: the statuses that HTTP has for what a request asks of its answer, beside those that a document names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling3_contracts.messages import Request

_LONG = 1_000
"""Characters of a target or a header beyond which a server may have a limit of its own."""
_MANY = 50
"""Headers."""
_JSON = frozenset({"*/*", "application/*", "application/json"})
_ZERO = re.compile(r"\s*q=0(?:\.0*)?\s*")
_ODD = re.compile(r"%(?![0-9a-f]{2})|%00|%f[ef]", re.IGNORECASE)
"""What is no percent-encoding, or of no text."""


def invited(request: Request) -> frozenset[int]:
    """Return what a request may be answered by RFC 9110 and RFC 9112, whatever else its operation has."""
    return frozenset((*_by_method(request), *_by_conditions(request), *_by_size(request), *_by_target(request)))


def admits_json(accept: str) -> bool:
    """Return whether an Accept header lets an answer be JSON; one that is empty lets it be anything."""
    ranges = [each.partition(";") for each in accept.lower().split(",") if each.strip()]
    kept = {name.strip() for name, _, parameters in ranges if not any(map(_ZERO.fullmatch, parameters.split(";")))}
    return not ranges or not kept.isdisjoint(_JSON)


def _by_method(request: Request) -> Iterator[int]:
    if request.method == "HEAD":
        yield from (404, 405)
    if request.method in ("HEAD", "OPTIONS"):
        yield 501
    if request.method == "GET" and request.body:
        yield from (400, 413)


def _by_conditions(request: Request) -> Iterator[int]:
    if not admits_json(request.header("accept")):
        yield from (400, 406)
    if request.header("range") and request.method == "GET":
        yield from (206, 416)
    if request.header("if-none-match") == "*":
        yield 304
    if request.header("if-match") or request.header("if-unmodified-since"):
        yield 412


def _by_size(request: Request) -> Iterator[int]:
    values = [value for _, value in request.headers]
    if len(request.target) > _LONG:
        yield from (400, 414, 431)
    if len(values) > _MANY or any(len(each) > _LONG or not each.isascii() for each in values):
        yield from (400, 413, 431)


def _by_target(request: Request) -> Iterator[int]:
    path, _, query = request.target.partition("?")
    if "%" in path:
        yield from (400, 404)
    if _ODD.search(query):
        yield 400
