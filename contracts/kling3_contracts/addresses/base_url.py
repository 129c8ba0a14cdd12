"""Base URL: what stands before the API's paths, read from what was typed."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from kling3_contracts.errors import OptionError
from kling3_openapi.endpoints import ENDPOINTS

_SCHEMES = ("http", "https")
_EXAMPLE = "http://127.0.0.1:8333"
_WITHOUT_SCHEME = re.compile(r"[\w.-]+:[0-9]{1,5}(?:/[\w./-]*)?")
_CONTROL = "_mock"
_API_PATHS = tuple(tuple(each.path.strip("/").split("/")) for each in ENDPOINTS)


def base_url(url: str, option: str = "URL") -> str:
    """Return a base without slashes at its end; raise OptionError, in the name of `option`, for what is none."""
    parts = split_url(url, option)
    for mark, found in (("?", parts.query), ("#", parts.fragment)):
        if found:
            bare = parts._replace(query="", fragment="").geturl().rstrip("/")
            raise OptionError(option, f"got a URL with '{mark}' in it, expected a base that paths are added to: {bare}")
    return url.rstrip("/?#")


def split_url(url: str, option: str, expected: str = "http:// or https:// and a host") -> SplitResult:
    """Return the parts of a URL that has a scheme of HTTP, a host, and no port or one that there can be."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        words = str(error).replace("could not be cast to integer value as", "is no number:")
        raise OptionError(option, f"got '{url}', which is no URL: {words}; correct it, as {_EXAMPLE}") from error
    if parts.scheme not in _SCHEMES or not parts.hostname:
        meant = f"http://{url}" if _WITHOUT_SCHEME.fullmatch(url) else _EXAMPLE
        raise OptionError(option, f"got '{url}', expected {expected}, as {meant}")
    return parts


def without_api_path(url: str) -> str:
    """Return a URL without the paths of the API, or of the fake's control API, that it ends with."""
    parts = urlsplit(url)
    segments = [each for each in parts.path.split("/") if each]
    if _CONTROL in segments:
        segments = segments[: segments.index(_CONTROL)]
    while (tail := _tail(segments)) < len(segments):
        segments = segments[:tail]
    return parts._replace(path="".join(f"/{each}" for each in segments), query="", fragment="").geturl()


def _tail(segments: list[str]) -> int:
    """Return where the last segments begin that begin a path of the API, or behind all of them."""
    return next((place for place in range(len(segments)) if _begins_api(segments[place:])), len(segments))


def _begins_api(segments: list[str]) -> bool:
    """Return whether a path of the API begins with these segments."""
    return any(len(segments) <= len(path) and all(map(_fits, segments, path)) for path in _API_PATHS)


def _fits(given: str, own: str) -> bool:
    return own in (given, "{task-id}")
