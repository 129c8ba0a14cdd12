"""FrontPage: what `GET /` answers to people, and to programs that look around; the service has nothing there."""

from __future__ import annotations

import html
import importlib.metadata
import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from kling3_mockserver.http.messages import Response
from kling3_mockserver.http.own_page import own_headers, own_page
from kling3_mockserver.service.first_order import curl_lines

if TYPE_CHECKING:
    from kling3_mockserver.settings.settings import Settings

_VARY = (b"vary", b"Accept")


def front_page_of(base_url: str, settings: Settings, accept: str) -> Response:
    """Return HTML to whoever accepts it by name, as browsers do, and JSON to others."""
    if "text/html" in accept.lower():
        return _page(base_url, settings)
    content = f"{json.dumps(_facts(base_url, settings), indent=2)}\n".encode()
    return Response(200, [(b"content-type", b"application/json"), *own_headers("default-src 'none'"), _VARY], content)


def _facts(base_url: str, settings: Settings) -> Mapping[str, object]:
    return {
        "name": "kling3-mock",
        "version": importlib.metadata.version("kling3-mock"),
        "description": "a local fake of the Kling 3 video API (Freepik, now Magnific)",
        "base_url": base_url,
        "page": f"{base_url}/_mock/",
        "control_api": f"{base_url}/_mock/openapi.yaml",
        "documents": {name: f"{base_url}/_mock/spec/{name}.json" for name in ("published", "strict")},
        "documentation": "README.md and docs/ of the project; kling3-mock --help",
        "example": "\n".join(curl_lines(base_url, settings)),
    }


def _page(base_url: str, settings: Settings) -> Response:
    text = files(__package__).joinpath("front_page.html").read_text("utf-8")
    values = {
        "base": base_url,
        "key": "a key that you set" if settings.api_keys else "any key",
        "example": "\n".join(curl_lines(base_url, settings)),
    }
    page = Template(text).substitute({name: html.escape(value) for name, value in values.items()})
    shown = own_page(page)
    return shown._replace(headers=[*shown.headers, _VARY])
