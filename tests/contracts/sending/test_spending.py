"""A whole run against a fake that is taken to cost money creates no more than was allowed, what matters most first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.spending import Spending, kept_during
from kling3_contracts.target import AsgiTarget
from kling3_contracts.verdicts.report import Verdict
from kling3_contracts.verifying.greeting import MADE_UP_WRONG
from kling3_contracts.verifying.verify import verify
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from tests.contracts.broken.kinds import FEBRUARY

pytestmark = pytest.mark.one_python

KEY = "fpk-0123456789"


@pytest.fixture
def mock() -> Iterator[Mock]:
    with closing(Mock(Settings(clock=ClockKind.MANUAL, seed=1, api_keys=(KEY,), journal_size=100_000))) as mock:
        yield mock


def created_in(mock: Mock) -> int:
    # A place for an upload is asked for by POST as well; it costs nothing, and is no task.
    ordered = (each for each in mock.journal.exchanges() if each.request.method == "POST" and each.task_id)
    return sum(each.response.status == 200 for each in ordered)


@pytest.mark.parametrize(("most", "expected"), [(None, {0}), (0, {0}), (1, {1}), (12, set(range(1, 13)))])
def test_every_phase_together_creates_no_more_than_was_allowed(
    most: int | None, expected: set[int], mock: Mock, tmp_path: Path
) -> None:
    with closing(AsgiTarget(mock, mock.clock.advance)) as target:
        target.paid = True
        # Of the other families each would be asked the same, and not one of them more may be created.
        options = Options(KEY, wrong_key=MADE_UP_WRONG, max_examples=2, families=FEBRUARY, uploads=True)
        report = verify(target, options, spend=Spending(most, tmp_path))
    assert report.created == created_in(mock)
    assert report.created in expected
    followed = [each.verdict for each in report.checks if each.code in ("K120", "K137")]
    assert followed == [Verdict.KEPT if most else Verdict.NOT_TRIED] * 2
    assert (report.trouble, report.violations) == ("", ())
    assert target.now() >= (report.requests // 40 - 1) * 60


@pytest.mark.parametrize(
    ("phase", "later", "expected"),
    [
        (Phase.RULES, (), 0),
        (Phase.RULES, (Phase.COVERAGE,), 0),
        (Phase.RULES, (Phase.COVERAGE, Phase.WALK), 1),
        (Phase.KEYS, tuple(Phase), 5),
        (Phase.WALK, (Phase.WEBHOOKS,), 0),
    ],
)
def test_phases_that_follow_tasks_are_left_what_they_need(
    phase: Phase, later: tuple[Phase, ...], expected: int
) -> None:
    assert kept_during(phase, later) == expected
