"""The page of a fake is opened in a browser when that is asked for, and nothing waits for it or fails by it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from queue import SimpleQueue

import pytest

from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.programs import serve as program
from kling3_mockserver.programs.browser import open_in_browser, page_of
from kling3_mockserver.programs.serve import serve
from kling3_mockserver.settings.settings import Settings
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import served, url_of
from tests.mockserver.running.runs import PYTHON, ended
from tests.mockserver.screen import Screen

PAGE = "http://127.0.0.1:8333/_mock/"
VISIT = """
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(sys.argv[2], timeout=30) as answer:
    open(sys.argv[1], "w").write(f"{answer.status} {sys.argv[2]}")
opener.open(sys.argv[2] + "nowhere")
"""

WAITS = """
import os, select, sys
pipe = os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK)
ready, _, _ = select.select([pipe], [], [], 40)
print(os.environ["KLING3_RUN_URL"], os.read(pipe, 1000).decode() if ready else "nobody came")
"""
"""A program that lives until somebody has written to a pipe with a name."""


class Shown(webbrowser.GenericBrowser):
    """A browser that notes what it is to show, and fails with an error or by saying so."""

    def __init__(self, name: str = "firefox", error: OSError | None = None, *, works: bool = True) -> None:
        super().__init__(name)
        self.pages: list[str] = []
        self._error, self._works = error, works

    def open(self, url: str, _new: int = 0, _autoraise: bool = True) -> bool:  # noqa: FBT001, FBT002  (as it is)
        self.pages.append(url)
        if self._error is not None:
            raise self._error
        return self._works


def told_of(browser: Shown | webbrowser.Error, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """Return what is told when the page is opened in a browser, or where there is none."""

    def get() -> Shown:
        if isinstance(browser, webbrowser.Error):
            raise browser
        return browser

    monkeypatch.setattr(webbrowser, "get", get)
    told: SimpleQueue[Notice] = SimpleQueue()
    open_in_browser(PAGE, told.put)
    return told.get(timeout=PATIENCE)


def test_the_page_is_below_the_url_of_the_fake() -> None:
    assert page_of("http://127.0.0.1:8333") == PAGE


def test_whoever_opens_it_does_not_wait_for_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    class Slow(Shown):
        def open(self, url: str, _new: int = 0, _autoraise: bool = True) -> bool:  # noqa: FBT001, FBT002
            begun.set()
            may_end.wait(PATIENCE)
            ended.set()
            return super().open(url)

    monkeypatch.setattr(webbrowser, "get", Slow)
    open_in_browser(PAGE, lambda _notice: None)
    assert (begun.wait(PATIENCE), ended.is_set()) == (True, False)
    may_end.set()
    assert ended.wait(PATIENCE)


@pytest.mark.parametrize(
    ("browser", "reason"),
    [
        (webbrowser.Error("could not locate runnable browser"), "could not locate runnable browser"),
        (Shown(error=OSError("no memory")), "no memory"),
        (Shown(works=False), "no browser with a window was found"),
        (Shown("/usr/bin/w3m"), "no browser with a window was found"),
    ],
)
def test_where_there_is_no_browser_a_sentence_says_so(
    browser: Shown | webbrowser.Error, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told_of(browser, monkeypatch).text == (
        f"the page was not opened ({reason}): open {PAGE} in any browser of this machine"
    )


def test_a_browser_of_the_terminal_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Shown("/usr/bin/lynx")
    told_of(browser, monkeypatch)
    assert browser.pages == []


def visitor(folder: Path, seen: Path) -> str:
    """Return a line for the variable BROWSER: asks for the page, writes what it got, and leaves a line in the log."""
    script = folder / "visit.py"
    script.write_text(VISIT, "utf-8")
    return shlex.join([sys.executable, str(script), str(seen), "%s"])


def test_serve_opens_the_page_that_its_banner_names(tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    with served("--open", BROWSER=visitor(tmp_path, seen)) as (program, said):
        program.until("/_mock/nowhere")
        assert seen.read_text("utf-8") == f"200 {page_of(url_of(said))}"
        assert program.stop(signal.SIGINT)[0] == 0


def test_serve_without_a_browser_goes_on_and_says_so_in_its_log(tmp_path: Path) -> None:
    lacking = str(tmp_path / "no-browser")
    with served("--open", "--log-format", "json", until="notice", BROWSER=lacking) as (program, said):
        first, notice = map(json.loads, said.splitlines())
        assert notice["message"].endswith(f"open {first['page']} in any browser of this machine")
        assert program.stop(signal.SIGINT)[0] == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no pipes with a name")
def test_run_opens_the_page_while_its_program_runs(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    os.mkfifo(seen)
    words = ("--open", "--", PYTHON, "-c", WAITS, str(seen))
    status, out, _ = ended(tmp_path / "tmp", *words, BROWSER=visitor(tmp_path, seen))
    url, *got = out.split()
    assert (status, got) == (0, ["200", page_of(url)])


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize(("open_page", "expected"), [(False, 0), (True, 1)])
def test_nothing_is_opened_unless_it_is_asked_for(
    open_page: bool,  # noqa: FBT001  (a parameter of the test)
    expected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(program, "open_in_browser", lambda page, _tell: opened.append(page))
    screen = Screen(threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM)))
    serve(Settings(port=0), screen, open_page=open_page)
    assert opened == [page_of(url_of(screen.getvalue()))] * expected
