"""Hypothesis works in a folder for once, in which it finds what it would take long to find out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import configuration
from hypothesis.internal import charmap

from kling3_contracts.generated.surroundings import own_surroundings

_intervals = charmap.intervals_from_codec.__wrapped__


def test_what_is_told_of_utf_8_is_what_hypothesis_finds_out(tmp_path: Path) -> None:
    with own_surroundings():
        before = configuration.storage_directory().path
        told = _intervals("utf-8")
        written = [each.name for each in before.rglob("*") if each.is_file()]
        configuration.set_hypothesis_home_dir(tmp_path)
        found_out = _intervals("utf-8")
        configuration.set_hypothesis_home_dir(before)
    assert [[tuple(pair) for pair in each.intervals] for each in told] == [list(each.intervals) for each in found_out]
    assert written == [each.name for each in tmp_path.rglob("*") if each.is_file()]


def test_nothing_is_left_of_the_folder() -> None:
    before = configuration.storage_directory().path
    with own_surroundings():
        inside = configuration.storage_directory().path
        assert inside.exists()
    assert not inside.exists()
    assert configuration.storage_directory().path == before
