"""Exchange: one request and what was answered, as the journal keeps it."""

from __future__ import annotations

from typing import NamedTuple

from kling3_mockserver.http.messages import Request, Response
from kling3_mockserver.journal.keeping import (
    CHARACTER,
    MOST,
    findings_size,
    request_size,
    response_size,
    shortened_findings,
    shortened_request,
)
from kling3_mockserver.tasks.task import Video
from kling3_openapi.findings import Finding
from kling3_openapi.masking.text import shown_text

_MOST_ID = 1_000
"""Characters: the id of a task may be anything that stands in a path."""


class Exchange(NamedTuple):
    """One request and what was answered; `at` is unix seconds, `seconds` how long the answer took.

    `key` is the API key, masked; `task_id` is the task that was created or asked for, if any. Bodies, and all headers
    together, are cut at 64 KiB, a path and a query at 16 Ki characters, and `cut` tells so. A `status` of 0 stands for
    no answer at all.
    """

    number: int
    at: float
    request: Request
    response: Response
    key: str
    task_id: str
    findings: tuple[Finding, ...]
    seconds: float
    cut: bool = False
    fault: str = ""
    """What went wrong on purpose, in words, or nothing."""
    stopped: bool = False
    """Whether there is no answer because the fake was stopped before."""
    reason: str = ""
    """Why it was refused, where no finding says so, or nothing."""
    video: Video | None = None
    """What was ordered, where a task came of it."""

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it, without secrets."""
        task = [f"task {shown_text(self.task_id)}"] if self.task_id else []
        found = [f"{each.code} {each.severity.value}" for each in self.findings]
        fault = [f"by the fault '{self.fault}'"] if self.fault else []
        answer = f"answered {self.response.status or 'nothing'}"
        return f"<Exchange {self.number}: {', '.join([f'{self.request.words} {answer}', *fault, *task, *found])}>"

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        size = request_size(self.request) + response_size(self.response) + CHARACTER * len(self.task_id)
        return size + findings_size(self.findings) if self.findings else size

    @property
    def shortened(self) -> Exchange:
        """The exchange without what is longer than may be kept; itself if nothing is."""
        kept = self._replace(
            request=shortened_request(self.request),
            response=self.response._replace(body=self.response.body[:MOST]),
            task_id=self.task_id[:_MOST_ID],
            findings=shortened_findings(self.findings),
        )
        return self if kept == self else kept._replace(cut=True)
