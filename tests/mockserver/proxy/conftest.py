"""Each test of a proxy runs under the event loop of Python, and under uvloop's where it is installed."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec

import pytest

from kling3_mockserver.serving import threaded
from kling3_mockserver.serving.server import server


@pytest.fixture(params=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "uvloop" and find_spec("uvloop") is None:
        pytest.skip("uvloop is not installed")
    monkeypatch.setattr(threaded, "server", partial(server, loop=request.param))
