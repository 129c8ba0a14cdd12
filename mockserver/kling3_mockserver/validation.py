"""Validation: request -> order or page, or ApiError. Every finding on the way is kept with the call.

The rules behind it take 40 ms to load: a mock imports this room when the first order comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kling3_mockserver import scenario
from kling3_mockserver.errors import ApiError, ScenarioError
from kling3_mockserver.hosts import RESULT_HOST, SERVICE_HOSTS
from kling3_mockserver.orders import VideoOrder, video_of, webhook_url_of
from kling3_mockserver.scenario import Scenario
from kling3_mockserver.settings import Settings
from kling3_openapi.endpoints import Endpoint, Kind, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.bodies import Body, duplicate_name, frame_findings, malformed_body
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.queries import Query, paging, query_findings
from kling3_openapi.strict_json import StrictJsonError, parse

if TYPE_CHECKING:
    from kling3_mockserver.call import Call

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")
_HTTP_PORT = 80


class Validation:
    """Holds requests to the promise, under settings that may change."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._rules = _order_rules()

    def body(self, endpoint: Endpoint, call: Call, content: bytes) -> Mapping[str, object]:
        """Return the JSON object that a call sent, which keeps every rule; raise ApiError 400 for another."""
        self.query(endpoint, call)
        content_type = call.request.header(b"content-type")
        if content_type != "application/json" or not content or content.isspace():
            call.findings += _or_refuse(frame_findings(Body(content_type, content)))
        try:
            parsed = parse(content)
        except StrictJsonError as error:
            malformed = (malformed_body(error),)
            raise _refusal(malformed, malformed) from error
        found = self._rules.findings(endpoint.family, endpoint.tier or Tier.PRO, parsed.value)
        found += tuple(map(duplicate_name, parsed.duplicate_keys))
        if found:
            call.findings += self._checked(found)
        return parsed.value if isinstance(parsed.value, dict) else {}

    def order(self, endpoint: Endpoint, call: Call, body: Mapping[str, object]) -> VideoOrder:
        """Return what a valid body orders; raise ApiError 400 for a scenario that can't be read."""
        return VideoOrder(
            call.key,
            endpoint.family,
            endpoint.tier or Tier.PRO,
            video_of(endpoint.family, body),
            self._settings().result_url or _host(call),
            webhook_url_of(body),
            _scenario(call, body),
        )

    def query(self, endpoint: Endpoint, call: Call) -> None:
        """Look at the query of a call; raise ApiError 400 where it can't be answered."""
        if call.request.query:
            call.findings += self._checked(query_findings(Query(endpoint, call.request.parameters())))

    def page(self, endpoint: Endpoint, call: Call) -> tuple[int, int | None]:
        """Return which part of a list is asked for: how many tasks to skip, and how many to show, None for all."""
        self.query(endpoint, call)
        query = Query(endpoint, call.request.parameters())
        if endpoint.kind is not Kind.LIST or not query.pages:
            return 0, None
        asked = paging(query)
        return (asked.page - 1) * asked.page_size, asked.page_size

    def _checked(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return _or_refuse(findings, strict=self._settings().strict)


@cache
def _order_rules() -> OrderRules:
    """Return the rules on orders; compiled once for all mocks of a process."""
    return OrderRules()


def _or_refuse(findings: tuple[Finding, ...], *, strict: bool = False) -> tuple[Finding, ...]:
    """Return the findings of a request that passes; raise ApiError with them for one that does not."""
    refusing = (Severity.ERROR, Severity.IGNORED) if strict else (Severity.ERROR,)
    refused = tuple(each for each in findings if each.severity in refusing)
    if refused:
        raise _refusal(findings, refused)
    return findings


def _refusal(findings: tuple[Finding, ...], refused: tuple[Finding, ...]) -> ApiError:
    first = refused[0]
    prefix = "Validation error: " if first.pointer else ""
    return ApiError(400, f"{prefix}{first.message}", findings, refused=refused)


def _scenario(call: Call, body: Mapping[str, object]) -> Scenario | None:
    asked = call.request.header(b"x-kling3-scenario")
    try:
        if asked:
            return scenario.parse(asked)
        prompt = body.get("prompt")
        return scenario.directive(prompt) if isinstance(prompt, str) else None
    except ScenarioError as error:
        raise ApiError(400, str(error)) from error


def _host(call: Call) -> str:
    """Return scheme and host by which the caller reaches the fake, so that it reaches its results too.

    Where the request names none, or one of the service's, it is the address that it came in by; behind a door that
    stands for the service itself, it is the service's.
    """
    return _base_url(call.request.header(b"host"), tuple(call.scope.get("server") or ("", None)))


@lru_cache(maxsize=256)
def _base_url(host: str, server: tuple[str, int | None]) -> str:
    if _HOST.fullmatch(host) and not _is_service(host):
        return f"http://{host}"
    name, port = server
    if port is None or _is_service(name) or not _HOST.fullmatch(name):
        return f"https://{RESULT_HOST}"
    return "http://" + (f"[{name}]" if ":" in name else name) + ("" if port == _HTTP_PORT else f":{port}")


def _is_service(host: str) -> bool:
    return host.partition(":")[0].rstrip(".").lower() in SERVICE_HOSTS
