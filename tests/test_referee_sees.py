"""Does the referee see? Fakes with one defect each, every one told of by the check that guards its promise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.options import Options, Phase
from kling3_contracts.verdicts.report import Report
from kling3_contracts.verifying.verify import verify
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.rules.changes import changes_in
from tests.contracts.broken.callbacks import CALLBACKS
from tests.contracts.broken.crowds import CROWDS
from tests.contracts.broken.editions import EDITIONS, a_mock_of
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET, FakeTarget
from tests.contracts.broken.gate import GATE, WRONG_KEY, strict_about_keys
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.later import LATER, LATER_GATE
from tests.contracts.broken.lawful import LAWFUL
from tests.contracts.broken.life import LIFE
from tests.contracts.broken.lines import LineTarget
from tests.contracts.broken.uploads import UPLOADED

pytestmark = pytest.mark.one_python

BROKEN = (*GATE, *LAWFUL, *LIFE, *CROWDS, *CALLBACKS, *LATER_GATE, *LATER, *EDITIONS, *UPLOADED)
OF_ANY_ANSWER = frozenset({"K100", "K101", "K102", "K103", "K104"})
"""Told by who listens to a whole run, whatever it was that was asked."""
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
    chosen = replace(
        options(*broken.phases, max_examples=0),
        families=broken.families,
        uploads=broken in UPLOADED,
        edition=broken.edition,
        strictness=broken.strictness,
    )
    if broken in (*GATE, *LATER_GATE, *EDITIONS):
        chosen = replace(chosen, only=frozenset({broken.promise_code}), max_examples=5)
    report = judged(broken.make, chosen)
    assert report.trouble == ""
    told_of = {each.code for each in report.violations}
    assert broken.promise_code in told_of
    assert told_of <= {broken.promise_code, *OF_ANY_ANSWER}
    assert report.exit_status == 1


# Those of schemathesis are run by themselves in tests/contracts/generated, and all in one run in .../verifying.
@pytest.mark.parametrize(
    "phase", [Phase.KEYS, Phase.RULES, Phase.WALK, Phase.WEBHOOKS, Phase.UPLOADS], ids=lambda each: each.value
)
def test_nothing_is_told_of_a_fake_that_is_whole(phase: Phase, judged: Judged) -> None:
    report = judged(lambda: FakeTarget(strict_about_keys()), options(phase))
    assert (told(report), report.trouble, report.exit_status) == ([], "", 0)


@pytest.mark.parametrize("strictness", Strictness, ids=lambda each: each.value)
@pytest.mark.parametrize("edition", Edition, ids=lambda each: each.value)
def test_nothing_is_told_of_a_whole_fake_that_is_held_to_its_own_edition(
    edition: Edition, strictness: Strictness, judged: Judged
) -> None:
    chosen = replace(options(Phase.KEYS, Phase.RULES, Phase.COVERAGE), edition=edition, strictness=strictness)
    report = judged(lambda: FakeTarget(a_mock_of(edition)), chosen)
    assert (told(report), report.trouble, report.exit_status) == ([], "", 0)


@pytest.mark.parametrize(
    ("kept", "held_to", "expected"),
    [
        (Edition.FEBRUARY_2026, Edition.APRIL_2026, {"K060", "K068", "K183"}),
        (Edition.APRIL_2026, Edition.AUGUST_2026, {"K183"}),
        (Edition.AUGUST_2026, Edition.FEBRUARY_2026, {"K060", "K106"}),
    ],
)
def test_a_whole_fake_of_another_edition_is_told_of_what_has_changed(
    kept: Edition, held_to: Edition, expected: set[str], judged: Judged
) -> None:
    report = judged(lambda: FakeTarget(a_mock_of(kept)), replace(options(Phase.RULES), edition=held_to))
    assert {each.code for each in report.violations} >= expected


def test_each_change_of_an_edition_has_a_broken_fake() -> None:
    """The names of what an edition changed stand in a table; the host is no server's to keep."""
    changes = {
        change.since
        for name in ("kling-v3-request", "kling-v3-omni-request", "kling-v3-omni-video-reference-request")
        for change in changes_in(load(Strictness.PUBLISHED, max(Edition)).schema(name)).values()
    }
    assert changes == {each.edition for each in EDITIONS}
    # Six of orders in April, one of which has two fakes; two of orders in August, the answer and the header.
    assert [each.edition for each in EDITIONS].count(Edition.APRIL_2026) == 6
    assert [each.edition for each in EDITIONS].count(Edition.AUGUST_2026) == 4


def test_nothing_is_told_of_a_whole_fake_whose_lists_have_grown_long(judged: Judged) -> None:
    """So many walks fill the pages on which the first tasks stood."""
    report = judged(lambda: FakeTarget(strict_about_keys()), replace(options(Phase.WALK), max_examples=20, seed=0))
    assert (told(report), report.exit_status) == ([], 0)


def test_no_two_defects_have_one_name() -> None:
    assert len({each.name for each in BROKEN}) == len(BROKEN)


def test_the_readme_tells_how_many_defects_are_seen() -> None:
    (seen, made) = re.findall(r"\*\*([0-9]+) of ([0-9]+) broken fakes\*\*", README.read_text("utf-8"))[0]
    assert (int(seen), int(made)) == (len(BROKEN), len(BROKEN))
