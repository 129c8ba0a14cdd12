"""The header `x-kling3-findings`: what an answer tells of its request, for programs to read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kling3_mockserver.journal.keeping import are_short
from kling3_openapi.findings import Finding

_MOST_HEADER = 3_000
"""Characters: clients and proxies refuse answers with longer headers."""
_MOST_PLACE = 200
"""Characters: a field's name is the client's, and may be as long as its body."""


def findings_header(findings: Sequence[Finding]) -> bytes:
    """Return the value of `x-kling3-findings`: a list by RFC 8941 of codes, each with severity, place and message."""
    # A program makes the same mistakes again and again.
    return _known_header(tuple(findings)) if are_short(findings) else _header(findings)


def _header(findings: Sequence[Finding]) -> bytes:
    items: list[str] = []
    for item in map(_structured, findings):
        if sum(map(len, items)) + len(item) > _MOST_HEADER:
            items.append(f"more;count={len(findings) - len(items)}")
            break
        items.append(item)
    return ", ".join(items).encode("ascii")


_known_header = lru_cache(maxsize=256)(_header)


def _structured(finding: Finding) -> str:
    place, message = _ascii(finding.field[:_MOST_PLACE]), _ascii(finding.message)
    return f'{finding.code};severity={finding.severity.value};at="{place}";message="{message}"'


def _ascii(text: str) -> str:
    plain = text
    # Character by character it takes as long as the rest of an answer, and nearly all texts are plain.
    if not (text.isascii() and text.isprintable()):
        plain = "".join(each if " " <= each <= "~" else "?" for each in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')
