"""Fake: `kling3-mock serve` as the page meets it, and what a program asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.mockserver.processes import Program, served, url_of

KEY = {"x-freepik-api-key": "any"}
ORDER = "/v1/ai/video/kling-v3-pro"
LIST = "/v1/ai/video/kling-v3"


@dataclass(frozen=True, slots=True)
class Fake:
    """A server that runs; `url` is its base address."""

    url: str
    program: Program

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"{self.url}/_mock/"

    def order(self, path: str = ORDER, **fields: object) -> httpx.Response:
        """Order a video, of a fox where no other prompt is given."""
        return httpx.post(f"{self.url}{path}", json={"prompt": "A fox in the snow", **fields}, headers=KEY)

    def ordered(self, **fields: object) -> str:
        """Order a video; return the id of its task."""
        return str(self.order(**fields).json()["data"]["task_id"])

    def read(self, task_id: str) -> httpx.Response:
        """Read a task."""
        return httpx.get(f"{self.url}{LIST}/{task_id}", headers=KEY)

    def control(self, path: str, body: object = None) -> Any:
        """Ask the control API; with a body, POST it."""
        url = f"{self.url}/_mock/{path}"
        return (httpx.get(url) if body is None else httpx.post(url, json=body)).json()


@contextmanager
def fake(*words: str) -> Iterator[Fake]:
    """Serve a fake as a program of its own."""
    with served(*words) as (program, banner):
        yield Fake(url_of(banner), program)
