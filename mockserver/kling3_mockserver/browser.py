"""Browser: what of a request tells that a page in a browser sent it. Loaded when one does."""

from __future__ import annotations

from kling3_mockserver.messages import Request
from kling3_openapi.rules.browsers import BrowserHeaders


def browser_headers(request: Request) -> BrowserHeaders:
    """Return what of a request tells of a browser."""
    return BrowserHeaders(
        request.method,
        request.header(b"origin"),
        request.header(b"access-control-request-method"),
        request.header(b"sec-fetch-mode"),
        request.header(b"sec-fetch-site"),
    )
