"""Breaches: a failure of a check -> which promise it breaks, in our words and with what names it in every run."""

from __future__ import annotations

from typing import Any, NamedTuple

from schemathesis.core.failures import Failure
from schemathesis.generation.case import Case
from schemathesis.openapi.checks import JsonSchemaError, UnsupportedMethodResponse

from kling3_contracts.generated.checks import ABOUT_ANSWERS, Standing, code_of
from kling3_contracts.generated.refusals import Refusals
from kling3_contracts.judging import answers
from kling3_contracts.judging.answer_checks import place_of
from kling3_contracts.judging.answers import AnswerRules, Problem
from kling3_contracts.messages import Exchange
from kling3_contracts.options import Options
from kling3_openapi.findings import pointer_to
from kling3_openapi.rules.echo import echoed

_NOT_FOUND = 404
_HEARD = ABOUT_ANSWERS | {"K104"}
_WORDS = {
    "K110": ("no key", "a request without a key was answered {}: answer 401"),
    "K111": ("wrong key", "a request with a key that nobody was given was answered {}: answer 401"),
}


class Breach(NamedTuple):
    """One broken promise at an operation; `heard` when the listener of the sender has told the judge already."""

    code: str
    place: str
    detail: str
    message: str
    heard: bool = False

    @property
    def name(self) -> tuple[str, str, str]:
        """What is equal in every run that finds it."""
        return self.code, self.place, self.detail


class Breaches:
    """Tells which failures are breaches, in one run."""

    def __init__(self, options: Options) -> None:
        self._standing = Standing(options)
        self._answers, self._refusals = AnswerRules(options.document), Refusals(options.document)

    def of(self, check: str, failure: Failure, case: Case[Any], exchange: Exchange) -> tuple[Breach, ...]:
        """Return the breaches that a failure of a check stands for; none when the answer is right after all."""
        code = code_of(check, failure)
        if not self._standing.of(code, exchange):
            return ()
        place, heard = operation_of(case, exchange), self._heard(code, exchange)
        found = heard or self._found(code, failure, case, exchange)
        return tuple(Breach(each.code, place, each.detail, each.message, bool(heard)) for each in found)

    def again(self, breach: Breach, before: Exchange, exchange: Exchange) -> Breach | None:
        """Return a breach in the words of another exchange that shows it just as the one before did, else None."""
        same = exchange.answer.status == before.answer.status and self._standing.of(breach.code, exchange)
        problems = self._told_by(breach, exchange) if same else ()
        message = next((each.message for each in problems if each.detail == breach.detail), None)
        return None if message is None else breach._replace(message=message)

    def is_conclusive(self, code: str, exchange: Exchange) -> bool:
        """Return whether an answer says something of a promise, kept or broken."""
        # What schemathesis takes for a failure, and the promise allows: a wrong method is answered 404 too.
        refused = code == "K105" and exchange.answer.status == _NOT_FOUND
        return refused or self._standing.of(code, exchange)

    def _heard(self, code: str, exchange: Exchange) -> tuple[Problem, ...]:
        problems = self._answers.problems(exchange) if code in _HEARD else ()
        return tuple(each for each in problems if each.code == code)

    def _told_by(self, breach: Breach, exchange: Exchange) -> tuple[Problem, ...]:
        match breach.code:
            case "K106":
                return (self._refusals.refused(exchange),) if self._refusals.is_valid(exchange) else ()
            case "K107":
                return self._refusals.taken(exchange, "")
            case code if code in _HEARD:
                return self._heard(code, exchange)
        return (Problem(breach.code, breach.detail, breach.message),)

    def _found(self, code: str, failure: Failure, case: Case[Any], exchange: Exchange) -> tuple[Problem, ...]:
        if code in _WORDS:
            detail, words = _WORDS[code]
            return (Problem(code, detail, words.format(exchange.answer.status)),)
        match code:
            case "K105":
                return (_method(failure, exchange),)
            case "K106":
                return (self._refusals.refused(exchange),)
            case "K107":
                return self._refusals.taken(exchange, _parameter(case))
        return (_answer(code, failure, exchange),)


def operation_of(case: Case[Any], exchange: Exchange) -> str:
    """Return the operation whose case it was, also when method or path were others on purpose."""
    if answers.operation_of(exchange) is not None:
        return place_of(exchange)
    return str(case.operation.definition.raw.get("operationId", case.operation.label))


def _answer(code: str, failure: Failure, exchange: Exchange) -> Problem:
    status, first = exchange.answer.status, failure.message.partition("\n")[0]
    return Problem(code, f"{status} {_detail(failure)}", f"a {status} breaks the document: {echoed(first)}")


def _method(failure: Failure, exchange: Exchange) -> Problem:
    method, status = exchange.request.method, exchange.answer.status
    if not isinstance(failure, UnsupportedMethodResponse):
        named = echoed(exchange.answer.header("allow"))
        return Problem("K105", "OPTIONS allow", f"OPTIONS names {named} in Allow: name the document's methods")
    if status == 405:
        return Problem("K105", f"{method} allow", f"{method} was answered 405 without Allow: name the methods in it")
    message = f"{method} is not in the document of this path and was answered {status}: answer 405"
    return Problem("K105", f"{method} status {status}", message)


def _parameter(case: Case[Any]) -> str:
    data = case.meta.phase.data if case.meta is not None else None
    return f"the parameter {echoed(data.parameter)}" if data is not None and data.parameter else "the request"


def _detail(failure: Failure) -> str:
    if isinstance(failure, JsonSchemaError):
        return f"{pointer_to(*failure.instance_path)} {failure.schema_path[-1]}"
    return failure.kind_title
