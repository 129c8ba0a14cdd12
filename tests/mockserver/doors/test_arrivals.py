"""A door is opened when its module is loaded, be that long before the block, in the midst of it, or never."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from kling3_mockserver.doors.arrivals import opened

NAME = "kling3_guest"


@pytest.fixture
def guest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module that is there to be imported."""
    (tmp_path / f"{NAME}.py").write_text("WORDS = 'here'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield NAME
    sys.modules.pop(NAME, None)


Door = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def door(seen: list[str]) -> Door:
    @contextmanager
    def door() -> Iterator[None]:
        seen.append(f"opened, words are {sys.modules[NAME].WORDS}")
        yield
        seen.append("closed")

    return door


def test_a_module_that_is_loaded_has_its_door_opened_at_once(guest: str, door: Door, seen: list[str]) -> None:
    importlib.import_module(guest)
    with opened({guest: door}):
        assert seen == ["opened, words are here"]
    assert seen == ["opened, words are here", "closed"]


def test_a_module_that_arrives_has_its_door_opened_before_its_importer_goes_on(
    guest: str, door: Door, seen: list[str]
) -> None:
    with opened({guest: door}):
        assert seen == []
        importlib.import_module(guest)
        assert seen == ["opened, words are here"]
    assert seen == ["opened, words are here", "closed"]


class AskingAll:
    """A finder that asks all finders that there are, as those of some tools do."""

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        others = (each for each in sys.meta_path if each is not self)
        return next((found for each in others if (found := each.find_spec(name, path, target))), None)  # type: ignore[arg-type]


def test_a_module_arrives_although_another_finder_asks_all_in_its_turn(
    guest: str, door: Door, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "meta_path", [AskingAll(), PathFinder])
    with opened({guest: door}):
        importlib.import_module(guest)
        assert seen == ["opened, words are here"]


def test_a_module_that_never_comes_has_none(guest: str, door: Door, seen: list[str]) -> None:
    with opened({guest: door, "kling3_no_such_module": door}):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("kling3_no_such_module")
        importlib.util.find_spec(guest)
    assert seen == []


def test_a_module_that_comes_later_opens_nothing_and_is_loaded_like_any_other(
    guest: str, door: Door, seen: list[str]
) -> None:
    before = list(sys.meta_path)
    with opened({guest: door}):
        spec = importlib.util.find_spec(guest)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert (seen, sys.meta_path) == ([], before)
    assert "exec_module" not in vars(spec.loader)


def test_blocks_within_blocks_each_open_their_own(guest: str, door: Door, seen: list[str]) -> None:
    with opened({guest: door}), opened({guest: door}):
        module = importlib.import_module(guest)
        assert seen == ["opened, words are here"] * 2
    assert module.__spec__ is not None
    assert "exec_module" not in vars(module.__spec__.loader)


def test_a_module_that_fails_to_load_has_none(guest: str, door: Door, seen: list[str], tmp_path: Path) -> None:
    (tmp_path / f"{guest}.py").write_text("1 / 0\n")
    with opened({guest: door}), pytest.raises(ZeroDivisionError):
        importlib.import_module(guest)
    assert seen == []


def test_a_module_may_arrive_in_another_thread(guest: str, door: Door, seen: list[str]) -> None:
    with opened({guest: door}):
        thread = threading.Thread(target=importlib.import_module, args=(guest,))
        thread.start()
        thread.join()
        assert seen == ["opened, words are here"]


def test_a_module_that_is_said_not_to_be_there_is_not(
    guest: str, door: Door, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, guest, None)  # type: ignore[arg-type]  # that is how it is said
    with opened({guest: door}):
        assert seen == []


LATE = """\
import sys
from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.doors.network import blocked
from kling3_mockserver.mock import Mock

API, KEY = "https://api.freepik.com/v1/ai/video/kling-v3", {{"x-freepik-api-key": "any"}}
mock = Mock()
with blocked(), intercepted(mock):
    assert not {{"requests", "urllib3", "aiohttp", "httpx", "vcr"}} & set(sys.modules), "loaded by us"
    {program}
mock.close()
"""
PROGRAMS = {
    "requests": "import requests; print(requests.get(API, headers=KEY).status_code)",
    "urllib3": "import urllib3; print(urllib3.request('GET', API, headers=KEY).status)",
    "httpx": "import httpx; print(httpx.get(API, headers=KEY).status_code)",
    "urllib.request": ("import urllib.request as r; print(r.build_opener().open(r.Request(API, headers=KEY)).status)"),
    "aiohttp": """
    import aiohttp, asyncio
    async def go():
        async with aiohttp.request("GET", API, headers=KEY) as answer:
            print(answer.status)
    asyncio.run(go())
    """,
    "requests beside responses": """
    import requests, responses
    with responses.mock as mine:
        mine.get("https://shop.example/", status=418)
        print(requests.get(API, headers=KEY).status_code)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_client_that_is_imported_in_the_midst_of_a_test_reaches_the_fake(name: str) -> None:
    command = [sys.executable, "-c", LATE.format(program=PROGRAMS[name].strip())]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout, ended.stderr) == ("200\n", "")
