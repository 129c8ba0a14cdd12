"""Masking: takes keys, tokens, passwords and secrets out of everything that a report shows, by the promise's rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kling3_contracts.messages import Answer, HeaderPairs, Request
from kling3_contracts.verdicts.report import Check, Report, Violation
from kling3_openapi.masking.mask import MASK
from kling3_openapi.masking.names import is_secret_header
from kling3_openapi.masking.secrets import Secrets

__all__ = ["MASK", "Masker", "is_secret_header"]


class Masker:
    """Masks what looks like a secret, and each text that it was told or saw to be one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = Secrets(secrets)

    def learn(self, secret: str) -> None:
        """Remember a secret, to mask it wherever it stands in whatever spelling; the newest 1,000 are remembered."""
        self._secrets.learn(secret)

    def look_at(self, request: Request, answer: Answer | None = None) -> None:
        """Learn the secrets that stand in headers, path and query of an exchange."""
        path, _, query = request.target.partition("?")
        self._secrets.look_at(request.headers, path, query)
        if answer is not None:
            self._secrets.look_at(answer.headers)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        return self._secrets.text(text)

    def target(self, target: str) -> str:
        """Return the target of a request without secrets."""
        return self._secrets.url(target)

    def content(self, content: bytes) -> bytes:
        """Return a body without secrets; bytes that are no text stay as they are."""
        return self._secrets.body(content)

    def request(self, request: Request) -> Request:
        """Return a request without secrets."""
        return Request(
            request.method,
            self.target(request.target),
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
            causes=tuple(each._replace(sentence=self.text(each.sentence)) for each in report.causes),
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
        return tuple(
            (name, MASK if is_secret_header(name) else self._secrets.header(name, value)) for name, value in headers
        )
