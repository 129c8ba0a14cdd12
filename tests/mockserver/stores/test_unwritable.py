"""While the disk takes nothing, orders are answered 503 with a sentence; then it goes on, and nothing is lost."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.mockserver.asking import KEY
from tests.mockserver.processes import Program, served, url_of
from tests.mockserver.taking import receiving

resource = pytest.importorskip("resource", reason="this platform has no limits for processes")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets one process limit another")
HEADERS = {"x-freepik-api-key": KEY}
ORDER = "/v1/ai/video/kling-v3-pro"


def let_files_grow(program: Program, size: int) -> None:
    """Let the files of a program grow to so many bytes, as a disk would that is full then."""
    resource.prlimit(program.number, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def order(url: str, **fields: object) -> httpx2.Response:
    return httpx2.post(f"{url}{ORDER}", json={"prompt": "A fox in the snow", **fields}, headers=HEADERS, timeout=20)


def ordered(url: str) -> list[str]:
    shown: list[dict[str, Any]] = httpx2.get(f"{url}/v1/ai/video/kling-v3", headers=HEADERS).json()["data"]
    return [each["task_id"] for each in shown]


def test_orders_are_refused_in_words_until_there_is_room_again(tmp_path: Path) -> None:
    with (
        receiving() as receiver,
        served("--store", f"sqlite:{tmp_path}/kling3.db", "--task-seconds", "0") as (
            program,
            banner,
        ),
    ):
        url = url_of(banner)
        before = order(url).json()["data"]["task_id"]
        let_files_grow(program, 1)
        refused = order(url, webhook_url=receiver.url)
        assert (refused.status_code, order(url).status_code) == (503, 503)
        assert f"Service Unavailable: the store {tmp_path}/kling3.db can't be written" in refused.json()["message"]
        assert ordered(url) == [before]
        assert httpx2.patch(f"{url}/_mock/settings", json={"strict": True}).status_code == 503
        assert any("Until then orders are answered 503" in each for each in program.until("the store "))
        let_files_grow(program, resource.RLIM_INFINITY)
        program.until("the store is written again")
        answer = order(url, webhook_url=receiver.url)
        assert answer.status_code == 200, answer.text
        after = answer.json()["data"]["task_id"]
        assert ordered(url) == [after, before]
        assert json.loads(receiver.next().body)["task_id"] == after
