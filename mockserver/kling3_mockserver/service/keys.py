"""Keys: whose call it is, asked before anything else."""

from __future__ import annotations

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.browser import browser_headers
from kling3_mockserver.service.call import Call
from kling3_mockserver.settings.settings import Settings
from kling3_openapi import rules
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.findings import Severity

_DOCUMENTED_MESSAGES = {"K070": "Missing API key", "K071": "Invalid API key"}
"""What the provider's pages say word for word; programs compare these."""


def authenticate(call: Call, settings: Settings) -> None:
    """Learn the key of a call; raise ApiError 401 without one that is accepted."""
    request = call.request
    freepik, magnific = request.header(b"x-freepik-api-key"), request.header(b"x-magnific-api-key")
    call.key = freepik or magnific
    accepted = not settings.api_keys or call.key in settings.api_keys
    if not call.key or not accepted or (freepik and magnific) or settings.edition is not FIRST:
        _judge(call, freepik, magnific, settings.edition, accepted=accepted)


def _judge(call: Call, freepik: str, magnific: str, edition: Edition, *, accepted: bool) -> None:
    """Keep the findings of a key that is not plainly good, or refuse the call for them."""
    if not call.key and b"access-control-request-method" in call.request.headers:
        _refuse_preflight(call)
    names = tuple(name for name, _ in call.request.parameters())
    bearer, host = call.request.header(b"authorization"), call.request.header(b"host")
    asked = rules.RequestHeaders(freepik, magnific, bearer, names, accepted, host, edition)
    findings = rules.header_findings(asked)
    refusing = [each for each in findings if each.severity is Severity.ERROR]
    if refusing:
        # Before it is accepted the key is nobody's: the journal must not show it as a caller's.
        call.key = ""
        message = _DOCUMENTED_MESSAGES.get(refusing[0].code, refusing[0].message)
        raise ApiError(401, message, findings)
    call.findings += findings


def _refuse_preflight(call: Call) -> None:
    """Refuse a browser's preflight, which never has a key, in words of its own."""
    findings = rules.browser_findings(browser_headers(call.request))
    if findings:
        raise ApiError(401, findings[0].message, findings)
