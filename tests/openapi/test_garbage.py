"""A command collects garbage rarely, and leaves the process that called it as it was."""

from __future__ import annotations

import gc

import pytest

from kling3_openapi.garbage import rare_collections


def test_collections_are_rare_within_and_as_before_behind() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] > 10 * before[0]
    assert gc.get_threshold() == before


def test_they_are_as_before_also_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), rare_collections():
        raise KeyError
    assert gc.get_threshold() == before
