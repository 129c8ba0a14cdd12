"""Additions: fields that a good answer has and its document does not name; K169 and K170."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kling3_contracts.judging.answers import endpoint_of
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.named_fields import NamedFields, shown
from kling3_contracts.messages import Exchange
from kling3_contracts.options import documented
from kling3_openapi.document import Document, Strictness
from kling3_openapi.endpoints import Kind
from kling3_openapi.strict_json import StrictJsonError, parse

NOT_SAID = "the published document does not say so, the strict one does"
_LISTS, _TASKS = "K169", "K170"
_CODES = (_LISTS, _TASKS)
_GOOD = 200
_MEND = "leave it out, since the service does not send it and a program that reads it breaks there"


class AdditionChecks:
    """A listener of a sender: tells a judge of each field of a 200 that the strict document does not name.

    Refusals are left alone: problem details may carry members of their own (RFC 9457).
    """

    def __init__(self, judge: Judge, document: Document) -> None:
        self._judge = judge
        self._strict = document.strictness is Strictness.STRICT
        self._fields = {each.operation_id: _answered(document, each.operation_id) for each in documented(document)}
        for code in _CODES:
            judge.not_tried(code, "no answer showed it" if self._strict else NOT_SAID)

    def __call__(self, exchange: Exchange) -> None:
        """Look at one exchange."""
        endpoint = endpoint_of(exchange) if self._strict else None
        if endpoint is None or exchange.answer.status != _GOOD or exchange.answer.cut:
            return
        code = _LISTS if endpoint.kind is Kind.LIST else _TASKS
        for value in _content(exchange):
            extra = self._fields[endpoint.operation_id].beyond(value)
            for pointer in extra:
                message = (
                    f"{endpoint.method} {endpoint.path} shows {shown(pointer)}, which the document has not: {_MEND}"
                )
                self._judge.broken(code, endpoint.operation_id, message, exchange, detail=pointer)
            if not extra:
                self._judge.kept(code)


def _content(exchange: Exchange) -> Iterator[object]:
    """Yield the JSON of an answer; none where it is none, which is told elsewhere."""
    try:
        yield parse(exchange.answer.body).value
    except StrictJsonError:
        return


def _answered(document: Document, operation_id: str) -> NamedFields:
    responses = document.operation(operation_id)["responses"]
    described = responses.get(str(_GOOD)) if isinstance(responses, Mapping) else None
    return NamedFields(document.content, described, ("content", "application/json", "schema"))
