"""`--kling3-page` shows the fakes of a run while it lasts, and waits at its end where somebody can press Enter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import httpx
import pytest

from tests.plugin.conftest import Run

pty = pytest.importorskip("pty", reason="this platform has no terminals that a test can make")
LONGEST = 60.0
"""Seconds after which a run that hangs is ended."""
TESTS = """
    from program import order

    def test_one(kling3):
        kling3.allow("K001")
        order(kling3.url, image_list=[])
        order(kling3.url)

    def test_two(kling3):
        order(kling3.url, image_list=[])
"""


def page_of(said: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:\d+/", said)[0]


def fetched(url: str) -> str:
    with httpx.Client(trust_env=False, timeout=LONGEST) as client:
        return client.get(url).text


@contextmanager
def at_a_terminal(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """Run the tests of a folder before a terminal; give the process, the keyboard, and what it said up to its wait."""
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "pytest", "-p", "kling3", "-p", "no:cacheprovider", "--kling3-page", *options]
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=folder,
    )
    guard = Timer(LONGEST, process.kill)
    guard.start()
    try:
        with process:
            assert process.stdout is not None
            said: list[str] = []
            while "press Enter" not in "".join(said[-1:]):
                said.append(process.stdout.readline())
                assert said[-1], "".join(said)
            yield process, keyboard, "".join(said)
    finally:
        guard.cancel()
        process.kill()
        os.close(keyboard)
        os.close(terminal)


@pytest.mark.parametrize("options", [(), ("-q",), ("-s",)])
def test_at_the_end_the_run_waits_for_enter_and_shows_its_fakes(
    run: Run, pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    run(TESTS)
    with at_a_terminal(pytester.path, *options) as (process, keyboard, said):
        page = page_of(said)
        assert said.endswith(f"page {page} - press Enter to end\n")
        assert said.index(f"kling3 page: {page}\n") < said.index("FAILED test_it.py")
        rows = re.findall(r"<a href=\"(.*?)\">(.*?)</a></th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>", fetched(page))
        assert rows == [
            ("tests/2/_mock/", "test_it.py::test_two", "failed", "1", "K001 ×1"),  # noqa: RUF001
            ("tests/1/_mock/", "test_it.py::test_one", "passed", "2", "none"),
        ]
        assert fetched(f"{page}tests/1/_mock/requests").count('"number":') == 2
        os.write(keyboard, b"\n")
        assert process.wait() == 1


def test_ctrl_c_ends_the_wait_without_a_word(run: Run, pytester: pytest.Pytester) -> None:
    run(TESTS)
    with at_a_terminal(pytester.path) as (process, _, _):
        process.send_signal(2)
        assert process.stdout is not None
        assert process.stdout.read() == ""
        assert process.wait() == 1


def test_where_nobody_can_press_enter_the_run_ends_and_says_why(run: Run) -> None:
    said = run(TESTS, "--kling3-page").stdout.str()
    end = "ends with the run: standard input is no terminal at which Enter could be waited for"
    assert said.endswith(f"page {page_of(said)} {end}")


def test_a_run_without_a_fake_does_not_wait(run: Run) -> None:
    said = run("def test_it():\n    pass", "--kling3-page").stdout.str()
    assert said.endswith("ends with the run: no test used the fake")


def test_a_test_can_be_watched_while_it_runs(run: Run) -> None:
    tests = """
        import re
        import urllib.request
        from program import OPENER, order

        def test_it(kling3, pytestconfig):
            order(kling3.url)
            page = pytestconfig.pluginmanager.get_plugin("kling3_page")._server.url
            with OPENER.open(f"{page}/") as answer:
                text = answer.read().decode()
            assert "<td>open</td><td>1</td><td>none</td>" in text
    """
    run(tests, "--kling3-page").assert_outcomes(passed=1)


def test_fakes_of_properties_and_files_are_shown_too(run: Run, pytester: pytest.Pytester) -> None:
    tests = """
        def test_file(kling3_module):
            pass

        def test_examples(kling3_session):
            for _ in range(2):
                with kling3_session.tenant():
                    pass
    """
    run(tests)
    with at_a_terminal(pytester.path) as (process, keyboard, said):
        text = fetched(page_of(said))
        assert re.findall(r"<a href=\".*?\">(.*?)</a></th><td>(.*?)</td>", text) == [
            ("test_it.py::test_examples", "passed"), ("test_it.py::test_examples", "passed"), ("test_it.py", "ended"),
        ]  # fmt: skip
        os.write(keyboard, b"\n")
        assert process.wait() == 0


def test_it_is_refused_beside_workers(run: Run) -> None:
    result = run(TESTS, "--kling3-page", "-p", "xdist", "-n", "2")
    result.stderr.fnmatch_lines(["ERROR: --kling3-page: got workers of xdist, *: leave -n out, or say -n 0"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_without_workers_xdist_is_no_matter(run: Run) -> None:
    assert "kling3 page: " in run("def test_it():\n    pass", "--kling3-page", "-p", "xdist", "-n", "0").stdout.str()


def test_nothing_is_served_where_tests_are_only_collected(run: Run) -> None:
    assert "kling3 page" not in run(TESTS, "--kling3-page", "--collect-only").stdout.str()


@pytest.mark.usefixtures("new_python")
def test_without_the_option_nothing_of_it_is_loaded(run: Run) -> None:
    tests = """
        import sys

        def test_it(kling3):
            assert not [each for each in sys.modules if "run_page" in each]
    """
    run(tests).assert_outcomes(passed=1)


def test_a_webhook_does_not_call_the_page(run: Run, pytester: pytest.Pytester) -> None:
    """Through it an order could do what only a person on this machine may."""
    run("""
        from program import order

        def test_it(kling3, request):
            page = request.config.pluginmanager.get_plugin("kling3_page")
            if page is None:
                return
            order(kling3.url, webhook_url=f"{page._server.url}/tests/1/_mock/reset")
            kling3.run_to_end()
            told = kling3.mock.journal.deliveries()
            assert {each.status for each in told} == {None}
            assert "itself" in told[0].error
    """)
    with at_a_terminal(pytester.path) as (_, keyboard, said):
        os.write(keyboard, b"\n")
    assert "1 passed" in said
