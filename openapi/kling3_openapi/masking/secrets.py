"""Secrets: what was given or seen to be one, masked wherever it stands in whatever spelling."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, quote, quote_plus, unquote

from kling3_openapi.endpoints import OPERATIONS
from kling3_openapi.findings import pointer_to
from kling3_openapi.masking.mask import MASK, masked
from kling3_openapi.masking.members import without_members
from kling3_openapi.masking.names import is_readable_header, is_secret_header, is_secret_parameter
from kling3_openapi.masking.shapes import keys_in, without_keys
from kling3_openapi.masking.text import shown_body, shown_path, shown_query, shown_text, shown_url

_SHORTEST = 8
"""Characters: a shorter text may stand anywhere by chance, so it is masked only as a whole segment of a path."""
_SHORTEST_COOKIE = 12
"""Characters: cookies also hold languages and paths."""
_MOST_LEARNED = 1_000
_MOST_QUERY = 65_536
_PUBLIC = frozenset(word for each in OPERATIONS for word in each.path.split("/"))
"""To mask these would hide no secret, and would show that one of them is a key."""


class Secrets:
    """Shows texts without what looks like a secret, and without each secret that it was told or saw.

    The newest 1,000 are remembered. A body, a text and a URL are masked whole; of a path, a query and a header the
    first characters of a long key stay, so that two keys can be told apart.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, None] = {}
        for each in known:
            self.learn(each)

    def learn(self, secret: str) -> None:
        """Remember a secret."""
        if not secret or secret in self._known or secret in _PUBLIC or secret.endswith(MASK):
            return
        self._known[secret] = None
        if len(self._known) > _MOST_LEARNED:
            self._known.pop(next(iter(self._known)))

    def look_at(self, headers: Iterable[tuple[str, str]], path: str = "", query: str = "") -> None:
        """Learn the secrets that stand in the headers, the path and the query of a message."""
        for name, value in headers:
            if not is_readable_header(name) and value not in self._known:
                self._learn_all(_in_header(name.lower(), value) if is_secret_header(name) else keys_in(value))
        self._learn_all(keys_in(path))
        if query:
            self._learn_all(_in_query(query))

    def hide(self, text: str) -> str:
        """Return a text without the secrets that are known."""
        return self._without_known(text, lambda _: MASK)

    def text(self, text: str) -> str:
        """Return a text as it may be shown."""
        return shown_text(self.hide(text))

    def body(self, body: bytes) -> bytes:
        """Return a body as it may be shown; bytes that are no text stay as they are."""
        text = without_members(body.decode("utf-8", "surrogateescape"))
        return shown_body(self.hide(text)).encode("utf-8", "surrogateescape")

    def url(self, url: str) -> str:
        """Return a URL as it may be shown."""
        return shown_url(self.hide(url))

    def path(self, path: str) -> str:
        """Return a path as it may be shown."""
        return shown_path(self._without_known(path, masked))

    def query(self, query: str) -> str:
        """Return a query string as it may be shown."""
        return self._without_known(shown_query(query), masked)

    def header(self, name: str, value: str) -> str:
        """Return the value of a header as it may be shown."""
        if is_secret_header(name):
            return masked(value)
        if is_readable_header(name):
            return self.text(value)
        return masked(value) if value in self._known else without_keys(shown_text(self._without_known(value, masked)))

    def _without_known(self, text: str, mask: Callable[[str], str]) -> str:
        for secret in self._known:
            if len(secret) < _SHORTEST:
                if secret in text:
                    text = _segment(secret).sub(mask(secret), text)
                continue
            for spelling in _spellings(secret):
                if spelling in text:
                    text = text.replace(spelling, mask(secret))
        return text

    def _learn_all(self, secrets: Iterable[str]) -> None:
        for each in secrets:
            self.learn(each)


def _in_header(name: str, value: str) -> Iterator[str]:
    if name.endswith("cookie"):
        parts = value.split(";")[: 1 if name == "set-cookie" else None]
        values = (part.partition("=")[2].strip() for part in parts)
        yield from (each for each in values if len(each) >= _SHORTEST_COOKIE)
        return
    scheme, _, rest = value.partition(" ")
    yield value
    yield rest
    if scheme.lower() == "basic":
        yield _password(rest)


def _in_query(query: str) -> Iterator[str]:
    for name, value in parse_qsl(query[:_MOST_QUERY], keep_blank_values=True, errors="replace"):
        yield from keys_in(name)
        if not is_secret_parameter(name):
            yield from keys_in(value)
        elif len(value) >= _SHORTEST:
            yield value


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=False).decode("utf-8", "replace").partition(":")[2]
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def _segment(secret: str) -> re.Pattern[str]:
    """Return what finds a secret as a whole segment of a path, or as the id that a message made of it."""
    written = "|".join(map(re.escape, {secret, quote(secret, safe="")}))
    return re.compile(rf"(?:(?<=/)|(?<=has the id ))(?:{written})(?=[/?#\s\"'\\<>,;:.]|\Z)")


@lru_cache(maxsize=256)
def _spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as it may stand in URLs, in JSON and in JSON pointers, the longest first."""
    written = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), unquote(secret)}
    written.add(pointer_to(secret).removeprefix("/"))
    written |= {json.dumps(each)[1:-1] for each in tuple(written)}
    return tuple(sorted((each for each in written if len(each) >= _SHORTEST), key=len, reverse=True))
