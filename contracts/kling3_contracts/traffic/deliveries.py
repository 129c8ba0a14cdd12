"""Deliveries: recorded webhooks, held to what their record shows; K151, K153 and K162."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kling3_contracts.messages import Request
from kling3_contracts.traffic.recorded import Delivery, Recorded
from kling3_contracts.traffic.tries import Try, tried
from kling3_openapi.document import Strictness, load
from kling3_openapi.rules.echo import echoed
from kling3_openapi.schemas import Validator
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from kling3_openapi.strict_json import StrictJsonError, parse

_TIMESTAMP = re.compile(r"[0-9]{1,15}")
_SIGNATURES = re.compile(r"v[0-9]+,[A-Za-z0-9+/]{43}=(?: v[0-9]+,[A-Za-z0-9+/]{43}=)*")


class DeliveryRules:
    """Holds webhooks to the document."""

    def __init__(self) -> None:
        document = load(Strictness.STRICT)
        task = {**document.schema("task-detail"), "components": document.content["components"]}
        self._task = Validator(task)

    def look(self, delivery: Delivery) -> Iterator[Try]:
        """Yield each promise that a webhook puts to the test."""
        yield from _headers(delivery)
        yield self._body(delivery.body)
        if delivery.content_type is not None:
            kind = delivery.content_type.partition(";")[0].strip().lower()
            message = f"content-type is {echoed(kind, 40) or 'missing'}: send application/json"
            yield tried("K162", kind == "application/json", message, kind[:40])

    def _body(self, body: bytes) -> Try:
        try:
            value = parse(body).value
        except StrictJsonError as error:
            return Try("K153", f"the body of a webhook is no JSON: {error}", "no JSON")
        if isinstance(value, Mapping) and "data" in value and "task_id" not in value:
            return Try("K153", "the body has the task within data: send the task without its envelope", "data")
        problem = next(iter(self._task.problems(value)), None)
        if problem is None:
            return Try("K153")
        words = f"the body of a webhook breaks its schema at {echoed(problem.pointer or 'the body')}"
        return Try("K153", f"{words}: {echoed(problem.message)}", f"{problem.pointer} {problem.keyword}")


def delivery_in(recorded: Recorded) -> Delivery | None:
    """Return the webhook that a recorded request is, None for any other request."""
    request, answer = recorded.exchange.request, recorded.exchange.answer
    if request.method != "POST" or not (request.header(ID_HEADER) or request.header(SIGNATURE_HEADER)):
        return None
    return _delivery(request, recorded.exchange.place, answer.status or None)


def _delivery(request: Request, place: str, status: int | None) -> Delivery:
    return Delivery(
        place,
        request.header(ID_HEADER),
        request.header(TIMESTAMP_HEADER),
        request.header(SIGNATURE_HEADER),
        request.body,
        request.target,
        request.header("content-type"),
        status=status,
    )


def _headers(delivery: Delivery) -> Iterator[Try]:
    held = (
        (ID_HEADER, bool(delivery.message_id), "an id, the same for every attempt"),
        (TIMESTAMP_HEADER, _TIMESTAMP.fullmatch(delivery.timestamp), "whole unix seconds"),
        (SIGNATURE_HEADER, _SIGNATURES.fullmatch(delivery.signature), "v1, and base64 of the signature"),
    )
    for name, kept, expected in held:
        yield tried("K151", kept, f"{name} is missing or can't be read: send {expected}", name)
