"""Header values: what the content type and the cache control of an answer say beyond what is lawful here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling3_contracts.messages import Answer

_UTF_8 = frozenset({"utf-8", "utf8"})
_NOT_KEPT = frozenset({"no-store", "no-cache"})
_AGE = re.compile(r'(?:max-age|s-maxage)="?0*[1-9][0-9]*"?')


def foreign_content_type(answer: Answer) -> str:
    """Return what a content type says beyond JSON in UTF-8, or the empty string; `twice` when the header is."""
    values = [value for name, value in answer.headers if name.lower() == "content-type"]
    if len(values) > 1:
        return "twice"
    return next((each for value in values for each in _parameters(value) if not _says_utf_8(each)), "")


def age_allowed(answer: Answer) -> str:
    """Return the directive by which a cache may give an answer again without asking, or the empty string."""
    values = (value for name, value in answer.headers if name.lower() == "cache-control")
    directives = [each.strip().lower() for value in values for each in value.split(",")]
    if not _NOT_KEPT.isdisjoint(directives):
        return ""
    return next(filter(_AGE.fullmatch, directives), "")


def _parameters(value: str) -> Iterator[str]:
    return (each.strip() for each in value.split(";")[1:])


def _says_utf_8(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return not parameter or (name.strip().lower() == "charset" and value.strip(' "').lower() in _UTF_8)
