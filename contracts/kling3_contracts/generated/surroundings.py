"""Surroundings: keeps Hypothesis from writing into the working folder, and from drawing what lies about there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import configuration
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

_HOME = "__hypothesis_home_directory"


@contextmanager
def own_surroundings() -> Iterator[None]:
    """Give Hypothesis a folder for once and no constants but its own.

    It takes constants out of the modules that the process has loaded from the working tree, so equal seeds would give
    other requests as soon as one more module is loaded. There is no switch for that: the one function that collects
    them is replaced for as long as a phase runs.
    """
    before = vars(configuration).get(_HOME)
    with TemporaryDirectory(prefix="kling3-contracts-") as home:
        configuration.set_hypothesis_home_dir(home)
        providers.CONSTANTS_CACHE.cache.clear()
        try:
            with patch.object(providers, "_get_local_constants", Constants, create=True):
                yield
        finally:
            providers.CONSTANTS_CACHE.cache.clear()
            configuration.set_hypothesis_home_dir(before)
