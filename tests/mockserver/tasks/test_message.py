"""The body of a webhook is the task without an envelope, byte for byte."""

from __future__ import annotations

import pytest

from kling3_mockserver.tasks.message import body
from kling3_mockserver.tasks.task import Status


@pytest.mark.parametrize(
    ("status", "generated", "expected"),
    [
        (Status.IN_PROGRESS, (), b'{"task_id":"task-1","status":"IN_PROGRESS","generated":[]}'),
        (Status.COMPLETED, ("https://a/b.mp4?token=1",),
         b'{"task_id":"task-1","status":"COMPLETED","generated":["https://a/b.mp4?token=1"]}'),
        (Status.COMPLETED, ("u", "v"), b'{"task_id":"task-1","status":"COMPLETED","generated":["u","v"]}'),
    ],
)  # fmt: skip
def test_the_body_has_three_fields_and_no_envelope(status: Status, generated: tuple[str, ...], expected: bytes) -> None:
    assert body("task-1", status, generated) == expected
