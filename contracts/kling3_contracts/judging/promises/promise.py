"""Promise: one thing that a server owes; a code in `K1xx`, after the rules for requests."""

from __future__ import annotations

from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.findings import Severity
from kling3_openapi.rules.rule import Code

PAGES = "provider's OpenAPI pages"
RECORDED = "recorded answers of the service"
WEBHOOKS_PAGE = "provider's webhooks page"
STANDARD = "Standard Webhooks specification; the provider's pages say nothing of it"


def promise(number: int, title: str, explanation: str, source: str = PAGES, *, since: Edition = FIRST) -> Code:
    """Return a promise, worded as it holds: a report that lists it as violated says that the server does not do this.

    The last sentence of the explanation is the mend.
    """
    return Code(f"K{number}", Severity.ERROR, title, explanation, source, since)
