"""Files of the page: each as an answer, with a policy by which a browser loads nothing from anywhere else.

They hold no data, so they are for whoever reaches the server; what the page then asks of the control API is guarded.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from kling3_mockserver.http.messages import HeaderList, Response

_INDEX = "index.html"
_NAME = re.compile(r"[a-z0-9_]{1,60}\.(?:mjs|css)")
_KINDS = {"html": b"text/html", "mjs": b"text/javascript", "css": b"text/css"}
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    b"media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: HeaderList = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_READING = ("GET", "HEAD")
_FOLDER = "/page/"


def page_index() -> Response:
    """Return the page as it is answered."""
    return _answer(_assets() / _INDEX)


def page_file(name: str) -> Response | None:
    """Return a module or a style sheet of the page as it is answered; None where there is none of the name."""
    found = _found(name)
    return None if found is None else _answer(found)


def is_page(method: str, path: str) -> bool:
    """Return whether a request, its path as below `/_mock`, does no more than read a file of the page."""
    if method not in _READING:
        return False
    return path == "/" or (path.startswith(_FOLDER) and _found(path.removeprefix(_FOLDER)) is not None)


def _found(name: str) -> Traversable | None:
    file = _assets() / name if _NAME.fullmatch(name) else None
    return file if file is not None and file.is_file() else None


def _assets() -> Traversable:
    return files(__package__) / "assets"


def _answer(file: Traversable) -> Response:
    kind = _KINDS[file.name.rpartition(".")[2]]
    return Response(200, [(b"content-type", kind + b"; charset=utf-8"), *_HEADERS], file.read_bytes())
