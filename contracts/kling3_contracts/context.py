"""Context: what every phase of a run against a server is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kling3_contracts.judging.judge import Judge
from kling3_contracts.options import Options
from kling3_contracts.sending.sender import Sender
from kling3_openapi.coverage.universe import Outcome


@dataclass(frozen=True, slots=True)
class Context:
    """One run: a phase sends by `sender`, tells `judge`, and calls `progress` with a line of what it is at.

    Of a webhook that came it tells `webhook` the status, what became of the attempt, and the task, for the coverage.
    """

    sender: Sender
    judge: Judge
    options: Options
    progress: Callable[[str], None] = lambda _line: None
    webhook: Callable[[str, Outcome, str], None] = lambda _status, _outcome, _task_id: None
