"""Views: tasks, and scenarios that wait, as the JSON that the control API shows, secrets masked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kling3_mockserver.journal.views import JsonObject
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.scenario import words
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_mockserver.tasks.task import Task
from kling3_mockserver.tasks.task_price import task_price
from kling3_mockserver.uploads import Upload
from kling3_openapi.masking.mask import MASK, masked
from kling3_openapi.masking.secrets import Secrets

if TYPE_CHECKING:
    from kling3_openapi.prices import PriceTable


def task_view(task: Task, lifecycle: Lifecycle, now: float, table: PriceTable, known: Iterable[str] = ()) -> JsonObject:
    """Return a task with what the service would not tell: model, times, how it goes, video, price and whom it calls.

    A moment that no clock will bring is null, and so is a price that the table does not have. `known` are secrets
    that are masked wherever they stand.
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
        "price": _price(task, table),
        "webhook_url": None if task.webhook_url is None else Secrets((*known, task.key)).url(task.webhook_url),
    }


def _price(task: Task, table: PriceTable) -> JsonObject | None:
    price = task_price(task, table)
    if price is None:
        return None
    return {
        "amount": float(price.amount),
        "currency": price.currency,
        "assumed": price.assumed,
        "basis": price.basis.words,
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
