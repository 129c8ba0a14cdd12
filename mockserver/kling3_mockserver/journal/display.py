"""Display: findings, refusals and deliveries as they may be shown, without what looks like a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Request, secrets_of
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.keeping import are_short
from kling3_openapi.findings import Finding, pointer_to, unescape
from kling3_openapi.masking.secrets import Secrets
from kling3_openapi.masking.text import shown_text


def shown_findings(findings: tuple[Finding, ...], request: Request, known: Iterable[str]) -> tuple[Finding, ...]:
    """Return findings without secrets: those of their request, any part of which they may repeat, and `known` ones."""
    without = _known_without if are_short(findings) else _without
    return without(secrets_of(request, known), findings)


def shown_failure(failure: ApiError, request: Request, known: Iterable[str]) -> ApiError:
    """Return the refusal of a request without its secrets and without `known` ones."""
    secrets = secrets_of(request, known)
    refused = _without(secrets, failure.refused)
    shown = ApiError(failure.status, secrets.hide(failure.message), refused, failure.headers, refused)
    shown.ignored = _without(secrets, failure.ignored)
    return shown


def shown_error(delivery: Delivery) -> str:
    """Return why a webhook was not taken; the words may be those of a user's own application."""
    return shown_text(delivery.error)


def _without(secrets: Secrets, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    # Most repeat nothing, which is seen by one look at all of them.
    told = "\n".join([part for each in findings for part in (each.pointer, each.message)])
    if secrets.hide(told) == told and all(_is_plain(each.pointer) for each in findings):
        return findings
    return tuple(
        replace(each, pointer=_shown_pointer(each.pointer, secrets), message=secrets.hide(each.message))
        for each in findings
    )


_known_without = lru_cache(maxsize=256)(_without)
"""A program makes the same mistakes again and again."""


def _is_plain(pointer: str) -> bool:
    return (pointer.isascii() and pointer.replace("/", "").replace("_", "").replace("-", "").isalnum()) or not pointer


def _shown_pointer(pointer: str, secrets: Secrets) -> str:
    """Return a place without the secrets that its names, which are the client's, may be."""
    return pointer_to(*(secrets.url(unescape(step)) for step in pointer.split("/")[1:]))
