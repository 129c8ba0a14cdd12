"""What is remembered is bounded, however long the texts are."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from kling3_openapi.remembering import remembered
from kling3_openapi.rules.urls import extension_of, host_of


def test_a_result_is_worked_out_once_for_a_short_text_and_each_time_for_a_long_one() -> None:
    asked: list[int] = []

    @remembered(10)
    def length(text: str) -> int:
        """Count."""
        asked.append(len(text))
        return len(text)

    assert [length("x" * each) for each in (3, 3, 2_048, 2_048, 2_049, 2_049)] == [3, 3, 2_048, 2_048, 2_049, 2_049]
    assert asked == [3, 2_048, 2_049, 2_049]
    assert length.__doc__ == "Count."


def test_no_more_texts_are_remembered_than_was_said() -> None:
    asked: list[str] = []
    keep = remembered(2)(asked.append)
    for each in "abca":
        keep(each)
    assert asked == ["a", "b", "c", "a"]


@pytest.mark.parametrize("judge", [host_of, extension_of])
def test_urls_of_megabytes_leave_nothing_behind(judge: Callable[[str], object]) -> None:
    tracemalloc.start()
    try:
        for number in range(100):
            judge(f"https://media.example/{number}/" + "x" * 1_000_000)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 5_000_000
