"""Paths: where the operations of a document lie, and which of the API's operations each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kling3_contracts.drift.parts import listed, mapping
from kling3_contracts.drift.references import References

Key = tuple[str, str]
"""Method and path."""
METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")
_PARAMETER = re.compile(r"\{[^/{}]*\}")
_BEGINS = "/v1/ai/"
_BASES = ("/v1/ai", "/v1")
"""What documents put in the URL of their server, or forget."""
_KLING3 = re.compile(r"kling[-_]?(?:v?3|4k)(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Located:
    """An operation of a document; `wholes` are its paths with what their servers put before them, the likeliest first.

    The last of them is the path as it stands.
    """

    method: str
    path: str
    wholes: tuple[str, ...]
    item: Mapping[str, object]

    @property
    def is_kling3(self) -> bool:
        """Whether its path has one of the family's names in it."""
        return _KLING3.search(self.path) is not None


def located(content: Mapping[str, object], references: References) -> Iterator[Located]:
    """Yield the operations of a document, in its order."""
    for path, value in mapping(content.get("paths")).items():
        item = references.resolved(value)
        for method in METHODS:
            operation = item.get(method.lower())
            if isinstance(operation, Mapping):
                servers = next(filter(None, (_servers(each) for each in (operation, item, content))), [""])
                wholes = dict.fromkeys((*(_plain(f"{base}{path}") for base in servers), _plain(path)))
                yield Located(method, path, tuple(wholes), item)


class Known:
    """The methods and paths that are looked for, by which operations of a document are known.

    Names of parameters don't count. What a proxy puts before `/v1/ai/` does not either, nor that a document has lost
    that beginning.
    """

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {(method, _plain(path)): (method, path) for method, path in keys}

    def find(self, found: Located) -> Key | None:
        """Return which of the known ones an operation is; None if it is none of them."""
        paths = [*found.wholes, *map(_unprefixed, found.wholes), *(f"{base}{found.wholes[-1]}" for base in _BASES)]
        return next((key for path in paths if (key := self._keys.get((found.method, path)))), None)


def hosts(content: Mapping[str, object]) -> tuple[str, ...]:
    """Return the URLs of a document's servers, as they stand."""
    return tuple(str(mapping(each).get("url", "")) for each in listed(content.get("servers")))


def _servers(holder: object) -> list[str]:
    return [_base(mapping(each)) for each in listed(mapping(holder).get("servers"))]


def _base(server: Mapping[str, object]) -> str:
    """Return the path of a server's URL, its variables as they are by default."""
    url = str(server.get("url", ""))
    for name, variable in mapping(server.get("variables")).items():
        url = url.replace(f"{{{name}}}", str(mapping(variable).get("default", "")))
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _plain(path: str) -> str:
    """Return a path without the names of its parameters and without a slash at its end."""
    return f"/{_PARAMETER.sub('{}', path).strip('/')}"


def _unprefixed(path: str) -> str:
    before, begins, rest = path.partition(_BEGINS)
    return f"{begins}{rest}" if before and begins else path
