"""Own page: HTML of the fake's own, with headers by which a browser lets it have its one style and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

from kling3_mockserver.http.messages import HeaderList, Response

_STYLE = re.compile("<style>(.*)</style>", re.DOTALL)


def own_page(page: str, status: int = 200) -> Response:
    """Return the answer that shows an HTML page, its values escaped already."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), *own_headers(_policy(page))]
    return Response(status, headers, page.encode("utf-8", "replace"))


def own_headers(policy: str) -> HeaderList:
    """Return the headers that go with a Content-Security-Policy: nothing is guessed, told of or kept."""
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
    ]


def _policy(page: str) -> str:
    style = _STYLE.search(page)
    digest = base64.b64encode(hashlib.sha256(style[1].encode() if style else b"").digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    return f"{allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
