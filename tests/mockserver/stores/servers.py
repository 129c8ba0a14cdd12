"""Servers: a Redis or Valkey server as a process of its own, for tests of a store that several processes share."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from tests.mockserver.processes import LONGEST

_PROGRAM = shutil.which("redis-server") or shutil.which("valkey-server")
_READY = "Ready to accept connections"
_TRIES = 5
"""How many ports are tried: another program may take a free one before the server has it."""


class RedisProcess:
    """A server that is started, ended and started again on the same port; `durable` ones find their data again."""

    def __init__(self, program: str, folder: Path, *, durable: bool) -> None:
        self._command = [
            program, "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes" if durable else "no",
            "--appendfsync", "always", "--dir", str(folder),
        ]  # fmt: skip
        self._process: subprocess.Popen[str] | None = None
        self.port = self._found_port()

    @property
    def url(self) -> str:
        """What `--store` is given."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it can be asked."""
        assert self._process is None, "it runs already"
        said = self._begun(self.port)
        assert self._process is not None, f"the server did not start on port {self.port}:\n{said}"

    def stop(self) -> None:
        """End it as an administrator does, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._ended()

    def kill(self) -> None:
        """End it at once, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def _found_port(self) -> int:
        said = ""
        for port in (_free_port() for _ in range(_TRIES)):
            said = self._begun(port)
            if self._process is not None:
                return port
        pytest.fail(f"the server did not start on {_TRIES} ports:\n{said}")

    def _begun(self, port: int) -> str:
        """Start it on a port; return what it said until it was ready, or until it ended."""
        self._process = subprocess.Popen(
            [*self._command, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout is not None
        guard = Timer(LONGEST, self._process.kill)
        guard.start()
        said = ""
        for line in self._process.stdout:
            said += line
            if _READY in line:
                break
        else:
            self._ended()
        guard.cancel()
        return said

    def _ended(self) -> None:
        assert self._process is not None
        self._process.communicate()
        self._process = None


def has_redis_server() -> bool:
    """Return whether there is a program to run."""
    return _PROGRAM is not None


@contextmanager
def redis_server(*, durable: bool = False) -> Iterator[RedisProcess]:
    """Run a server on a free port; skip the test where no such program is installed."""
    if _PROGRAM is None:
        pytest.skip("there is no redis-server and no valkey-server on the PATH: install one to run this test")
    with tempfile.TemporaryDirectory() as folder:
        server = RedisProcess(_PROGRAM, Path(folder), durable=durable)
        try:
            yield server
        finally:
            server.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
