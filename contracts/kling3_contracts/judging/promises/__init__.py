"""Promises: what a server of this API owes, each with a stable code."""

from __future__ import annotations

from kling3_contracts.judging.promises.answers import ANSWERS
from kling3_contracts.judging.promises.crowds import CROWDS
from kling3_contracts.judging.promises.headers import HEADERS
from kling3_contracts.judging.promises.keys import KEYS
from kling3_contracts.judging.promises.lawful import LAWFUL
from kling3_contracts.judging.promises.results import RESULTS
from kling3_contracts.judging.promises.tasks import TASKS
from kling3_contracts.judging.promises.uploads import UPLOADS
from kling3_contracts.judging.promises.webhooks import WEBHOOKS
from kling3_openapi.rules.rule import Code

__all__ = ["ANSWERS", "CROWDS", "HEADERS", "KEYS", "LAWFUL", "PROMISES", "RESULTS", "TASKS", "UPLOADS", "WEBHOOKS"]

_GROUPS = (ANSWERS, HEADERS, KEYS, LAWFUL, TASKS, CROWDS, RESULTS, WEBHOOKS, UPLOADS)

PROMISES: tuple[Code, ...] = tuple(sorted((each for group in _GROUPS for each in group), key=lambda each: each.code))
"""All of them, by code."""
