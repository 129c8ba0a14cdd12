"""Recent: tasks that this process has lately made or read, as long as no process has changed any."""

from __future__ import annotations

import threading

from kling3_mockserver.tasks.task import Task

_MOST = 2_000


class Recent:
    """Holds tasks as they were when so many had been replaced: most never are, and are read again and again."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        # The loop of the courier looks as well.
        self._changing = threading.Lock()
        self.replaced = ""
        """How many tasks had been replaced by any process, when it was looked last."""

    def looked(self, replaced: str) -> None:
        """Forget what is held if any task was replaced since."""
        with self._changing:
            if replaced != self.replaced:
                self._tasks, self.replaced = {}, replaced

    def get(self, task_id: str) -> Task | None:
        """Return a task, if it is held."""
        return self._tasks.get(task_id)

    def put(self, task: Task, replaced: str) -> None:
        """Hold a task, unless others were replaced since it was asked for."""
        with self._changing:
            if replaced != self.replaced:
                return
            self._tasks[task.id] = task
            if len(self._tasks) > _MOST:
                del self._tasks[next(iter(self._tasks))]

    def clear(self) -> None:
        """Hold nothing."""
        with self._changing:
            self._tasks = {}
