"""Does the referee see? Fakes with one defect each, every one told of by the check that guards its promise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kling3_contracts.options import Options, Phase
from kling3_contracts.report import Report, Verdict
from kling3_contracts.verify import verify
from tests.contracts.broken.callbacks import CALLBACKS
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET, FakeTarget
from tests.contracts.broken.gate import GATE, WRONG_KEY, strict_about_keys
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.life import LIFE

BROKEN = (*GATE, *LIFE, *CALLBACKS)
STOOD_FOR = {"K023", "K030", "K061", "K063", "K065", "K066", "K070", "K071"}
"""Rules which a promise, or a rule that says more, stands for: `not tried` tells which."""
NOT_ASKED = {"K086", "K087", "K089"}
"""Of these the service's own manners are not known: how it takes compressed bodies and preflights, and what prefix."""
README = Path(__file__).parents[1] / "README.md"

Judged = Callable[[Callable[[], FakeTarget], Options], Report]


@pytest.fixture
def judged() -> Iterator[Judged]:
    """Judge what a function starts, and close it."""
    opened: list[FakeTarget] = []

    def judge(make: Callable[[], FakeTarget], options: Options) -> Report:
        opened.append(make())
        return verify(opened[-1], options)

    yield judge
    for each in opened:
        each.close()


def options(*phases: Phase, only: frozenset[str] = frozenset()) -> Options:
    return Options(
        KEY,
        OTHER_KEY,
        WRONG_KEY,
        phases=phases or tuple(Phase),
        only=only,
        seed=1,
        max_examples=5,
        webhook_secret=SECRET,
    )


def told(report: Report) -> list[str]:
    return [f"{each.code} {each.place}: {each.message}" for each in report.violations]


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_a_defect_is_told_of_by_the_check_that_guards_its_promise(broken: Broken, judged: Judged) -> None:
    report = judged(broken.make, options(*broken.phases, only=frozenset({broken.promise_code})))
    assert report.trouble == ""
    assert {each.code for each in report.violations} == {broken.promise_code}
    assert report.exit_status == 1


@pytest.mark.parametrize("phase", Phase, ids=lambda each: each.value)
def test_nothing_is_told_of_a_fake_that_is_whole(phase: Phase, judged: Judged) -> None:
    report = judged(lambda: FakeTarget(strict_about_keys()), options(phase))
    assert (told(report), report.trouble, report.exit_status) == ([], "", 0)


def test_a_run_through_all_phases_tries_every_promise_and_every_rule(judged: Judged) -> None:
    report = judged(lambda: FakeTarget(strict_about_keys()), options())
    assert {each.code for each in report.checks if each.verdict is Verdict.NOT_TRIED} == STOOD_FOR | NOT_ASKED
    assert told(report) == []


def test_no_two_defects_have_one_name() -> None:
    assert len({each.name for each in BROKEN}) == len(BROKEN)


def test_the_readme_tells_how_many_defects_are_seen() -> None:
    (seen, made) = re.findall(r"\*\*([0-9]+) of ([0-9]+) broken fakes\*\*", README.read_text("utf-8"))[0]
    assert (int(seen), int(made)) == (len(BROKEN), len(BROKEN))
