"""Every defect in a task's life is seen by the check that guards its promise, and by no other."""

from __future__ import annotations

import pytest

from kling3_contracts.workflow import run
from tests.contracts.broken.judged import codes, judged
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.life import LIFE


@pytest.mark.parametrize("broken", LIFE, ids=repr)
def test_a_defect_is_seen_by_its_own_check_alone(broken: Broken) -> None:
    target = broken.make()
    try:
        assert codes(judged(run, target)) == {broken.promise_code}
    finally:
        target.close()


def test_defects_have_names_of_their_own() -> None:
    assert len({each.name for each in LIFE}) == len(LIFE) > 20
