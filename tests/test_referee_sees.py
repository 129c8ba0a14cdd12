"""Does the referee see? Fakes with one defect each, every one told of by the check that guards its promise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.options import Options, Phase
from kling3_contracts.verdicts.report import Report, Verdict
from kling3_contracts.verifying.verify import verify
from tests.contracts.broken.callbacks import CALLBACKS
from tests.contracts.broken.crowds import CROWDS
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET, FakeTarget
from tests.contracts.broken.gate import GATE, WRONG_KEY, strict_about_keys
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.later import LATER, LATER_GATE
from tests.contracts.broken.lawful import LAWFUL
from tests.contracts.broken.life import LIFE
from tests.contracts.broken.lines import LineTarget

pytestmark = pytest.mark.referee

BROKEN = (*GATE, *LAWFUL, *LIFE, *CROWDS, *CALLBACKS, *LATER_GATE, *LATER)
OF_ANY_ANSWER = frozenset({"K100", "K101", "K102", "K103", "K104"})
"""Told by who listens to a whole run, whatever it was that was asked."""
NEEDS_A_SOCKET = {"K147"}
README = Path(__file__).parents[1] / "README.md"

Fake = FakeTarget | LineTarget
Judged = Callable[[Callable[[], Fake], Options], Report]


@pytest.fixture
def judged() -> Iterator[Judged]:
    """Judge what a function starts, and close it."""
    opened: list[Fake] = []

    def judge(make: Callable[[], Fake], options: Options) -> Report:
        opened.append(make())
        return verify(opened[-1], options)

    yield judge
    for each in opened:
        each.close()


def options(*phases: Phase, only: frozenset[str] = frozenset(), max_examples: int = 5) -> Options:
    return Options(
        KEY,
        OTHER_KEY,
        WRONG_KEY,
        phases=phases or tuple(Phase),
        only=only,
        seed=1,
        max_examples=max_examples,
        webhook_secret=SECRET,
    )


def told(report: Report) -> list[str]:
    return [f"{each.code} {each.place}: {each.message}" for each in report.violations]


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_a_defect_is_told_of_by_the_check_that_guards_its_promise(broken: Broken, judged: Judged) -> None:
    """And by no other of its phase; but in the gate what is let in breaks several, so no other is looked at there."""
    chosen = options(*broken.phases, max_examples=0)
    if broken in (*GATE, *LATER_GATE):
        chosen = options(*broken.phases, only=frozenset({broken.promise_code}))
    report = judged(broken.make, chosen)
    assert report.trouble == ""
    told_of = {each.code for each in report.violations}
    assert broken.promise_code in told_of
    assert told_of <= {broken.promise_code, *OF_ANY_ANSWER}
    assert report.exit_status == 1


@pytest.mark.parametrize("phase", Phase, ids=lambda each: each.value)
def test_nothing_is_told_of_a_fake_that_is_whole(phase: Phase, judged: Judged) -> None:
    report = judged(lambda: FakeTarget(strict_about_keys()), options(phase))
    assert (told(report), report.trouble, report.exit_status) == ([], "", 0)


def test_nothing_is_told_of_a_whole_fake_whose_lists_have_grown_long(judged: Judged) -> None:
    """So many walks fill the pages on which the first tasks stood."""
    report = judged(lambda: FakeTarget(strict_about_keys()), replace(options(Phase.WALK), max_examples=20, seed=0))
    assert (told(report), report.exit_status) == ([], 0)


def test_a_run_through_all_phases_tries_every_promise_and_every_rule(judged: Judged) -> None:
    report = judged(lambda: FakeTarget(strict_about_keys()), options())
    assert {each.code for each in report.checks if each.verdict is Verdict.NOT_TRIED} == NEEDS_A_SOCKET
    assert told(report) == []


def test_no_two_defects_have_one_name() -> None:
    assert len({each.name for each in BROKEN}) == len(BROKEN)


def test_the_readme_tells_how_many_defects_are_seen() -> None:
    (seen, made) = re.findall(r"\*\*([0-9]+) of ([0-9]+) broken fakes\*\*", README.read_text("utf-8"))[0]
    assert (int(seen), int(made)) == (len(BROKEN), len(BROKEN))
