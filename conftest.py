"""What all tests share: pytest's own tester of plugins, and how long Hypothesis searches."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

_MOST_WAITING = 8
"""Workers from which on one for each processor will do."""

# No deadlines: how long one example takes says more of what else the machine does than of us.
settings.register_profile("quick", deadline=None)
# The same examples in every run, so that a red run is red for whoever looks into it.
settings.register_profile("steady", deadline=None, derandomize=True, database=None, print_blob=True)
# For a night: `pytest --hypothesis-profile=thorough`.
settings.register_profile("thorough", deadline=None, max_examples=5_000)
settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` stands for: twice the processors, since a test waits as long as it computes."""
    cores = os.cpu_count() or 1
    return max(cores, min(2 * cores, _MOST_WAITING))
