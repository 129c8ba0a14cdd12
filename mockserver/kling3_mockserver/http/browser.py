"""Browser: what of a request tells that a page in a browser sent it."""

from __future__ import annotations

from kling3_mockserver.http.messages import Request
from kling3_openapi import rules


def browser_headers(request: Request) -> rules.BrowserHeaders:
    """Return what of a request tells of a browser."""
    return rules.BrowserHeaders(
        request.method,
        request.header(b"origin"),
        request.header(b"access-control-request-method"),
        request.header(b"sec-fetch-mode"),
        request.header(b"sec-fetch-site"),
    )
