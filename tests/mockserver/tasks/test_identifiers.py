"""Identifiers look as the service's do, and equal seeds give equal ones."""

from __future__ import annotations

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.tasks.identifiers import Identifiers

seeds = st.integers()


@given(seeds)
def test_a_task_id_is_a_uuid_of_version_4(seed: int) -> None:
    task_id = Identifiers(seed).task_id()
    assert UUID(task_id).version == 4
    assert str(UUID(task_id)) == task_id


@given(seeds)
def test_a_request_id_is_ak_and_32_hex_digits(seed: int) -> None:
    assert re.fullmatch(r"ak-[0-9a-f]{32}", Identifiers(seed).request_id())


def test_a_seed_gives_the_same_ids_on_every_machine_and_in_every_release() -> None:
    made = Identifiers(1)
    assert made.task_id() == "cd613e30-d8f1-4adf-91b7-584a2265b1f5"
    assert made.request_id() == "ak-1e2feb89414c343c1027c4d1c386bbc4"
    assert made.message_id("task-1", "COMPLETED") == "msg_257ab0a1350dd537f4816a81"


@given(seeds)
def test_equal_seeds_give_equal_series(seed: int) -> None:
    one, other = Identifiers(seed), Identifiers(seed)
    assert [one.task_id(), one.request_id(), one.task_id()] == [
        other.task_id(),
        other.request_id(),
        other.task_id(),
    ]
    assert one.digest("a", "b") == other.digest("a", "b")


def test_without_a_seed_two_series_differ() -> None:
    one, other = Identifiers(None), Identifiers(None)
    assert one.task_id() != other.task_id()
    assert one.digest("a") != other.digest("a")


@given(seeds | st.none())
def test_restarting_begins_the_series_anew(seed: int | None) -> None:
    made = Identifiers(seed)
    first = [made.task_id(), made.request_id()]
    made.restart()
    assert [made.task_id(), made.request_id()] == first


def test_a_series_does_not_repeat_itself() -> None:
    made = Identifiers(1)
    assert len({made.task_id() for _ in range(1_000)}) == 1_000


def test_a_message_id_tells_messages_apart_and_holds_no_dot() -> None:
    made = Identifiers(1)
    assert re.fullmatch(r"msg_[0-9a-f]{24}", made.message_id("task-1", "COMPLETED"))
    assert made.message_id("task-1", "COMPLETED") != made.message_id("task-1", "FAILED")
    assert made.message_id("task-1", "COMPLETED") == made.message_id("task-1", "COMPLETED")


@given(seeds, st.lists(st.text()))
def test_a_fraction_is_repeatable_and_lies_between_0_and_1(seed: int, parts: list[str]) -> None:
    made = Identifiers(seed)
    assert 0 <= made.fraction(*parts) < 1
    assert made.fraction(*parts) == made.fraction(*parts)
