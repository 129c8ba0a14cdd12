"""The agenda gives back every entry once, in the order of moments."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.tasks.agenda import Agenda
from kling3_mockserver.tasks.task import Status

moments = st.integers(0, 20).map(float)


def test_an_entry_comes_out_once_when_its_moment_has_come() -> None:
    agenda = Agenda()
    agenda.put(5.0, "task-1", Status.COMPLETED)
    assert agenda.due(4.999) == []
    assert agenda.due(5.0) == [(5.0, ("task-1", Status.COMPLETED))]
    assert agenda.due(9.0) == []


def test_putting_tells_whether_the_entry_is_the_earliest() -> None:
    agenda = Agenda()
    assert agenda.put(5.0, "task-1", Status.IN_PROGRESS) is True
    assert agenda.put(4.0, "task-2", Status.IN_PROGRESS) is True
    assert agenda.put(4.0, "task-3", Status.IN_PROGRESS) is False
    assert agenda.put(6.0, "task-4", Status.IN_PROGRESS) is False


def test_the_next_moment_is_that_of_the_earliest_entry() -> None:
    agenda = Agenda()
    assert agenda.next_moment() is None
    agenda.put(5.0, "task-1", Status.COMPLETED)
    agenda.put(3.0, "task-2", Status.COMPLETED)
    assert agenda.next_moment() == 3.0


def test_a_cleared_agenda_is_empty() -> None:
    agenda = Agenda()
    agenda.put(5.0, "task-1", Status.COMPLETED)
    assert len(agenda) == 1
    agenda.clear()
    assert (len(agenda), agenda.next_moment(), agenda.due(9.0)) == (0, None, [])


@given(st.lists(moments), moments)
def test_entries_of_one_moment_keep_the_order_in_which_they_were_put(at: list[float], now: float) -> None:
    agenda = Agenda()
    for number, moment in enumerate(at):
        agenda.put(moment, str(number), Status.COMPLETED)
    expected = sorted((moment, number) for number, moment in enumerate(at) if moment <= now)
    assert [(moment, int(task_id)) for moment, (task_id, _) in agenda.due(now)] == expected
    assert len(agenda) == len(at) - len(expected)


def test_entries_of_many_threads_are_each_taken_out_once() -> None:
    agenda, taken = Agenda(), list[str]()

    def work(worker: int) -> None:
        for number in range(200):
            agenda.put(float(number % 7), f"{worker}-{number}", Status.COMPLETED)
            taken.extend(task_id for _, (task_id, _) in agenda.due(3.0))

    workers = [threading.Thread(target=work, args=(each,)) for each in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    taken.extend(task_id for _, (task_id, _) in agenda.due(9.0))
    assert sorted(taken) == sorted(f"{worker}-{number}" for worker in range(4) for number in range(200))
