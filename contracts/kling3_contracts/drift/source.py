"""Source: a document's bytes, from a file, standard input or a URL."""

from __future__ import annotations

import sys
from pathlib import Path

from kling3_contracts.addresses.no_answer import reason_of
from kling3_contracts.errors import SubjectError, UnreachableError

STANDARD_INPUT = "-"
MOST_BYTES = 64 * 1024 * 1024
"""Ten times the largest document of this kind that we know of."""
_SECONDS = 30.0
_SCHEMES = ("http://", "https://")


def source_of(subject: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file, a URL, or of standard input for `-`.

    Raises SubjectError for what can't be read or has more than `most` bytes, UnreachableError where nobody answers.
    """
    content = _fetched(subject, most) if subject.startswith(_SCHEMES) else _read(subject, most)
    if len(content) > most:
        raise SubjectError(subject, f"has more than {most} bytes: give a document of Kling 3 alone")
    return content


def _read(subject: str, most: int) -> bytes:
    try:
        if subject == STANDARD_INPUT:
            return sys.stdin.buffer.read(most + 1)
        with Path(subject).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SubjectError(subject or "DOCUMENT", f"can't be read: {reason}; name a file or a URL") from error


def _fetched(url: str, most: int) -> bytes:
    """Return what a URL answers, and no more than one byte above the most; redirects are followed."""
    import httpx2  # files need no client

    content = bytearray()
    try:
        with httpx2.stream("GET", url, timeout=_SECONDS, follow_redirects=True) as response:
            _refuse(url, response.status_code)
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > most:
                    break
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UnreachableError(url, reason_of(error)) from error
    return bytes(content)


def _refuse(url: str, status: int) -> None:
    if status != 200:
        raise SubjectError(url, f"got {status}, expected 200 with an OpenAPI document: correct the URL")
