"""However a fake is killed, what it has answered is held and told of."""

from __future__ import annotations

import pytest

from tests.mockserver.stores.killing import killed, killed_by_turns

pytestmark = pytest.mark.one_python


def test_nothing_that_was_answered_is_lost_by_kills() -> None:
    """`python -m tests.mockserver.stores.killing --times 200` does it so often."""
    kills = killed(12, seed=1)
    assert (kills.missing, kills.untold, kills.other_ids) == ([], [], [])
    assert len(kills.ordered) > 12


def test_nothing_that_was_answered_is_lost_by_kills_of_one_of_two() -> None:
    """`python -m tests.mockserver.stores.killing --store redis --times 200` does it so often."""
    kills = killed_by_turns(12, seed=1)
    assert (kills.missing, kills.untold, kills.other_ids) == ([], [], [])
    assert len(kills.ordered) > 12
