"""The commands of the image, word for word, in a fresh environment: what is built, started and asked there works.

Slow, as the wheel's tests are; `tox -e package` runs it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deploy import context
from tests.deploy.dockerfile import Dockerfile, read

LEFT_OUT = ("useradd",)
"""What changes the machine, and not the image alone."""


class Image:
    """A folder in the place of the image's root, with a Python of its own."""

    def __init__(self, folder: Path, dockerfile: Dockerfile) -> None:
        self.folder, self._dockerfile = folder, dockerfile
        venv.create(folder / "python", with_pip=True)
        (folder / "wheels").mkdir()
        (folder / "data").mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KLING3_", "COV"))}
        self._environment = kept | {"PATH": f"{folder / 'python' / 'bin'}{os.pathsep}{kept['PATH']}"}

    def build(self) -> None:
        """Run what each stage runs, in its order, with no file that the builder is not sent."""
        context.read().copy_to(self._source)
        for command in self._dockerfile.of("RUN"):
            if not command.startswith(LEFT_OUT):
                subprocess.run(["sh", "-ec", self._here(command)], cwd=self._source, env=self._environment, check=True)  # noqa: S607

    def start(self, port: int) -> subprocess.Popen[str]:
        """Start what a container starts, at another port than its own."""
        words = [*self._dockerfile.program("ENTRYPOINT"), *self._dockerfile.program("CMD")]
        return subprocess.Popen(
            words, cwd=self.folder / "data", env=self._with_settings(port), stdout=subprocess.PIPE, text=True
        )

    def health(self, port: int) -> subprocess.CompletedProcess[str]:
        """Ask as the container's engine does."""
        words = [each.replace("/usr/local/lib/kling3-mock", str(self._source / "deploy")) for each in self._check]
        return subprocess.run(
            words, env=self._with_settings(port), capture_output=True, text=True, timeout=30, check=False
        )

    @property
    def _source(self) -> Path:
        return self.folder / "source"

    @property
    def _check(self) -> list[str]:
        return list(self._dockerfile.program("HEALTHCHECK"))

    def _with_settings(self, port: int) -> Mapping[str, str]:
        return self._environment | self._dockerfile.environment | {"KLING3_MOCK_PORT": str(port)}

    def _here(self, command: str) -> str:
        return command.replace("/wheels", str(self.folder / "wheels"))


@pytest.fixture
def image(tmp_path: Path) -> Image:
    if sys.platform == "win32":
        pytest.skip("the commands are those of a shell of Linux")
    built = Image(tmp_path, read())
    built.build()
    return built


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_what_the_image_starts_is_healthy_until_it_is_told_to_stop(image: Image) -> None:
    """All in one: processes of xdist share no fixture, and each would build the image anew."""
    port = free_port()
    assert image.health(port).returncode == 1
    with image.start(port) as started:
        assert started.stdout is not None
        first = started.stdout.readline()
        assert f"http://127.0.0.1:{port}" in first
        assert image.health(port).returncode == 0, image.health(port).stderr
        started.terminate()
        said = started.stdout.read()
    assert "kling3-mock stopped; no webhook was left undelivered." in said
    ended = image.health(port)
    assert (ended.returncode, f"127.0.0.1:{port}/_mock/health does not answer" in ended.stderr) == (1, True)
