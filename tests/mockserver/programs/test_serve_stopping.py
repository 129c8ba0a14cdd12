"""What is still waiting when the served fake stops is broken off, and told of in a line: nothing there is a defect."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import Program, served, url_of
from tests.mockserver.samples import ONE_TASK

ENDLESS_LOOK_UP = """
import socket, threading
find = socket.getaddrinfo

def look_up(host, *more, **named):
    if host == "slow.example":
        threading.Event().wait()
    return find(host, *more, **named)

socket.getaddrinfo = look_up
"""
STOPPED = "kling3-mock stopped; no webhook was left undelivered."
HALF = b"host: localhost\r\nx-freepik-api-key: any\r\ncontent-length: 50\r\n\r\nhalf of it"
CREATE = b"POST /v1/ai/video/kling-v3-pro HTTP/1.1\r\n"


@contextmanager
def connection(banner: str, request: bytes) -> Iterator[socket.socket]:
    """Have a request sent, and what comes of it read with patience."""
    address = urlsplit(url_of(banner))
    with socket.create_connection((address.hostname, address.port), PATIENCE) as made:
        made.sendall(request)
        yield made


def asking(banner: str) -> httpx.Client:
    return httpx.Client(
        base_url=url_of(banner), trust_env=False, timeout=PATIENCE, headers={"x-freepik-api-key": "any"}
    )


def arm(banner: str, fault: str) -> None:
    """Let the next request meet a fault."""
    with asking(banner) as client:
        assert client.post("/_mock/faults", json={"fault": fault}).status_code == 200


def seen(banner: str) -> None:
    """Wait until the server has read what was sent before, by asking it once more."""
    with asking(banner) as client:
        assert client.get("/_mock/faults").status_code == 200


def stop(program: Program) -> list[str]:
    """Stop it, and return its last lines without times of day and durations."""
    status, rest = program.stop(signal.SIGTERM)
    assert status == 0
    return [re.sub(r"^\d\d:\d\d:\d\d | +[\d.]+ ms", "", line) for line in rest.strip().splitlines()]


def test_a_request_that_is_kept_waiting_gets_no_answer_and_a_line() -> None:
    with served() as (program, said):
        arm(said, "latency 3600")
        with connection(said, b"GET /v1/ai/video/kling-v3 HTTP/1.1\r\nhost: mock\r\n\r\n") as waiting:
            seen(said)
            told = stop(program)
            assert waiting.recv(1_000) == b""
    assert told == [
        "GET  /v1/ai/video/kling-v3 no answer: the fake was stopped  fault on purpose: latency 3600",
        STOPPED,
    ]


def test_a_request_that_never_comes_whole_gets_no_answer_and_a_line() -> None:
    with served() as (program, said), connection(said, CREATE + HALF) as waiting:
        seen(said)
        told = stop(program)
        assert waiting.recv(1_000) == b""
    assert told == ["POST /v1/ai/video/kling-v3-pro no answer: the fake was stopped", STOPPED]


def test_what_the_control_api_waits_for_is_broken_off_in_silence() -> None:
    with served() as (program, said), connection(said, b"POST /_mock/faults HTTP/1.1\r\n" + HALF) as waiting:
        seen(said)
        told = stop(program)
        assert waiting.recv(1_000) == b""
    assert told == [STOPPED]


def test_a_result_that_comes_slowly_ends_where_it_is() -> None:
    with served("--scenario", "at-once") as (program, said), asking(said) as client:
        task_id = client.post("/v1/ai/video/kling-v3-pro", json={"prompt": "A fox"}).json()["data"]["task_id"]
        link = client.get(f"/v1/ai/video/kling-v3/{task_id}").json()["data"]["generated"][0]
        arm(said, "result-slow 3600")
        with client.stream("GET", link) as answer:
            told = stop(program)
            with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
                answer.read()
    assert told[-2:] == [STOPPED, f"{ONE_TASK}."]
    assert told[-3].endswith(" 200  fault on purpose: result-slow 3600")
    assert not any("Traceback" in line for line in told)


def test_a_receiver_whose_name_is_looked_up_without_end_does_not_keep_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ENDLESS_LOOK_UP, "utf-8")
    hook = "http://slow.example/hook"
    with served("--task-seconds", "0", PYTHONPATH=str(tmp_path)) as (program, said):
        with asking(said) as client:
            client.post("/v1/ai/video/kling-v3-pro", json={"prompt": "A fox", "webhook_url": hook})
        told = stop(program)
    assert told[-4] == "kling3-mock stopped; 2 webhooks were left undelivered:"
    assert told[-2].endswith(f" to {hook}")
