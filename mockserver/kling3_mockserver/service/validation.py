"""Validation: request -> order or page, or ApiError. Every finding on the way is kept with the call.

The rules behind it take 40 ms to load: a mock imports this room when the first order comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from kling3_mockserver.errors import ApiError, ScenarioError
from kling3_mockserver.http.reached import reached_by
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.order import VideoOrder, video_of, webhook_url_of
from kling3_mockserver.tasks.scenario import Scenario
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import REQUEST_UPLOADS, Endpoint, Kind, Operation, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.bodies import Body, duplicate_name, frame_findings, malformed_body
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.queries import Query, paging, query_findings
from kling3_openapi.rules.uploads import UploadRules, upload_frame_findings
from kling3_openapi.strict_json import StrictJsonError, parse

if TYPE_CHECKING:
    from kling3_mockserver.service.call import Call

_Framed = Callable[[Body], tuple[Finding, ...]]
_Judge = Callable[[object], tuple[Finding, ...]]

_REFUSING = {False: (Severity.ERROR,), True: (Severity.ERROR, Severity.IGNORED)}
"""For which findings a request is refused, by whether it is held to them strictly."""


class Validation:
    """Holds requests to the promise of an edition, under settings that may change."""

    def __init__(self, settings: Callable[[], Settings], edition: Edition = FIRST) -> None:
        self._settings = settings
        self._edition, self._rules = edition, _order_rules(edition)

    def body(self, endpoint: Endpoint, call: Call, content: bytes) -> Mapping[str, object]:
        """Return the order that a call sent, which keeps every rule; raise ApiError 400 for another."""
        judge = partial(self._rules.findings, endpoint.family, endpoint.tier or Tier.PRO)
        return self._object(endpoint, call, content, frame_findings, judge)

    def uploads(self, call: Call, content: bytes) -> Sequence[str]:
        """Return the types of the pictures for which a call wants places; raise ApiError 400 for another body."""
        body = self._object(REQUEST_UPLOADS, call, content, upload_frame_findings, _upload_rules().findings)
        files = body.get("files")
        return [str(each["content_type"]) for each in files] if isinstance(files, list) else []

    def _object(
        self, operation: Operation, call: Call, content: bytes, framed: _Framed, judge: _Judge
    ) -> Mapping[str, object]:
        """Return the JSON object that a call sent, which keeps every rule; raise ApiError 400 for another."""
        if call.request.query:
            call.findings += query_findings(Query(operation, call.request.parameters()))
        strict = self._settings().strict
        content_type = call.request.header(b"content-type")
        coding = call.request.header(b"content-encoding")
        unusual = content_type != "application/json" or coding or content[:1] != b"{"
        if unusual and (refusing := framed(Body(content_type, content, coding))):
            raise self._refusal(call, refusing, strict=strict)
        try:
            parsed = parse(content)
        except StrictJsonError as error:
            raise self._refusal(call, (malformed_body(error, content),), strict=strict) from error
        found = judge(parsed.value)
        if parsed.duplicate_keys:
            found += tuple(map(duplicate_name, parsed.duplicate_keys))
        if found or call.findings:
            self._take(call, found, strict=strict)
        return parsed.value if isinstance(parsed.value, dict) else {}

    def order(self, endpoint: Endpoint, call: Call, body: Mapping[str, object]) -> VideoOrder:
        """Return what a valid body orders; raise ApiError 400 for a scenario that can't be read."""
        return VideoOrder(
            call.key,
            endpoint.family,
            endpoint.tier or Tier.PRO,
            video_of(endpoint.family, body, self._edition),
            self.results_at(call),
            webhook_url_of(body),
            _scenario(call, body),
        )

    def read(self, endpoint: Endpoint, body: Mapping[str, object]) -> Order:
        """Return a body as the rules read it."""
        return self._rules.read(endpoint.family, endpoint.tier or Tier.PRO, body)

    def results_at(self, call: Call) -> str:
        """Return scheme and host, and a prefix if there is one, of the links that a call is answered."""
        settings = self._settings()
        reached = reached_by(call.request.header(b"host"), call.scope.get("server"), call.scope.get("scheme", "http"))
        return settings.result_url or (reached + settings.path_prefix if settings.path_prefix else reached)

    def query(self, endpoint: Endpoint, call: Call) -> None:
        """Look at the query of a call that reads; raise ApiError 400 where it can't be answered."""
        if call.request.query:
            found = query_findings(Query(endpoint, call.request.parameters()))
            self._take(call, found, strict=self._settings().strict_reads)

    def page(self, endpoint: Endpoint, call: Call) -> tuple[int, int | None]:
        """Return which part of a list is asked for: how many tasks to skip, and how many to show, None for all."""
        self.query(endpoint, call)
        query = Query(endpoint, call.request.parameters())
        if endpoint.kind is not Kind.LIST or not query.pages:
            return 0, None
        asked = paging(query)
        return (asked.page - 1) * asked.page_size, asked.page_size

    def _take(self, call: Call, findings: tuple[Finding, ...], *, strict: bool) -> None:
        """Keep findings with their call; raise ApiError where they, or those before them, refuse it."""
        if any(each.severity in _REFUSING[strict] for each in (*findings, *call.findings)):
            raise self._refusal(call, findings, strict=strict)
        call.findings += findings

    def _refusal(self, call: Call, findings: tuple[Finding, ...], *, strict: bool) -> ApiError:
        every = (*findings, *call.findings)
        refused = tuple(each for each in every if each.severity in _REFUSING[strict])
        prefix = "Validation error: " if refused[0].pointer else ""
        error = ApiError(400, f"{prefix}{refused[0].message}", findings, refused=refused)
        if self._settings().list_ignored and not strict:
            error.ignored = tuple(each for each in every if each.severity is Severity.IGNORED)
        return error


@cache
def _order_rules(edition: Edition) -> OrderRules:
    """Return an edition's rules on orders; compiled once for all mocks of a process."""
    return OrderRules(load(Strictness.PUBLISHED, edition))


@cache
def _upload_rules() -> UploadRules:
    """Return the rules on requests for uploads, made when the first one comes."""
    return UploadRules()


def _scenario(call: Call, body: Mapping[str, object]) -> Scenario | None:
    asked = call.request.header(b"x-kling3-scenario")
    try:
        if asked:
            return scenario.parse(asked)
        prompt = body.get("prompt")
        return scenario.directive(prompt) if isinstance(prompt, str) else None
    except ScenarioError as error:
        raise ApiError(400, str(error)) from error
