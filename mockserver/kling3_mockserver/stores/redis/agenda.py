"""SharedAgenda: leaves it to the server to hold what is due, and tells whether it is sooner than anything known."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.tasks.agenda import Agenda
from kling3_mockserver.tasks.task import Status


class SharedAgenda(Agenda):
    """Holds nothing itself."""

    def __init__(self, expects: Callable[[float], bool]) -> None:
        super().__init__()
        self._expects = expects

    def put(self, moment: float, task_id: str, status: Status) -> bool:  # noqa: ARG002  (the server has them)
        """Return whether nothing of which this process knows comes before."""
        return self._expects(moment)
