"""Lifecycle: the statuses of tasks as they were seen one after another -> the transitions that were exercised."""

from __future__ import annotations

Transition = tuple[str, str]
"""The status seen before and the one seen now."""

TRANSITIONS: tuple[Transition, ...] = (
    ("CREATED", "IN_PROGRESS"),
    ("CREATED", "COMPLETED"),
    ("CREATED", "FAILED"),
    ("IN_PROGRESS", "COMPLETED"),
    ("IN_PROGRESS", "FAILED"),
)
"""Every step that can be seen of a task: who reads seldom may miss IN_PROGRESS."""

_LAWFUL = frozenset(TRANSITIONS)
_MOST_TASKS = 100_000
_LONGEST_ID = 100


class Lifecycle:
    """Remembers the last status of each task, of the newest `most` tasks."""

    def __init__(self, most: int = _MOST_TASKS) -> None:
        self._most = most
        self._statuses: dict[str, str] = {}

    def begun(self, task_id: str, status: str) -> None:
        """Remember a task that was created just now, whatever was known of its id before."""
        self._statuses.pop(task_id, None)
        self._remember(task_id, status)

    def seen(self, task_id: str, status: str) -> Transition | None:
        """Return the transition that a task has made since it was seen last, None when there is none.

        A status that goes back is late news, such as a webhook that was tried again, and changes nothing.
        """
        before = self._statuses.get(task_id)
        if before is None:
            self._remember(task_id, status)
        elif (before, status) in _LAWFUL:
            self._statuses[task_id] = status
            return before, status
        return None

    def _remember(self, task_id: str, status: str) -> None:
        if len(task_id) > _LONGEST_ID:
            return
        self._statuses[task_id] = status
        if len(self._statuses) > self._most:
            del self._statuses[next(iter(self._statuses))]
