"""Phase: sends the probes one after another, and tells the judge what came of each."""

from __future__ import annotations

from collections.abc import Iterable

from kling3_contracts.context import Context
from kling3_contracts.enforcement.connections import share
from kling3_contracts.enforcement.gone import ignore_gone
from kling3_contracts.enforcement.patience import outlast
from kling3_contracts.enforcement.probe import NAMED_CODE, WORDS_CODE, Probe
from kling3_contracts.enforcement.readings import read
from kling3_contracts.enforcement.refusals import named_places, names, words
from kling3_contracts.enforcement.sentences import sentence_of
from kling3_contracts.enforcement.table import probes
from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Answer, Exchange
from kling3_openapi.document import Strictness
from kling3_openapi.rules.echo import echoed

_EVERY = 100
"""Probes between two lines of progress."""


def run(context: Context) -> None:
    """Put every rule to the server.

    What a server may as well take, because it has no effect, is not sent: the service takes it, a strict server does
    not, and both keep their promises. Where tasks cost money the table is the brief one.
    """
    options, brief = context.options, context.sender.target.paid
    table = probes(options.strictness, options.seed, brief=brief, families=options.held, edition=options.edition)
    _tell_what_is_left_out(context, _codes(table))
    broken: set[tuple[str, str]] = set()
    for number, probe in enumerate(table):
        if number % _EVERY == 0:
            context.progress(f"rules: {number} of {len(table)} requests")
        known = any((code, probe.place) in broken for code in probe.after)
        if not known and context.judge.wants(*probe.codes) and not _holds(context, probe):
            broken.add((probe.code, probe.place))
    ignore_gone(context)
    read(context)
    share(context)
    outlast(context)


def _codes(table: Iterable[Probe]) -> frozenset[str]:
    return frozenset(code for each in table for code in each.codes)


def _tell_what_is_left_out(context: Context, asked: frozenset[str]) -> None:
    options, edition = context.options, context.options.edition
    said = _codes(probes(options.strictness, options.seed, families=options.held, edition=edition))
    for code in _codes(probes(options.strictness, options.seed, edition=edition)) - said:
        context.judge.not_tried(code, "it is about families that the server is not held to")
    for code in said - asked:
        context.judge.not_tried(code, "a server may take such orders, so none is sent where tasks cost money")
    for code in _codes(probes(Strictness.STRICT, options.seed, edition=edition)) - said:
        context.judge.not_tried(code, "the published document does not say so, the strict one does")


def _holds(context: Context, probe: Probe) -> bool:
    """Send a probe and judge the answer; return whether it kept the promise, or said nothing of it."""
    try:
        exchange = context.sender.send(probe.request(context.options.key), probe.place)
    except SpendError as error:
        context.judge.not_tried(probe.code, str(error))
        return True
    if reason := _unjudged(exchange.answer, probe):
        context.judge.not_tried(probe.code, reason)
        return True
    return _judged(context, probe, exchange)


def _unjudged(answer: Answer, probe: Probe) -> str:
    """Return why an answer says nothing of a rule, or the empty string."""
    if answer.status in probe.allowed:
        return ""
    if answer.status == 0 or answer.status >= 500:
        return "the server failed at it, see K104"
    if answer.status in (401, 429):
        return f"the server answered {answer.status}"
    return ""


def _judged(context: Context, probe: Probe, exchange: Exchange) -> bool:
    kept = exchange.answer.status in probe.allowed
    if probe.code != NAMED_CODE:
        message = sentence_of(probe, exchange.answer)
        context.judge.hold(probe.code, kept, probe.place, message, exchange, detail=probe.label)
    if kept and exchange.answer.status == 400:
        _judge_names(context, probe, exchange)
    if kept:
        _judge_words(context, probe, exchange)
    return kept


def _judge_names(context: Context, probe: Probe, exchange: Exchange) -> None:
    for places in probe.names:
        wanted = " or ".join(each[1:].replace("/", ".") for each in places)
        named = ", ".join(each[1:].replace("/", ".") for each in named_places(exchange.answer)) or "no place at all"
        message = f"the refusal of {probe.label} names {echoed(named)}, expected {wanted}: list it in invalid_params"
        holds = names(exchange.answer, places)
        context.judge.hold(NAMED_CODE, holds, probe.place, message, exchange, detail=f"{probe.label}: {wanted}")


def _judge_words(context: Context, probe: Probe, exchange: Exchange) -> None:
    if not probe.twice or not context.judge.wants(WORDS_CODE):
        return
    again = context.sender.send(exchange.request, probe.place)
    same = (exchange.answer.status, words(exchange.answer)) == (again.answer.status, words(again.answer))
    message = f"{probe.label} was refused in other words when it was sent again: take what changes out of the body"
    context.judge.hold(WORDS_CODE, same, probe.place, message, again, detail=probe.label)
