"""Recordings as programs write them: HAR entries, journal records and flat lines, made in a test's few words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable

from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.reading import entries
from kling3_contracts.traffic.run import judged_entries
from kling3_contracts.verdicts.report import Report

API = "https://api.freepik.com"
PRO = "/v1/ai/video/kling-v3-pro"
GET = "/v1/ai/video/kling-v3"
OMNI = "/v1/ai/video/kling-v3-omni"
REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni"
KEY = "FPSX0123456789abcdef"
TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
OTHER_TASK = "11111111-2222-4333-8444-555555555555"
URL = "https://cdn.example/a.mp4"
ORDER = {"prompt": "A fox in the snow"}
JSON = {"content-type": "application/json"}

_COST = re.compile(r"\d+ orders? cost |the price of \d+ orders? is unknown ")

Flat = dict[str, object]


def task(status: str = "CREATED", task_id: str = TASK, *urls: str) -> dict[str, object]:
    return {"data": {"task_id": task_id, "status": status, "generated": list(urls)}}


def flat(method: str, path: str, status: int = 200, answer: object = None, **fields: object) -> Flat:
    """Return one exchange in the flat form, by a good key."""
    return {
        "method": method,
        "url": f"{API}{path}",
        "request_headers": {"x-freepik-api-key": KEY, **JSON},
        "request_body": None,
        "status": status,
        "response_headers": JSON,
        "response_body": {"message": "no"} if answer is None and status != 200 else answer,
        **fields,
    }


def ordered(body: object = None, path: str = PRO, task_id: str = TASK, **fields: object) -> Flat:
    """Return an order that was answered 200."""
    return flat("POST", path, 200, task("CREATED", task_id), request_body=ORDER if body is None else body, **fields)


def polled(status: str, *urls: str, path: str = f"{GET}/{TASK}", task_id: str = TASK, **fields: object) -> Flat:
    """Return one look at a task."""
    return flat("GET", path, 200, task(status, task_id, *urls), **fields)


def notes(report: Report) -> tuple[str, ...]:
    """Return the notes of a report but for that on costs."""
    return tuple(each for each in report.notes if not _COST.match(each))


def har_entry(
    method: str = "POST", url: str = f"{API}{PRO}", status: int = 200, **parts: dict[str, object]
) -> dict[str, object]:
    """Return an entry of a HAR; `request`, `response` and `content` change what these have."""
    content = {
        "size": 99,
        "mimeType": "application/json",
        "text": json.dumps(task()),
        **parts.get("content", {}),
    }
    pairs = [
        {"name": "x-freepik-api-key", "value": KEY},
        {"name": "content-type", "value": "application/json"},
    ]
    posted = {"mimeType": "application/json", "text": json.dumps(ORDER)}
    answered = [{"name": "Content-Type", "value": "application/json"}]
    return {
        "startedDateTime": "2026-02-01T12:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": method,
            "url": url,
            "headers": pairs,
            "postData": posted,
            **parts.get("request", {}),
        },
        "response": {"status": status, "headers": answered, "content": content, **parts.get("response", {})},
        **parts.get("entry", {}),
    }


def har(*made: object) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "a test"}, "entries": list(made)}}).encode()


def lines(*made: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in made)


def judged(content: bytes, options: TrafficOptions | None = None, name: str = "seen") -> Report:
    """Return the report on one recording."""
    return judged_entries([entries(io.BytesIO(content), name)], name, options or TrafficOptions())


def codes(report: Report) -> list[str]:
    return [each.code for each in report.violations]


def told(*made: object) -> list[str]:
    """Return the codes that flat lines are told of; there must be no trouble."""
    report = judged(lines(*made))
    assert report.trouble == ""
    return codes(report)


def places(report: Report) -> Iterable[str]:
    return [each.place for each in report.violations]
