"""Keeping: how many bytes the journal spends on what it remembers, and what of a long request it leaves out.

Counted is what a client can make long, and rather too much than too little: a character may take four bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from sys import getsizeof

from kling3_mockserver.http.messages import Request, Response
from kling3_openapi.findings import Finding

MOST = 64 * 1024
"""Bytes that are kept of a body, and of all headers."""
CHARACTER = 4
_MOST_TEXT = MOST // CHARACTER
"""Characters that are kept of a path and of a query."""
_MOST_VALUE = 8 * 1024
"""Bytes that are kept of one header when all are too long, so that one does not cost the others."""
_FEW, _SHORT = 4, 2_048
"""Findings, and the characters of them all, that may be remembered."""
_MOST_PLACE = 1_000
"""Characters that are kept of a finding's place, which has names of the client's in it."""
_FIELD = 100
"""Bytes that a header takes besides its text; those of answers are our own, and short, and come to no more."""


def request_size(request: Request) -> int:
    """Return how many bytes a request takes."""
    headers = request.headers
    # Joining is the quickest way to add up lengths.
    fields = len(b"".join(headers)) + len(b"".join(headers.values())) + _FIELD * len(headers)
    return len(request.body) + CHARACTER * (len(request.path) + len(request.query)) + fields


def response_size(response: Response) -> int:
    """Return how many bytes a response takes."""
    return len(response.body) + _FIELD * len(response.headers)


def findings_size(findings: Sequence[Finding]) -> int:
    """Return how many bytes findings take, with the header of the answer that tells them."""
    return sum(2 * (getsizeof(each.message) + getsizeof(each.pointer)) for each in findings)


def are_short(findings: Sequence[Finding]) -> bool:
    """Return whether findings may be remembered beside many others: their places have names of the client's in them."""
    return len(findings) <= _FEW and sum([len(each.pointer) + len(each.message) for each in findings]) <= _SHORT


def shortened_request(request: Request) -> Request:
    """Return a request of which nothing is longer than may be kept; the same if nothing was."""
    return Request(
        request.method[:_MOST_TEXT],
        request.path[:_MOST_TEXT],
        request.query[:_MOST_TEXT],
        _shortened_headers(request.headers),
        request.body[:MOST],
    )


def shortened_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return findings whose places are not longer than may be kept."""
    return tuple(replace(each, pointer=each.pointer[:_MOST_PLACE]) for each in findings)


def _shortened_headers(headers: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
    if sum(len(name) + len(value) + _FIELD for name, value in headers.items()) <= MOST:
        return headers
    kept: dict[bytes, bytes] = {}
    left = MOST
    for name, value in headers.items():
        shown = value[:_MOST_VALUE]
        left -= len(name) + len(shown) + _FIELD
        if left < 0:
            break
        kept[name] = shown
    return kept
