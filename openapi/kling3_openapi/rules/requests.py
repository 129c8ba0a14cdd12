"""Rules on the key of a request: where the service looks for it, and where programs put it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.rule import Rule, Spot, rule

FREEPIK_KEY = "x-freepik-api-key"
MAGNIFIC_KEY = "x-magnific-api-key"

_FORMER_HOST, _HOST = "api.freepik.com", "api.magnific.com"
_RENAMED = Edition.AUGUST_2026
"""The first edition that knows the provider by its new name alone."""
_SCHEMES = frozenset({"bearer", "basic", "token", "apikey", "api-key", "key"})
_SEPARATORS = re.compile(r"[\W_]+")
_KEY_PARAMETERS = frozenset({"apikey", "key", "xfreepikapikey", "xmagnificapikey", "freepikapikey", "accesstoken"})
_PLACEHOLDER = re.compile(r"[<{$%].*|your.?(?:freepik.?|magnific.?)?api.?key|undefined|null|none", re.IGNORECASE)
_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class RequestHeaders:
    """What of a request decides about its key; a header that is missing is the empty string.

    `key_accepted` is what the server that was asked knows: whether `key` is one of its keys.
    `query_names` are the names of the query's parameters.
    """

    freepik_key: str = ""
    magnific_key: str = ""
    authorization: str = ""
    query_names: tuple[str, ...] = ()
    key_accepted: bool = True
    host: str = ""
    """The host that was asked, maybe with a port."""
    edition: Edition = FIRST
    """The edition that the request is held to."""

    @property
    def key(self) -> str:
        """The key that counts: that of x-freepik-api-key, else that of x-magnific-api-key, else empty."""
        return self.freepik_key or self.magnific_key

    @property
    def key_header(self) -> str:
        """The name of the header that holds `key`."""
        return FREEPIK_KEY if self.freepik_key else MAGNIFIC_KEY

    @property
    def mend(self) -> str:
        """What to do for a key that stands elsewhere or nowhere."""
        names = MAGNIFIC_KEY if self.edition >= _RENAMED else f"{FREEPIK_KEY} or {MAGNIFIC_KEY}"
        return f"send the key in the header {names}"

    @property
    def key_parameters(self) -> tuple[str, ...]:
        """The names of query parameters that look like a key's."""
        return tuple(name for name in self.query_names if _plain(name) in _KEY_PARAMETERS)


def header_findings(headers: RequestHeaders) -> tuple[Finding, ...]:
    """Return the findings of a request's key; one that is an error is answered 401."""
    return tuple(finding for each in RULES for finding in each.findings(headers))


@rule("K030", Severity.ERROR, Location.HEADER, source="seen in public programs")
def authorization(headers: RequestHeaders) -> Iterator[Spot]:
    """The key stands in Authorization.

    The service does not read Authorization: Bearer and answers 401 as if there were no key. Send the key,
    without the word Bearer, in x-freepik-api-key or x-magnific-api-key.
    """
    if headers.authorization and not headers.key:
        scheme = headers.authorization.partition(" ")[0]
        # Only a known scheme may be repeated: some programs put the bare key here.
        shown = f"Authorization: {scheme}" if scheme.lower() in _SCHEMES else "Authorization"
        yield pointer_to("authorization"), f"Missing API key: {shown} is not read, {headers.mend}"


@rule("K070", Severity.ERROR, Location.HEADER, source="provider's OpenAPI pages and authentication page")
def missing_key(headers: RequestHeaders) -> Iterator[Spot]:
    """There is no key.

    Every endpoint asks for a key, before it looks at anything else, and an empty header counts as none.
    Send it in x-freepik-api-key, or in x-magnific-api-key since the provider changed its name.
    """
    if not headers.key and not headers.authorization and not headers.key_parameters:
        yield pointer_to(FREEPIK_KEY), f"Missing API key: {headers.mend}"


@rule("K071", Severity.ERROR, Location.HEADER, source="provider's OpenAPI pages")
def invalid_key(headers: RequestHeaders) -> Iterator[Spot]:
    """The key is not known.

    The header is there and the key in it is not one that the service gave out: mistyped, revoked, a
    placeholder, or with the word Bearer before it. Send the key alone, as the dashboard shows it.
    """
    if headers.key and not headers.key_accepted:
        yield pointer_to(headers.key_header), f"Invalid API key: {_why_invalid(headers)}"


@rule("K083", Severity.ERROR, Location.QUERY, source="provider's authentication page names headers alone")
def key_in_query(headers: RequestHeaders) -> Iterator[Spot]:
    """The key stands in the query string.

    The service reads the key from a header alone and answers 401; besides, URLs end up in the logs of
    every proxy. Send the key in x-freepik-api-key or x-magnific-api-key, and replace a key that was sent
    in a URL.
    """
    if headers.key:
        return
    for name in headers.key_parameters:
        shown = echoed(name, _SHOWN_CHARACTERS)
        yield pointer_to(name), f"Missing API key: {shown} in the query string is not read, {headers.mend}"


@rule("K082", Severity.ADVICE, Location.HEADER, source="that either header works was seen in public programs")
def two_keys(headers: RequestHeaders) -> Iterator[Spot]:
    """Two headers with two different keys.

    One key works on both names of the provider, so two different ones are most often an old and a new
    one; which of them the service takes is not known, here it is that of x-freepik-api-key. Send one
    header.
    """
    if headers.freepik_key and headers.magnific_key and headers.freepik_key != headers.magnific_key:
        yield (
            pointer_to(MAGNIFIC_KEY),
            f"{MAGNIFIC_KEY} differs from {FREEPIK_KEY}, which is the one that counts here: send one of them",
        )


@rule(
    "K067",
    Severity.ADVICE,
    Location.HEADER,
    source="a catalogue of the provider's specification (August 2026)",
    since=_RENAMED,
)
def former_name(headers: RequestHeaders) -> Iterator[Spot]:
    """A request goes by the provider's former name.

    From August 2026 on the specification knows the host api.magnific.com and the header x-magnific-api-key
    alone. Both former names were still answered then, and nobody says for how long. Send the key in
    x-magnific-api-key, to https://api.magnific.com.
    """
    if headers.edition < _RENAMED:
        return
    gone = f"is gone from the documentation since {_RENAMED.words}"
    if headers.freepik_key and not headers.magnific_key:
        yield pointer_to(FREEPIK_KEY), f"{FREEPIK_KEY} {gone}: send the key in {MAGNIFIC_KEY}"
    if headers.host.partition(":")[0].lower() == _FORMER_HOST:
        yield pointer_to("host"), f"{_FORMER_HOST} {gone}: call {_HOST}"


RULES: tuple[Rule[RequestHeaders], ...] = (
    authorization,
    key_in_query,
    missing_key,
    invalid_key,
    two_keys,
    former_name,
)


def documented_key_header(edition: Edition) -> str:
    """Return the header in which an edition's document has the key."""
    return FREEPIK_KEY if edition < _RENAMED else MAGNIFIC_KEY


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name[:_SHOWN_CHARACTERS]).lower()


def _why_invalid(headers: RequestHeaders) -> str:
    if headers.key.lower().startswith("bearer"):
        return f"{headers.key_header} takes the key alone, without the word Bearer"
    if _PLACEHOLDER.fullmatch(headers.key):
        return f"{headers.key_header} holds a placeholder, put your key in its place"
    if headers.key != headers.key.strip(" \t'\""):
        return f"{headers.key_header} takes the key alone, without quotes or spaces around it"
    return f"the key in {headers.key_header} is not one of this server's keys, send one of those"
