"""Display: findings, refusals and deliveries as they may be shown, without what looks like a key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling3_mockserver.errors import ApiError
from kling3_mockserver.messages import Request, secrets_of
from kling3_mockserver.settings import DEFAULT_WEBHOOK_SECRET, Settings
from kling3_openapi.findings import Finding, pointer_to, unescape
from kling3_openapi.masking.secrets import Secrets
from kling3_openapi.masking.text import shown_text

if TYPE_CHECKING:
    from kling3_mockserver.journal import Delivery


def known_secrets(settings: Settings) -> tuple[str, ...]:
    """Return the keys, the control token and the secrets that were set; the secret of the fake itself is public."""
    secrets = (each for each in settings.webhook_secrets if each != DEFAULT_WEBHOOK_SECRET)
    return (*settings.api_keys, *secrets, settings.control_token or "")


def shown_findings(findings: tuple[Finding, ...], request: Request, settings: Settings) -> tuple[Finding, ...]:
    """Return findings without the secrets of their request, any part of which they may repeat."""
    return _without(secrets_of(request, known_secrets(settings)), findings)


def shown_failure(failure: ApiError, request: Request, settings: Settings) -> ApiError:
    """Return the refusal of a request without its secrets."""
    secrets = secrets_of(request, known_secrets(settings))
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


def _is_plain(pointer: str) -> bool:
    return (pointer.isascii() and pointer.replace("/", "").replace("_", "").replace("-", "").isalnum()) or not pointer


def _shown_pointer(pointer: str, secrets: Secrets) -> str:
    """Return a place without the secrets that its names, which are the client's, may be."""
    return pointer_to(*(secrets.url(unescape(step)) for step in pointer.split("/")[1:]))
