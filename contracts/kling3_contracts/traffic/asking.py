"""Asking: one recorded request -> its findings by the rules, in the order in which the service would look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from kling3_contracts.messages import Request
from kling3_contracts.traffic.groups import Group
from kling3_contracts.traffic.recorded import Recorded
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Endpoint, Kind, Operation, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules.bodies import Body, duplicate_name, frame_findings, malformed_body
from kling3_openapi.rules.orders import order_rules
from kling3_openapi.rules.paths import Address, address_findings
from kling3_openapi.rules.queries import Query, query_findings
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY, RequestHeaders, header_findings
from kling3_openapi.rules.uploads import UploadRules, upload_frame_findings
from kling3_openapi.strict_json import StrictJsonError, parse

_MISSING_KEY = "K070"
_UNAUTHORIZED = 401


class Looked(NamedTuple):
    """Which rules looked at a request, and what they found."""

    group: Group
    findings: tuple[Finding, ...]


class RequestRules:
    """Holds requests to every rule of an edition that needs to see no other request."""

    def __init__(self, edition: Edition = FIRST) -> None:
        self._edition = edition
        self._orders = order_rules(edition)
        self._uploads = UploadRules(load(Strictness.PUBLISHED, edition))

    def look(self, recorded: Recorded, operation: Operation | None) -> Iterator[Looked]:
        """Yield what each group of rules found that had something to look at."""
        request = recorded.exchange.request
        yield Looked(Group.PATH, address_findings(Address(request.method, request.path)))
        if request.headers:
            yield Looked(Group.KEY, _key_findings(recorded, self._edition))
        if operation is None:
            return
        if request.query:
            yield Looked(Group.QUERY, query_findings(Query(operation, request.query)))
        if operation.kind is Kind.UPLOAD and recorded.body_known:
            yield from self._upload(request)
        if isinstance(operation, Endpoint) and operation.kind is Kind.CREATE and recorded.body_known:
            yield from self._order(operation, request)

    def _order(self, endpoint: Endpoint, request: Request) -> Iterator[Looked]:
        judge = partial(self._orders.findings, endpoint.family, endpoint.tier or Tier.PRO)
        yield from _body(request, frame_findings, Group.BODY, judge)

    def _upload(self, request: Request) -> Iterator[Looked]:
        yield from _body(request, upload_frame_findings, Group.UPLOADS, self._uploads.findings)


def _body(
    request: Request,
    framed: Callable[[Body], tuple[Finding, ...]],
    group: Group,
    judge: Callable[[object], tuple[Finding, ...]],
) -> Iterator[Looked]:
    kind = request.header("content-type") if request.headers else "application/json"
    found = framed(Body(kind, request.body, request.header("content-encoding")))
    if found:
        yield Looked(Group.FRAME, found)
    try:
        parsed = parse(request.body)
    except StrictJsonError as error:
        yield Looked(Group.FRAME, () if found else (malformed_body(error, request.body),))
        return
    yield Looked(Group.FRAME, tuple(map(duplicate_name, parsed.duplicate_keys)))
    yield Looked(group, judge(parsed.value))


def _key_findings(recorded: Recorded, edition: Edition) -> tuple[Finding, ...]:
    """Return the findings of the key; where the answer shows that there was one, a recorder has left it out."""
    request, status = recorded.exchange.request, recorded.exchange.answer.status
    names = tuple(name for name, _ in request.query)
    found = header_findings(
        RequestHeaders(
            request.header(FREEPIK_KEY),
            request.header(MAGNIFIC_KEY),
            request.header("authorization"),
            names,
            key_accepted=status != _UNAUTHORIZED,
            host=recorded.host,
            edition=edition,
        )
    )
    answered = 200 <= status < 300
    return tuple(each for each in found if not (answered and each.code == _MISSING_KEY))
