"""Connections: two requests on one connection, of which the second must be answered as it is alone; K147."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from kling3_contracts.context import Context
from kling3_contracts.enforcement.key_blanks import try_blanks
from kling3_contracts.enforcement.line import Line, is_silent
from kling3_contracts.enforcement.probe import CHUNKED, JSON_TYPE, LINE_CODE
from kling3_contracts.enforcement.variants import NOTHING_CODE
from kling3_contracts.judging.additions import NOT_SAID
from kling3_contracts.messages import NO_ANSWER, Exchange, Request
from kling3_contracts.target import HttpTarget
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Kind

_REFUSED = b'{"prompt":7}'


def share(context: Context) -> None:
    """Put to a server in plain HTTP what no library for clients sends; a server far away is not asked."""
    target, judge = context.sender.target, context.judge
    if context.options.strictness is Strictness.PUBLISHED:
        judge.not_tried(LINE_CODE, NOT_SAID)
    elif not isinstance(target, HttpTarget) or not target.is_plain or target.paid:
        judge.not_tried(LINE_CODE, "it takes a connection to a server on this machine, without TLS")
    elif judge.wants(LINE_CODE, NOTHING_CODE):
        _share(Line(context, target))


def _share(line: Line) -> None:
    judge, plain = line.context.judge, line.ask(line.listing)
    if not plain or is_silent(plain[0].answer.status):
        judge.not_tried(LINE_CODE, "the server did not answer a list, see K116 and K104")
        return
    status = plain[0].answer.status
    if judge.wants(LINE_CODE):
        _try_pairs(line, status)
    if judge.wants(NOTHING_CODE):
        try_blanks(line, status)


def _try_pairs(line: Line, expected: int) -> None:
    for label, first in _firsts(line).items():
        for when, at_once in (("after its answer", False), ("at once", True)):
            pair = line.ask(first, line.listing, at_once=at_once)
            _judge(line, pair, expected, f"{label}, {when}")
            if pair and pair[-1].answer.status == NO_ANSWER:
                return  # one that is waited for in vain may cost seconds, and shows it all


def _firsts(line: Line) -> Mapping[str, Request]:
    """Return requests whose remains may get into the next one; none of them can create a task."""
    listing, order = line.listing, line.endpoint(Kind.CREATE).path
    refused = Request("POST", order, (*line.key, *JSON_TYPE), _REFUSED)
    return {
        "a list": listing,
        "HEAD": listing._replace(method="HEAD"),
        "a read with a body": listing._replace(body=_REFUSED),
        "a task that is not there": listing._replace(target=f"{listing.target}/{UUID(int=7, version=4)}"),
        "an order that is refused": refused,
        "an order without a key": refused._replace(headers=JSON_TYPE),
        "an order in chunks without a key": refused._replace(headers=(*JSON_TYPE, *CHUNKED)),
        "a wrong method": refused._replace(method="PUT", target=listing.target),
        "a path that is not there": refused._replace(target=f"{listing.target}-max"),
    }


def _judge(line: Line, pair: tuple[Exchange, ...], expected: int, label: str) -> None:
    """Judge the second answer; a server that closed the connection before it has promised none."""
    status = pair[1].answer.status if len(pair) == 2 else None
    if status is None or (status != NO_ANSWER and is_silent(status)):
        return
    got = f"was answered {status}" if status else "got no answer, or bytes that are none"
    message = (
        f"GET {line.listing.target} behind {label}, on one connection, {got}, expected {expected}: "
        "read each body to its end, or close the connection"
    )
    place = line.endpoint(Kind.LIST).operation_id
    line.context.judge.hold(LINE_CODE, status == expected, place, message, pair[1], detail=label)
