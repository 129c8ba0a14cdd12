"""Calls: what each single webhook is held to (K151 to K155, K158, K162, K171, K187, K193)."""

from __future__ import annotations

from functools import cache

from kling3_contracts.callbacks.body import MOST
from kling3_contracts.callbacks.told import PLACE, TOLERANCE, Told
from kling3_contracts.context import Context
from kling3_contracts.judging.additions import NOT_SAID
from kling3_contracts.judging.named_fields import NamedFields, shown
from kling3_contracts.workflow.life import Life
from kling3_openapi.document import Strictness, load
from kling3_openapi.rules.echo import echoed
from kling3_openapi.schemas import Validator
from kling3_openapi.signature import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Secret,
    SignatureError,
    verify,
)


def hold_call(context: Context, told: Told, *, real_time: bool) -> None:
    """Hold one call to what every webhook keeps; with `real_time` its timestamp must be that of the day too."""
    if not _hold_method(context, told):
        return
    _hold_length(context, told)
    _hold_content_type(context, told)
    _hold_body(context, told)
    _hold_fields(context, told)
    if _hold_headers(context, told):
        _hold_signature(context, told)
        if real_time:
            _hold_fresh(context, told)


def hold_address(context: Context, told: Told, expected: str) -> None:
    """Hold a call to the path and query that were ordered."""
    got = told.call.request.target
    message = f"called {echoed(got)!r}, expected {expected!r} as it was ordered: call the URL unchanged"
    context.judge.hold("K154", got == expected, PLACE, message, told.exchange)


def hold_task(context: Context, told: Told, life: Life) -> None:
    """Hold a call to the task that was ordered with its URL, and to the end that reading shows."""
    if told.seen is None:
        return
    message = f"is about task {echoed(told.seen.task_id)}, expected {life.task_id}: take both from one order"
    right = told.seen.task_id == life.task_id
    if context.judge.hold("K155", right, PLACE, message, told.exchange, detail="task") and _both_ended(told, life):
        message = f"says {told.word}, and reading the task {life.last.word}: send the status that the task has"
        same = told.seen.status is life.last.status
        context.judge.hold("K155", same, PLACE, message, told.exchange, detail="status")


def _both_ended(told: Told, life: Life) -> bool:
    status, last = told.seen and told.seen.status, life.last.status
    return bool(status and status.ended and last and last.ended)


def _hold_method(context: Context, told: Told) -> bool:
    message = f"called by {echoed(told.call.request.method)}, expected POST: send the task as the body of a POST"
    return context.judge.hold("K187", told.call.request.method == "POST", PLACE, message, told.exchange)


def _hold_length(context: Context, told: Told) -> None:
    given, came = told.call.request.header("content-length"), len(told.call.request.body)
    if not given.isdecimal() or told.call.request.header("transfer-encoding") or came >= MOST:
        return
    message = f"content-length is {echoed(given)}, and {came} bytes came: count the bytes that leave"
    context.judge.hold("K193", int(given) <= came, PLACE, message, told.exchange)


def _hold_content_type(context: Context, told: Told) -> None:
    given = told.call.request.header("content-type")
    message = f"content-type is {echoed(given) or 'missing'}, expected application/json: send it"
    right = given.partition(";")[0].strip().lower() == "application/json"
    context.judge.hold("K162", right, PLACE, message, told.exchange)


def _hold_body(context: Context, told: Told) -> None:
    body, detail = told.body, "schema"
    if isinstance(body, dict) and "data" in body and "task_id" not in body:
        message, detail = (
            "the body has `data` around the task, expected the task itself: send it without",
            "envelope",
        )
    elif not isinstance(body, dict):
        message = "the body is no JSON object, expected the task: send task_id, status and generated"
    else:
        found = _task_schema().problems(body)
        message = "; ".join(f"{each.pointer or 'the body'} {each.message}" for each in found[:3])
        message = message and f"the body breaks the task's schema: {echoed(message)}"
    context.judge.hold("K153", not message, PLACE, message, told.exchange, detail=detail)


def _hold_fields(context: Context, told: Told) -> None:
    """Hold a task to the fields that the strict document names; without one, or in an envelope, K153 has told."""
    if context.options.document.strictness is not Strictness.STRICT:
        context.judge.not_tried("K171", NOT_SAID)
    elif isinstance(told.body, dict) and "task_id" in told.body:
        extra = _task_fields().beyond(told.body)
        for pointer in extra:
            message = f"a webhook shows {shown(pointer)}, which the document has not: leave it out, the service does"
            context.judge.broken("K171", PLACE, message, told.exchange, detail=pointer)
        if not extra:
            context.judge.kept("K171")


def _hold_headers(context: Context, told: Told) -> bool:
    request = told.call.request
    missing = [name for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER) if not request.header(name)]
    message = f"{' and '.join(missing)} missing, expected all three: send them with every attempt"
    if not context.judge.hold("K151", not missing, PLACE, message, told.exchange, detail=" ".join(missing)):
        return False
    got = echoed(request.header(TIMESTAMP_HEADER))
    message = f"{TIMESTAMP_HEADER} is {got!r}, expected whole unix seconds: send digits alone"
    return context.judge.hold("K151", told.timestamp is not None, PLACE, message, told.exchange, detail="timestamp")


def _hold_signature(context: Context, told: Told) -> None:
    options, request = context.options, told.call.request
    if not options.webhook_secret:
        context.judge.not_tried("K152", "there is no secret to verify with: give the server's (--webhook-secret)")
        return
    secret = Secret.parse(options.webhook_secret, options.secret_encoding)
    message = ""
    try:
        verify([secret], dict(request.headers), request.body, now=float(told.timestamp or 0))
    except SignatureError as error:
        message = f"the signature can't be verified: {error}"
    context.judge.hold("K152", not message, PLACE, message, told.exchange)


def _hold_fresh(context: Context, told: Told) -> None:
    apart = abs(told.call.unix - (told.timestamp or 0))
    message = f"a timestamp {apart:.0f} s from its arrival, expected at most {TOLERANCE}: take the time at each attempt"
    context.judge.hold("K158", told.fresh, PLACE, message, told.exchange, detail="fresh")


@cache
def _task_schema() -> Validator:
    document = load(Strictness.STRICT)
    return Validator({**document.schema("task-detail"), "components": document.content["components"]})


@cache
def _task_fields() -> NamedFields:
    document = load(Strictness.STRICT)
    return NamedFields(document.content, document.schema("task-detail"))
