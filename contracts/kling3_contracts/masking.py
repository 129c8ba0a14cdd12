"""Masking: takes keys, tokens, passwords and secrets out of everything that a report shows."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote

from kling3_contracts.messages import Answer, HeaderPairs, Request
from kling3_contracts.report import Check, Report, Violation

MASK = "..."
"""What stands where a secret stood."""
_SHORTEST = 8
"""Characters: a shorter text may stand anywhere by chance, so it is masked only where its name tells what it is."""
_SHORTEST_COOKIE = 12
"""Characters: cookies also hold languages and paths."""
_MOST_LEARNED = 1_000

_HEADER = re.compile(r"(?:proxy-)?authorization|(?:set-)?cookie|.*(?:api-?key|token|secret|password).*", re.IGNORECASE)
_WORDS = r"api[-_]?key|access[-_]?key|secret|token|passw(?:or)?d|pwd|authorization|cookie"
_BEGIN = r"(?<![\w.%-])[\w.%-]*"
_NAME = rf"{_BEGIN}(?:{_WORDS})[\w.%-]{{0,60}}"
_PARAMETER = rf"{_BEGIN}(?:{_WORDS}|signature|hmac)[\w.%-]{{0,60}}|(?<![\w.%-])key|(?<=\\u0026)key"
_PARAMETER_NAME = re.compile(_PARAMETER, re.IGNORECASE)
_CREDENTIAL = r"(?=[^\s\"']*\d|[^\s\"']{16})[^\s\"',;]{6,}"
"""A text that is no word of a sentence."""
_VALUE = r"(?!(?-i:\$\{?[A-Z][A-Z0-9_]{2,}\}?)(?:[\"'\s&]|\Z))"
"""Anything but the name of an environment variable, as in curl -H 'x-freepik-api-key: $KLING3_API_KEY'."""
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), mask)
    for pattern, mask in (
        # The user and password of a URL; JSON may have escaped its slashes.
        (r"([a-z][a-z0-9+.-]{0,20}:(?:\\?/){2})[^\s/?#\"'<>\\]+@", rf"\1{MASK}@"),
        # A parameter of a query or a form; that of a result's URL is token=exp=1~hmac=2.
        (rf"({_PARAMETER})={_VALUE}([^&\s\"'#<>\\]+)", rf"\1={MASK}"),
        # A member of a JSON object, also of one within a string, and a pair of a program's.
        (
            rf"(\\{{0,9}}[\"']{_NAME}\\{{0,9}}[\"']\s*[:,]\s*b?\\{{0,9}}[\"']){_VALUE}(?:[^\"'\\]|\\[^\"'])+",
            rf"\1{MASK}",
        ),
        # A header as curl has it, and as logs have it.
        (rf"([\"']{_NAME}\s*:\s*+){_VALUE}[^\"'\r\n]+(?=[\"'])", rf"\1{MASK}"),
        (rf"({_NAME}\s*:\s++(?:bearer\s++|basic\s++)?+){_VALUE}{_CREDENTIAL}", rf"\1{MASK}"),
        (rf"\b(bearer|basic)\s+{_CREDENTIAL}", rf"\1 {MASK}"),
        (r"\bwhsec_[\w+/=-]+", f"whsec_{MASK}"),
    )
)


class Masker:
    """Masks what looks like a secret, and each text that it was told or saw to be one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: dict[str, None] = {}
        self._learn_all(secrets)

    def learn(self, secret: str) -> None:
        """Remember a secret, to mask it wherever it stands in whatever spelling; the newest 1,000 are remembered."""
        if secret in self._known or len(secret) < _SHORTEST or secret.endswith(MASK):
            return
        self._known[secret] = None
        if len(self._known) > _MOST_LEARNED:
            self._known.pop(next(iter(self._known)))

    def look_at(self, request: Request, answer: Answer | None = None) -> None:
        """Learn the secrets that stand in headers and query of an exchange."""
        for name, value in (*request.headers, *(answer.headers if answer else ())):
            if value not in self._known and is_secret_header(name):
                self._learn_header(name.lower(), value)
        if "=" in request.target:
            for name, value in request.query:
                if _PARAMETER_NAME.fullmatch(name):
                    self.learn(value)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._known:
            for spelling in _spellings(secret):
                text = text.replace(spelling, MASK)
        for pattern, mask in _PATTERNS:
            text = pattern.sub(mask, text)
        return text

    def content(self, content: bytes) -> bytes:
        """Return a body without secrets; bytes that are no text stay as they are."""
        return self.text(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def request(self, request: Request) -> Request:
        """Return a request without secrets."""
        return Request(
            request.method,
            self.text(request.target),
            self._headers(request.headers),
            self.content(request.body),
        )

    def answer(self, answer: Answer) -> Answer:
        """Return an answer without secrets."""
        return answer._replace(headers=self._headers(answer.headers), body=self.content(answer.body))

    def report(self, report: Report) -> Report:
        """Return a report without secrets in any part."""
        for each in report.violations:
            if each.request is not None:
                self.look_at(each.request, each.answer)
        return replace(
            report,
            target=self.text(report.target),
            checks=tuple(map(self._check, report.checks)),
            violations=tuple(map(self._violation, report.violations)),
            notes=tuple(map(self.text, report.notes)),
            trouble=self.text(report.trouble),
        )

    def _check(self, check: Check) -> Check:
        return replace(check, note=self.text(check.note)) if check.note else check

    def _violation(self, violation: Violation) -> Violation:
        return replace(
            violation,
            place=self.text(violation.place),
            message=self.text(violation.message),
            detail=self.text(violation.detail),
            request=None if violation.request is None else self.request(violation.request),
            answer=None if violation.answer is None else self.answer(violation.answer),
            curl=self.text(violation.curl),
            pytest=self.text(violation.pytest),
            reason=self.text(violation.reason),
        )

    def _headers(self, headers: HeaderPairs) -> HeaderPairs:
        return tuple((name, MASK if is_secret_header(name) else self.text(value)) for name, value in headers)

    def _learn_header(self, name: str, value: str) -> None:
        if name.endswith("cookie"):
            parts = value.split(";")[: 1 if name == "set-cookie" else None]
            values = (part.partition("=")[2].strip() for part in parts)
            self._learn_all(each for each in values if len(each) >= _SHORTEST_COOKIE)
        else:
            scheme, _, rest = value.partition(" ")
            self._learn_all((value, rest, _password(rest) if scheme.lower() == "basic" else ""))

    def _learn_all(self, secrets: Iterable[str]) -> None:
        for each in secrets:
            self.learn(each)


def is_secret_header(name: str) -> bool:
    """Return whether a header holds a key, a token, a cookie or a password."""
    return _HEADER.fullmatch(name) is not None


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=False).decode("utf-8", "replace").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as it may stand in URLs and in JSON, the longest first."""
    written = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), unquote(secret)}
    written |= {json.dumps(each)[1:-1] for each in tuple(written)}
    return tuple(sorted((each for each in written if len(each) >= _SHORTEST), key=len, reverse=True))
