"""What all tests share: pytest's own tester of plugins, and how long Hypothesis searches."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

_MOST_WAITING = 8
"""Workers from which on one for each processor will do."""
_ONE_PYTHON = "one_python"
"""The mark of what takes long and one Python proves; it is told of in pyproject.toml."""
_ALL_OF_A_FILE = f"pytestmark = pytest.mark.{_ONE_PYTHON}\n"

# No deadlines: how long one example takes says more of what else the machine does than of us.
settings.register_profile("quick", deadline=None)
# The same examples in every run, so that a red run is red for whoever looks into it.
settings.register_profile("steady", deadline=None, derandomize=True, database=None, print_blob=True)
# For a night: `pytest --hypothesis-profile=thorough`.
settings.register_profile("thorough", deadline=None, max_examples=5_000)
settings.load_profile("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` stands for: twice the processors, since a test waits as long as it computes."""
    cores = os.cpu_count() or 1
    return max(cores, min(2 * cores, _MOST_WAITING))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files unread that have no test of those asked for: every worker would import all of them."""
    asked = config.getoption("markexpr")
    if asked not in (_ONE_PYTHON, f"not {_ONE_PYTHON}") or not collection_path.match("test_*.py"):
        return None
    content = collection_path.read_text("utf-8")
    wanted = _ONE_PYTHON in content if asked == _ONE_PYTHON else _ALL_OF_A_FILE not in content
    return None if wanted else True


@pytest.fixture(autouse=True, scope="session")
def no_names_of_the_network() -> Iterator[None]:
    """Let no test ask a server of names: one without a network waits seconds for the answer that there is none."""
    look_up = socket.getaddrinfo

    def of_this_machine(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        if not _is_of_this_machine(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *args, **kwargs)  # type: ignore[arg-type]  # whatever the caller gave

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", of_this_machine)
        yield


def _is_of_this_machine(host: str | bytes | None) -> bool:
    name = (host.decode() if isinstance(host, bytes) else host or "").lower().rstrip(".")
    if name in {"", "localhost", socket.gethostname().lower()} or name.endswith(".localhost"):
        return True
    # An address, in whatever spelling: 127.1 is one too, and 0x7f000001.
    return ":" in name or name.rpartition(".")[2][:1].isdigit()
