"""The store in memory holds each task once, by key and family in the order of creation, and never waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Plan
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import at_once
from tests.mockserver.samples import a_task

owners = st.tuples(st.sampled_from(["alpha-key", "beta-key"]), st.sampled_from(Family))


def holding(*task_ids: str) -> MemoryStore:
    store = MemoryStore()
    for each in task_ids:
        at_once(store.add(a_task(each)))
    return store


def test_a_task_that_was_added_is_found_by_its_id() -> None:
    store = holding("one", "two")
    assert at_once(store.get("two")) == a_task("two")
    assert at_once(store.get("three")) is None


def test_a_replaced_task_keeps_its_place() -> None:
    store, later = holding("one", "two"), Plan(5, 6)
    at_once(store.replace(a_task("one", plan=later)))
    assert [each.id for each in at_once(store.newest("alpha-key", Family.KLING3))] == ["two", "one"]
    assert [each.plan == later for each in at_once(store.all(10))] == [False, True]


def test_a_task_that_is_not_held_is_not_replaced() -> None:
    store = holding("one")
    at_once(store.replace(a_task("two")))
    assert at_once(store.get("two")) is None
    assert at_once(store.count()) == 1


@pytest.mark.parametrize(
    ("skip", "limit", "expected"),
    [
        (0, None, "dcba"),
        (0, 2, "dc"),
        (1, 2, "cb"),
        (3, 20, "a"),
        (4, 2, ""),
        (400, 2, ""),
        (400, None, ""),
        (2, None, "ba"),
        (0, 0, ""),
    ],
)
def test_a_part_of_a_list_counts_from_the_newest(skip: int, limit: int | None, expected: str) -> None:
    found = at_once(holding(*"abcd").newest("alpha-key", Family.KLING3, skip, limit))
    assert "".join(each.id for each in found) == expected


@given(st.lists(owners), owners, st.integers(0, 9), st.integers(1, 9))
def test_a_list_holds_what_its_key_ordered_of_its_family(
    added: list[tuple[str, Family]], asked: tuple[str, Family], skip: int, limit: int
) -> None:
    store = MemoryStore()
    for number, (key, family) in enumerate(added):
        at_once(store.add(a_task(str(number), key, family)))
    mine = [str(number) for number, owner in enumerate(added) if owner == asked][::-1]
    assert [each.id for each in at_once(store.newest(*asked))] == mine
    assert [each.id for each in at_once(store.newest(*asked, skip, limit))] == mine[skip : skip + limit]


@given(st.lists(owners), st.integers(0, 50))
def test_all_tasks_are_the_newest_of_all_keys(added: list[tuple[str, Family]], limit: int) -> None:
    store = MemoryStore()
    for number, (key, family) in enumerate(added):
        at_once(store.add(a_task(str(number), key, family)))
    assert [int(each.id) for each in at_once(store.all(limit))] == list(range(len(added)))[::-1][:limit]
    assert at_once(store.count()) == len(added)


def test_a_cleared_store_holds_nothing() -> None:
    store = holding("one", "two")
    at_once(store.clear())
    assert at_once(store.count()) == 0
    assert at_once(store.get("one")) is None
    assert at_once(store.newest("alpha-key", Family.KLING3)) == []
