"""What was ordered, how it ends, what is held of it, and when something is due.

A task's status follows from its scenario and the clock alone (`task`); `lifecycle` is the only writer of the `store`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.tasks.defaults import TaskDefaults
    from kling3_mockserver.tasks.habits import Habits
    from kling3_mockserver.tasks.identifiers import Identifiers
    from kling3_mockserver.tasks.lifecycle import Lifecycle, Upcoming
    from kling3_mockserver.tasks.links import Links
    from kling3_mockserver.tasks.message import Message
    from kling3_mockserver.tasks.polls import EndlessPollError, Polls
    from kling3_mockserver.tasks.scenario import (
        CompleteAfter,
        CompleteAfterReads,
        CompleteAtOnce,
        CompleteWithoutUrl,
        FailAfter,
        NeverEnd,
        Scenario,
    )
    from kling3_mockserver.tasks.scenario_queue import ScenarioQueue
    from kling3_mockserver.tasks.store import MemoryStore, Store
    from kling3_mockserver.tasks.task import Plan, Status, Task, Video

__all__ = [
    "CompleteAfter",
    "CompleteAfterReads",
    "CompleteAtOnce",
    "CompleteWithoutUrl",
    "EndlessPollError",
    "FailAfter",
    "Habits",
    "Identifiers",
    "Lifecycle",
    "Links",
    "MemoryStore",
    "Message",
    "NeverEnd",
    "Plan",
    "Polls",
    "Scenario",
    "ScenarioQueue",
    "Status",
    "Store",
    "Task",
    "TaskDefaults",
    "Upcoming",
    "Video",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "scenario": (
                "CompleteAfter",
                "CompleteAfterReads",
                "CompleteAtOnce",
                "CompleteWithoutUrl",
                "FailAfter",
                "NeverEnd",
                "Scenario",
            ),
            "task": ("Plan", "Status", "Task", "Video"),
            "store": ("MemoryStore", "Store"),
            "lifecycle": ("Lifecycle", "Upcoming"),
            "message": ("Message",),
            "defaults": ("TaskDefaults",),
            "scenario_queue": ("ScenarioQueue",),
            "identifiers": ("Identifiers",),
            "links": ("Links",),
            "habits": ("Habits",),
            "polls": ("EndlessPollError", "Polls"),
        },
    )
