"""What all tests share: pytest's own tester of plugins, and how long Hypothesis searches."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["pytester"]

# No deadlines: how long one example takes says more of what else the machine does than of us.
settings.register_profile("quick", deadline=None)
# The same examples in every run, so that a red run is red for whoever looks into it.
settings.register_profile("steady", deadline=None, derandomize=True, database=None, print_blob=True)
# For a night: `pytest --hypothesis-profile=thorough`.
settings.register_profile("thorough", deadline=None, max_examples=5_000)
settings.load_profile("quick")
