"""Tenants: what the tests of a test's own fake do with it."""

from __future__ import annotations

from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import create, data
from tests.mockserver.samples import HOOK


def order(kling3: Kling3, url: str = HOOK, **fields: object) -> str:
    """Order a video whose end is told to a URL; return the id of the task."""
    return str(data(create(kling3.mock, webhook_url=url, **fields))["task_id"])
