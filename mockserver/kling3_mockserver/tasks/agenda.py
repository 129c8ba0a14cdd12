"""Agenda: which change of which task is to be told at which moment."""

from __future__ import annotations

import heapq
import itertools
import threading

from kling3_mockserver.tasks.task import Status

Entry = tuple[str, Status]


class Agenda:
    """Holds entries by moment; safe to use from several threads, since requests write and a worker reads."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Entry]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def put(self, moment: float, task_id: str, status: Status) -> bool:
        """Note that the task reaches the status at this moment; return whether no entry comes before it."""
        entry = (moment, next(self._order), (task_id, status))
        with self._lock:
            heapq.heappush(self._heap, entry)
            return self._heap[0] is entry

    def due(self, now: float) -> list[tuple[float, Entry]]:
        """Take out and return all entries whose moment has come, each with it, in the order of moments."""
        taken: list[tuple[float, Entry]] = []
        with self._lock:
            while self._heap and self._heap[0][0] <= now:
                moment, _, entry = heapq.heappop(self._heap)
                taken.append((moment, entry))
        return taken

    def entries(self) -> list[tuple[float, Entry]]:
        """Return all entries, each with its moment, in the order of moments, and leave them there."""
        with self._lock:
            return [(moment, entry) for moment, _, entry in sorted(self._heap)]

    def next_moment(self) -> float | None:
        """Return the moment of the earliest entry, or None."""
        with self._lock:
            return self._heap[0][0] if self._heap else None

    def __len__(self) -> int:
        return len(self._heap)

    def clear(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._heap.clear()
