"""However a fake is killed, or the server of its store, what it has answered is held and told of."""

from __future__ import annotations

import pytest

from tests.mockserver.stores.killing import MOST_AGAIN, killed, killed_by_turns, killed_server
from tests.mockserver.stores.kills import Kills

pytestmark = pytest.mark.one_python


def lost(kills: Kills) -> dict[str, list[str]]:
    """Return what of it must not be, where enough was ordered that it could have been."""
    assert len(kills.ordered) > kills.count
    assert max(kills.again.values(), default=0) <= MOST_AGAIN, str(kills)
    return kills.losses


def test_nothing_that_was_answered_is_lost_by_kills() -> None:
    """`python -m tests.mockserver.stores.killing --times 200` does it so often."""
    kills = killed(12, seed=1)
    assert (lost(kills), kills.refused) == ({}, [])


def test_nothing_that_was_answered_is_lost_by_kills_of_one_of_two() -> None:
    """`python -m tests.mockserver.stores.killing --store redis --times 200` does it so often."""
    kills = killed_by_turns(12, seed=1)
    assert (lost(kills), kills.refused) == ({}, [])


def test_nothing_that_was_answered_is_lost_by_kills_of_the_server() -> None:
    """`python -m tests.mockserver.stores.killing --server --times 20` does it so often."""
    kills = killed_server(3, seed=1)
    assert lost(kills) == {}
    assert kills.again.total() == 0
    # While it was away they were told so.
    assert all(each.startswith("503 ") for each in kills.refused), kills.refused[:3]
