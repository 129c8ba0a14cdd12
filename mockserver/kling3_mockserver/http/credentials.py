"""Credentials: what a URL says before its host, as the header that HTTP clients make of it (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from urllib.parse import unquote_to_bytes, urlsplit

from kling3_mockserver.http.messages import HeaderList


def basic_authorization(userinfo: str) -> HeaderList:
    """Return the header for `user:password`, percent-encoded as it stands in a URL; none for nothing.

    Characters travel as UTF-8. Base64 leaves no way for one of them to end the header.
    """
    if not userinfo:
        return []
    user, _, password = userinfo.partition(":")
    pair = b"%b:%b" % (unquote_to_bytes(user), unquote_to_bytes(password))
    return [(b"authorization", b"Basic " + b64encode(pair))]


def userinfo_of(url: str) -> str:
    """Return what stands before the host of a URL, or nothing."""
    # What is no lawful URL is told where it is called.
    with suppress(ValueError):
        return urlsplit(url).netloc.rpartition("@")[0]
    return ""
