"""Judged: one phase of the referee over a target, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Collection

from kling3_contracts.context import Context
from kling3_contracts.judging.additions import AdditionChecks
from kling3_contracts.judging.header_checks import HeaderChecks
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import Target
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET

Phase = Callable[[Context], None]


def judged(run: Phase, target: Target, *, budget: Budget | None = None, **options: object) -> Judge:
    """Run one phase over a target, which stays open, and return the judge; without examples nothing is searched for."""
    context = a_context(target, budget=budget, **options)
    run(context)
    return context.judge


def a_context(target: Target, *, budget: Budget | None = None, **options: object) -> Context:
    chosen: dict[str, object] = {
        "key": KEY, "other_key": OTHER_KEY, "webhook_secret": SECRET, "max_examples": 0, "seed": 1, **options,
    }  # fmt: skip
    told: Callable[..., Options] = Options
    ready = told(**chosen)
    sender, judge = Sender(target, budget or Budget(), Pace()), Judge(PROMISES, ready.only)
    sender.listeners += (AdditionChecks(judge, ready.document), HeaderChecks(judge, ready.strictness, target.now))
    return Context(sender, judge, ready)


def codes(judge: Judge) -> set[str]:
    """Return the codes of what was found broken."""
    return {each.code for each in judge.violations()}


def untried(judge: Judge, promises: Collection[str]) -> dict[str, str]:
    """Return those of some promises that were not put to the test, each with the reason."""
    return {each.code: each.note for each in judge.checks() if each.code in promises and not each.tried}


def not_tried(judge: Judge, first: str, last: str) -> dict[str, str]:
    """Return the promises of a range that were not put to the test, each with the reason."""
    found = (each for each in judge.checks() if first <= each.code <= last and not each.tried)
    return {each.code: each.note for each in found}
