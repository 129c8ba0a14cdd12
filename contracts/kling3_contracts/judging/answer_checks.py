"""AnswerChecks: holds every answer of a run to the document, whatever it was asked for."""

from __future__ import annotations

from kling3_contracts.judging.answers import AnswerRules, endpoint_of, operation_of
from kling3_contracts.judging.invited import invited
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import Exchange
from kling3_openapi.endpoints import Kind
from kling3_openapi.rules.echo import echoed

_UNKNOWN = 404
_OF_STATUS = ("K100", "K104")
_EVERYWHERE = ("K104",)
_BY_THE_DOCUMENT = ("K100", "K101", "K102", "K103", *_EVERYWHERE)


class AnswerChecks:
    """A listener of a sender: tells a judge of K100 to K104, once for each answer of the server."""

    def __init__(self, judge: Judge, rules: AnswerRules) -> None:
        self._judge, self._rules = judge, rules

    def __call__(self, exchange: Exchange) -> None:
        """Look at one exchange; links to results are not held to the document."""
        if "://" in exchange.request.target:
            return
        found = [each for each in self._rules.problems(exchange) if not _is_promised(each.code, exchange)]
        for each in found:
            place, message = place_of(exchange), f"{_asked(exchange)}: {each.message}"
            self._judge.broken(each.code, place, message, exchange, detail=each.detail)
        broken = {each.code for each in found}
        for code in _EVERYWHERE if operation_of(exchange) is None else _BY_THE_DOCUMENT:
            if code not in broken:
                self._judge.kept(code)


def place_of(exchange: Exchange) -> str:
    """Return the operation id of an exchange, or where a check says that it was."""
    operation = operation_of(exchange)
    return operation.operation_id if operation else exchange.place or "elsewhere"


def _is_promised(code: str, exchange: Exchange) -> bool:
    """Return whether a status is lawful though no page names it: 404 for what is read, by K132, and what HTTP has."""
    if code not in _OF_STATUS:
        return False
    endpoint, status = endpoint_of(exchange), exchange.answer.status
    reads = endpoint is not None and endpoint.kind is not Kind.CREATE
    return (status == _UNKNOWN and reads) or status in invited(exchange.request)


def _asked(exchange: Exchange) -> str:
    return f"{echoed(exchange.request.method)} {echoed(exchange.request.path)}"
