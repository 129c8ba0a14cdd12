"""When more connections are open than there are files for, those that were idle longest leave; nobody else does."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.serving.crowd import Crowd, room_of

NOW = 100.0


@dataclass
class Caller:
    """A connection that is idle since a moment, or busy."""

    idle_since: float | None
    left: bool = field(default=False, init=False)

    def dismiss(self) -> None:
        self.left = True


def admitted(room: int | None, *idle: float | None) -> list[bool]:
    """Return of each connection whether it had to leave when there is room for so many."""
    callers = [Caller(each) for each in idle]
    Crowd(room).admit(callers, NOW)
    return [each.left for each in callers]


@pytest.mark.parametrize(
    ("room", "idle", "expected"),
    [
        (2, [1.0, 2.0], [False, False]),
        (2, [2.0, 1.0, 3.0], [False, True, False]),
        (1, [3.0, 1.0, 2.0], [False, True, True]),
        (1, [None, 5.0, None], [False, True, False]),
        (0, [None, None], [False, False]),
        (1, [99.9, 99.8, 1.0], [False, False, True]),
        (None, [1.0, 2.0, 3.0], [False, False, False]),
    ],
    ids=["room for all", "one too many", "two too many", "busy ones stay", "all busy", "young ones stay", "no limit"],
)
def test_those_that_were_idle_longest_leave(room: int | None, idle: list[float | None], expected: list[bool]) -> None:
    assert admitted(room, *idle) == expected


def test_in_a_hurry_those_who_just_came_leave_too() -> None:
    callers = [Caller(NOW - 0.2), Caller(NOW - 0.1), Caller(None)]
    crowd = Crowd(2)
    crowd.hurry()
    crowd.admit(callers, NOW)
    assert [each.left for each in callers] == [True, False, False]


def test_where_no_file_is_left_a_batch_leaves() -> None:
    callers = [Caller(float(each)) for each in range(20)]
    Crowd(None).make_room(callers, NOW)
    assert [each.left for each in callers] == [True] * 8 + [False] * 12


def test_it_is_told_once_with_what_to_do() -> None:
    told: list[Notice] = []
    crowd = Crowd(0, told.append)
    crowd.admit([Caller(1.0)], NOW)
    crowd.admit([Caller(2.0)], NOW)
    (only,) = told
    assert only.text == (
        "too many connections for the limit of open files: those that are idle longest are closed"
        " (ulimit -n raises it; a client that keeps its connections needs few). This is said once."
    )


@pytest.mark.parametrize(("files", "expected"), [(64, 32), (40, 8), (10, 8), (1_024, 896), (1_000_000, 875_000)])
def test_some_files_are_not_for_connections(files: int, expected: int) -> None:
    assert room_of(files) == expected


CALLER = """
import http.client, socket, sys
port = int(sys.argv[1])
idle = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(120)]
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
connection.request("GET", "/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
print(connection.getresponse().status)
"""
SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
with ThreadedServer(Mock()) as server:
    print(server.url.rpartition(":")[2], flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of open files is one of POSIX")
def test_a_hundred_idle_connections_take_nobody_s_place_where_sixty_four_files_may_be_open() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        asked = subprocess.run([sys.executable, "-c", CALLER, port], capture_output=True, check=False, timeout=60)
        _, errors = server.communicate("", timeout=60)
    assert (asked.stdout.strip(), asked.stderr, errors, server.returncode) == (b"200", b"", "", 0)
