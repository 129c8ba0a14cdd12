"""Surroundings: keeps Hypothesis from writing into the working folder, and from drawing what lies about there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import configuration
from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

_HOME = "__hypothesis_home_directory"
_UTF_8 = "codec-v2-utf-8"
_ENCODABLE = ((0, 0xD7FF), (0xE000, 0x10FFFF))
"""What UTF-8 has bytes for: every code point but the surrogates."""


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
        _tell_of_utf_8()
        providers.CONSTANTS_CACHE.cache.clear()
        try:
            with patch.object(providers, "_get_local_constants", Constants, create=True):
                yield
        finally:
            providers.CONSTANTS_CACHE.cache.clear()
            configuration.set_hypothesis_home_dir(before)


def _tell_of_utf_8() -> None:
    """Lay down what Hypothesis would find out by encoding a million characters, which takes a second of each run."""
    file = charmap.charmap_file(_UTF_8)
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="ascii") as written:
        json.dump((_ENCODABLE, ()), written)
