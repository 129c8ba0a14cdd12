"""Views: tasks, and scenarios that wait, as the JSON that the control API shows, secrets masked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping

from kling3_mockserver.journal.views import JsonObject
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.scenario import words
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_mockserver.tasks.task import Task
from kling3_mockserver.uploads import Upload
from kling3_openapi.masking.mask import MASK, masked
from kling3_openapi.masking.secrets import Secrets


def task_view(task: Task, lifecycle: Lifecycle, now: float, known: Iterable[str] = ()) -> JsonObject:
    """Return a task with what the service would not tell: model, times, how it goes, video and whom it calls.

    A moment that no clock will bring is null. `known` are secrets that are masked wherever they stand.
    """
    plan = task.plan
    return {
        "task_id": task.id,
        "status": task.status(now).value,
        "generated": list(lifecycle.generated(task, now)),
        "model": task.family.model(task.tier),
        "family": task.family.path,
        "key": masked(task.key),
        "tier": task.tier.value if task.tier else None,
        "created_at": task.created_at,
        "in_progress_at": _moment(plan.in_progress_at),
        "ended_at": _moment(plan.ended_at),
        "outcome": plan.outcome.value,
        "with_url": plan.with_url,
        "reads_left": plan.reads_left,
        "scenario": words(task.scenario),
        "video": {
            "seconds": task.video.seconds,
            "aspect_ratio": task.video.aspect_ratio,
            "audio": task.video.audio,
        },
        "webhook_url": None if task.webhook_url is None else Secrets((*known, task.key)).url(task.webhook_url),
    }


def upload_view(upload: Upload) -> JsonObject:
    """Return the place of a picture; `bytes` is null until one was uploaded."""
    return {
        "file_id": upload.file_id,
        "content_type": upload.content_type,
        "key": masked(upload.key),
        "requested_at": upload.requested_at,
        "uploaded_at": upload.uploaded_at,
        "bytes": None if upload.content is None else upload.size,
    }


def queued_view(queued: Queued, known: Iterable[str] = ()) -> JsonObject:
    """Return one waiting scenario; `known` are secrets that are masked wherever they stand."""
    return {
        "scenario": words(queued.scenario),
        "times": queued.times,
        "model": queued.model,
        "fields": _fields(queued.fields, known),
    }


def _moment(at: float) -> float | None:
    return None if math.isinf(at) else at


def _fields(fields: Mapping[str, object], known: Iterable[str]) -> object:
    shown = Secrets(known).body(json.dumps(dict(fields)).encode())
    try:
        return json.loads(shown)
    except ValueError:
        return dict.fromkeys(fields, MASK)
