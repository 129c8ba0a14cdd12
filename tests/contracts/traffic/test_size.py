"""A recording costs time by its length and memory by its longest entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.traffic_files import judge, peak, write_har, write_ndjson
from tests.contracts.traffic.recordings import har, har_entry

pytestmark = pytest.mark.one_python

_SECONDS = 10.0
"""Five times as many exchanges may take this long; a slow machine under load has them in a fifth of it."""
_GROWTH = 1_500_000
"""Bytes: ten times the exchanges would take 20 MB more if they were held."""


@pytest.mark.parametrize("write", [write_har, write_ndjson])
def test_two_thousand_exchanges_are_judged_soon(tmp_path: Path, write: type) -> None:
    write(tmp_path / "seen", 2_000)
    seconds, judged = judge(tmp_path / "seen")
    assert judged == 2_000
    assert seconds < _SECONDS


@pytest.mark.parametrize("write", [write_har, write_ndjson])
def test_memory_does_not_grow_with_the_number_of_exchanges(tmp_path: Path, write: type) -> None:
    held = []
    for number in (500, 5_000):
        write(tmp_path / "seen", number)
        held.append(peak(tmp_path / "seen"))
    assert held[1] - held[0] < _GROWTH


def test_a_long_entry_of_another_host_is_let_go(tmp_path: Path) -> None:
    video = har_entry("GET", "https://cdn.example/a.mp4", content={"text": "A" * 1_000_000, "encoding": "base64"})
    few, many = tmp_path / "few", tmp_path / "many"
    few.write_bytes(har(har_entry(), *[video] * 2))
    many.write_bytes(har(har_entry(), *[video] * 12))
    assert peak(many) - peak(few) < _GROWTH
    assert json.loads(many.read_bytes())["log"]["entries"]
