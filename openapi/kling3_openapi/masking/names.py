"""Names: of headers and parameters that hold a secret, and of headers whose values are known to hold none."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

WORDS = r"api[-_]?key|access[-_]?key|secret|token|passw(?:or)?d|passphrase|pwd|credential|authorization|cookie"
"""Words in a name that tell of a secret wherever in it they stand: X-Api-Key, client_secret, X-Amz-Credential."""
NEEDLES = ("key", "secret", "token", "passw", "passphrase", "pwd", "credential", "authorization", "cookie")
"""A text in lower case without any of these has none of the words."""

_WHOLE = "key|auth|pass|passcode|otp|sid|session|bearer|creds?"
"""Words that tell of one where they stand alone or last."""

# Whoever has a signature of a URL can open the URL; that of a message proves it and opens nothing.
_PARAMETER = re.compile(
    rf".*(?:{WORDS}|api key|signature|hmac|session[-_]?id|jwt).*|(?:.*[-_. ])?(?:{_WHOLE}|sig)", re.IGNORECASE
)
_HEADER = re.compile(
    rf".*(?:{WORDS}|jwt|session[-_]?id).*|(?:.*[-_.])?(?:{_WHOLE}|authentication|authorisation)", re.IGNORECASE
)

_COUNTED = (
    r"tokens|(?:.*[-_.])?(?:max|min|num|count|total|input|output|prompt|completion|cached|used|remaining|limit)"
    r"[-_.]?(?:\w*[-_.])?tokens?|x-ratelimit-.*"
)
_LONGEST_NAME = 200
"""Characters of a stranger's name that are looked at."""
_READABLE = frozenset(
    {
        # What a body is, what is asked for, and by which program.
        "host", "user-agent", "origin", "range", "date", "expect", "server", "vary", "allow", "age", "location",
        "last-modified", "etag", "expires", "retry-after", "cache-control", "pragma", "priority",
        # How the bytes travel.
        "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "via", "forwarded", "dnt",
        "upgrade-insecure-requests", "sec-websocket-key", "sec-websocket-accept",
        # Ids by which one request is found again.
        "x-request-id", "request-id", "x-correlation-id", "traceparent", "tracestate", "baggage", "x-amzn-trace-id",
        "x-cloud-trace-context", "cf-ray", "idempotency-key", "x-idempotency-key",
    }
)  # fmt: skip
_READABLE_BEGINNINGS = (
    "accept", "content-", "if-", "webhook-", "access-control-", "sec-ch-", "sec-fetch-", "x-b3-", "x-forwarded-",
    "x-kling3-", "x-ratelimit-", "x-stainless-",
)  # fmt: skip


@lru_cache(maxsize=1024)
def is_readable_header(name: str) -> bool:
    """Return whether a header is known to hold no key, so that its value is not searched for the shape of one.

    Ids, dates and lengths have to stay readable, and many of them look as random as a key.
    """
    lower = name.lower()
    return lower in _READABLE or (lower.startswith(_READABLE_BEGINNINGS) and not is_secret_header(lower))


@lru_cache(maxsize=1024)
def is_secret_header(name: str) -> bool:
    """Return whether a header holds a key, a token, a cookie or a password, by its name."""
    known = name.lower() in _READABLE
    return not known and _HEADER.fullmatch(name[:_LONGEST_NAME]) is not None and not _counts(name)


@lru_cache(maxsize=1024)
def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of a query or form holds a key, a token, a password or a signature, by its name."""
    plain = unquote_plus(name[:_LONGEST_NAME])
    return _PARAMETER.fullmatch(plain) is not None and not _counts(plain)


def _counts(name: str) -> bool:
    """Whether a name speaks of tokens as a language model counts them."""
    return re.fullmatch(_COUNTED, name, re.IGNORECASE) is not None
