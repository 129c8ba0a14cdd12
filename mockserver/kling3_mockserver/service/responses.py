"""Responses: a task, a list of tasks or an ApiError -> the JSON that the service would send."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import HeaderList, Response
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.findings import Finding, Location

JSON_TYPE = b"application/json"
PROBLEM_TYPE = b"application/problem+json"
IGNORED_ENTRY = "kling3_ignored"
"""The name, in the body of a 400, of what the service would have ignored."""
_PROBLEM_MESSAGE = "Your request parameters didn't validate."
_JSON = (b"content-type", JSON_TYPE)
_WORDS = {each: each.value for each in Status}
_PLACES_TOLD = (Location.BODY, Location.QUERY)


def task(status: Status, task_id: str, generated: Sequence[str] = (), headers: HeaderList | None = None) -> Response:
    """Return the answer that shows one task, as creating and reading it give."""
    urls = ",".join(f'"{url}"' for url in generated) if generated else ""
    text = f'{{"data":{{"task_id":"{task_id}","status":"{_WORDS[status]}","generated":[{urls}]}}}}'
    return Response(200, [_JSON, *(headers or ())], text.encode())


def task_list(tasks: Sequence[Task], now: float, headers: HeaderList) -> Response:
    """Return the answer that lists tasks: their ids and statuses, nothing else."""
    items = ",".join(f'{{"task_id":"{each.id}","status":"{each.status(now).value}"}}' for each in tasks)
    return Response(200, [_JSON, *headers], f'{{"data":[{items}]}}'.encode())


def error(failure: ApiError, accept: str) -> Response:
    """Return the answer to a refused request.

    Flat by default, as the recorded service sends it; `problem`, as the document's schema nests it, to a client
    that accepts application/problem+json (and by its name, not by a wildcard).
    """
    nested = failure.status == 400 and PROBLEM_TYPE.decode() in accept.lower()
    content = _problem(failure) if nested else _flat(failure)
    kind = PROBLEM_TYPE if nested else JSON_TYPE
    body = json.dumps(content, separators=(",", ":")).encode()
    return Response(failure.status, [(b"content-type", kind), *failure.headers], body)


def _flat(failure: ApiError) -> dict[str, object]:
    params = _params(failure.refused)
    if failure.status != 400 or not params:
        return {"message": failure.message}
    return {"message": failure.message, "invalid_params": params, **_ours(failure)}


def _problem(failure: ApiError) -> dict[str, object]:
    params = _params(failure.refused)
    message = _PROBLEM_MESSAGE if params else failure.message
    return {"problem": {"message": message, "invalid_params": params, **_ours(failure)}}


def _ours(failure: ApiError) -> dict[str, object]:
    """Return what the service would not say: the fields that stay without effect when the errors are mended."""
    ignored = [each for each in failure.ignored if each.location in _PLACES_TOLD]
    entries = [{**param, "code": each.code} for param, each in zip(_params(ignored), ignored, strict=True)]
    return {IGNORED_ENTRY: entries} if entries else {}


def _params(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [
        {"name": each.field.partition(".")[2] or each.location.value, "reason": each.message, "field": each.field}
        for each in findings
        if each.location in _PLACES_TOLD
    ]
