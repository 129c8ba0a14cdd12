"""Text: a text of any kind without the secrets that it names: in URLs, queries, headers and JSON within it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import quote_plus, unquote_plus

from kling3_openapi.masking.mask import MASK, masked
from kling3_openapi.masking.names import NEEDLES, WORDS, is_secret_parameter
from kling3_openapi.masking.shapes import BEGINNINGS, KNOWN_FORMS, SHORTEST, without_keys

_Found = re.Match[str]

_NAME = rf"(?<![\w.%-])[\w.%-]{{0,200}}(?:{WORDS})[\w.%-]{{0,60}}"
"""Bounded, since a run of letters may have a million, each of which could be where one of the words begins."""
_CREDENTIAL = r"(?=[^\s\"']*\d|[^\s\"']{16})[^\s\"',;]{6,}"
"""A text that is no word of a sentence."""
_VALUE = r"(?!(?-i:\$\{?[A-Z][A-Z0-9_]{2,}\}?)(?:[\"'\s&]|\Z))"
"""Anything but the name of an environment variable, as in curl -H 'x-freepik-api-key: $KLING3_API_KEY'."""

_CALLED = re.compile(r"(\"(?:webhook|callback)_?url\"\s*:\s*\")((?:[^\"\\]|\\.)+)", re.IGNORECASE)
_USERINFO = re.compile(
    # What begins like a URL has user and password up to the last @ before its path, whatever stands in them; without
    # slashes (`u:pw@host`) it is one where there is no space in it.
    r"\A(?:((?:[a-z][a-z0-9+.-]{0,20}:)?[/\\]{1,3})[^/?#\\]*|()[^\s/?#\\@]+:[^\s/?#\\]*)(?:@|%40|\uff20)",
    re.IGNORECASE,
)
_QUERY = re.compile(r"([?&])([^=&#?]{1,200})=([^&#]+)")
"""A parameter with all that stands in its value, quotes and spaces too."""
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,20}:(?:\\?/){2}[^/?#\\]*", re.IGNORECASE)


MOST_READ = 4096
"""Characters of a single value: a data: URI may have millions."""


class _Place(NamedTuple):
    """Where in texts a secret stands: without one of `when`, in lower case, a text need not be searched for it."""

    when: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    mask: Callable[[_Found], str]

    def shown(self, text: str) -> str:
        """Return a text in which what stands there is masked."""
        for pattern in self.patterns:
            text = pattern.sub(self.mask, text)
        return text


def _place(when: Iterable[str], *patterns: str, mask: Callable[[_Found], str]) -> _Place:
    return _Place(tuple(when), tuple(re.compile(each, re.IGNORECASE) for each in patterns), mask)


def _parameter(found: _Found) -> str:
    name = found[1]
    return f"{name}={MASK}" if is_secret_parameter(name) else found[0]


def _basic(found: _Found) -> str:
    """Return user and password masked; `basic` is a word of sentences too, so what follows must be both in base64."""
    try:
        pair = base64.b64decode(f"{found[2].rstrip('=')}==").decode()
    except ValueError:
        return found[0]
    return f"{found[1]} {MASK}" if ":" in pair and pair.isprintable() else found[0]


def _form(found: _Found) -> str:
    return f"whsec_{MASK}" if found[0].startswith("whsec_") else masked(found[0])


def _after(found: _Found) -> str:
    return f"{found[1]}{MASK}"


_PLACES = (
    # User and password of a URL; JSON may have escaped its slashes. A password may hold a slash that should have been
    # escaped: then what follows the colon is no port, and everything up to the last @ belongs to it.
    _place(
        ("@",),
        r"(:(?:\\?/){2})"
        r"(?:[^\s/?#\"<>\\]+|(?!\[)[^\s/?#\"'<>\\@:]{0,80}:(?![0-9]{0,5}(?:[/?#]|\Z))[^\s\"'<>\\]{0,80})(?=@)",
        mask=_after,
    ),
    _place(("%40",), r"(%3A(?:%2F){2})[^\s&=\"'<>\\]{1,300}?(?=%40)", mask=_after),
    # A parameter of a query or a form; that of a result's URL is token=exp=1~hmac=2.
    _place(
        ("=",),
        rf"(?:(?<![\w.%\\-])|(?<=\\u0026)|(?<=\\[nrt]))([\w.%-]{{1,200}})={_VALUE}[^&\s\"'#<>\\]+",
        mask=_parameter,
    ),
    _place(
        NEEDLES,
        # A member of a JSON object, also of one within a string, and a pair of a program's.
        rf"((?:\\{{0,9}}[\"']{_NAME}\\{{0,9}}[\"']\s*:|[(\[]\s*b?[\"']{_NAME}[\"']\s*,)\s*b?\\{{0,9}}[\"'])"
        rf"{_VALUE}(?:[^\"'\\]|\\[^\"'])+",
        # A header as curl has it, and as logs have it.
        rf"([\"']{_NAME}\s*:\s*+){_VALUE}[^\"'\r\n]+(?=[\"'])",
        # A field of a form in parts.
        rf"(name=\"{_NAME}\"[^\r\n]{{0,200}}\r?\n(?:[^\r\n]{{1,200}}\r?\n){{0,5}}\r?\n)[^\r\n]+",
        rf"({_NAME}\s*:\s++(?:bearer\s++|basic\s++)?+){_VALUE}{_CREDENTIAL}",
        mask=_after,
    ),
    _place(("bearer",), rf"\b(bearer\s+){_CREDENTIAL}", mask=_after),
    _place(("basic",), r"\b(basic)\s+([A-Za-z0-9+/]{6,}={0,2})", mask=_basic),
    _Place(BEGINNINGS, (KNOWN_FORMS,), _form),
)


def shown_text(text: str) -> str:
    """Return a text without the secrets that it names.

    That is: user and password of a URL, the values of parameters, headers and JSON members whose names tell of a
    secret, credentials after Bearer and Basic, and keys of known forms.
    """
    lower = text.lower()
    for place in _PLACES:
        for word in place.when:
            if word in lower:
                text = place.shown(text)
                break
    return text


def shown_url(url: str) -> str:
    """Return a URL as it may be shown: without user, password and secret parameters, or what looks like a key."""
    named = shown_text(_QUERY.sub(_in_query, _USERINFO.sub(_user, url, count=1)))
    origin = _ORIGIN.match(named)
    place = origin.end() if origin else 0
    return named[:place] + without_keys(named[place:])


def _user(found: _Found) -> str:
    return f"{found[1] or ''}{MASK}@"


def _in_query(found: _Found) -> str:
    return f"{found[1]}{found[2]}={MASK}" if is_secret_parameter(found[2]) else found[0]


def shown_value(value: str) -> str:
    """Return the beginning of a single value of any kind, a name, an id, a path or a URL, as it may be shown."""
    beginning = value[:MOST_READ]
    plain = len(value) < SHORTEST and (value.isalnum() or value.replace("_", "").isalpha())
    return beginning if plain else shown_url(beginning)


def shown_body(text: str) -> str:
    """Return the text of a body as it may be shown; the URL that is to be called is shown as URLs are."""
    return shown_text(_CALLED.sub(lambda found: found[1] + shown_url(found[2]), text))


def shown_query(query: str) -> str:
    """Return a query string as it may be shown: what looks like a key by its name or by itself is masked."""
    return "&".join(map(_shown_part, query.split("&"))) if query else query


def shown_path(path: str) -> str:
    """Return a path as it may be shown: what looks like a key is masked."""
    return without_keys(shown_text(path))


def _shown_part(part: str) -> str:
    name, equals, value = part.partition("=")
    shown = masked(value) if is_secret_parameter(name) else _shown_value(value)
    return f"{_shown_value(name)}{equals}{shown}"


def _shown_value(value: str) -> str:
    """Return a value as it stands in a query; one that holds a secret, which may be a URL, is quoted anew."""
    plain = unquote_plus(value)
    shown = shown_url(plain)
    return value if shown == plain else quote_plus(shown, safe="/:@")
