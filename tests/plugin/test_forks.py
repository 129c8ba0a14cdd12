"""A run in a fork is as one in a new Python: it gets what that would, and leaves nothing to the next."""

from __future__ import annotations

import signal

import pytest

from tests.plugin.conftest import Run


def test_a_run_leaves_nothing_to_the_next(run: Run) -> None:
    tests = """
        import os, sys, warnings

        def test_it():
            assert not hasattr(sys, "left")
            assert "LEFT" not in os.environ
            sys.left = os.environ["LEFT"] = "something"
            os.chdir("/")
    """
    for _ in range(2):
        run(tests).assert_outcomes(passed=1)


def test_a_run_has_the_environment_and_the_folder_of_its_moment(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAID", "now")
    tests = f"""
        import os, sys

        def test_it():
            assert os.environ["SAID"] == "now"
            assert os.environ["PYTHONPATH"].split(os.pathsep)[0] == sys.path[0] == os.getcwd() == {str(pytester.path)!r}
            assert "-s" in sys.argv
            assert sys.stdin.read() == ""
            print("to stdout")
            print("to stderr", file=sys.stderr)
    """
    result = run(tests, "-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*to stdout"])
    result.stderr.fnmatch_lines(["to stderr"])


def test_what_is_to_be_done_at_exit_is_done(run: Run) -> None:
    tests = """
        import atexit
        import threading

        def test_it():
            ready = threading.Event()
            threading.Thread(target=lambda: (ready.wait(), print("thread"))).start()
            atexit.register(print, "exit")
            threading._register_atexit(ready.set)
    """
    run(tests, "-s").stdout.fnmatch_lines(["*1 passed*", "thread", "exit"])


def test_a_run_that_hangs_is_ended(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it="import threading\n\ndef test_it():\n    threading.Event().wait()")
    with pytest.raises(pytester.TimeoutExpired, match="0 second timeout expired"):
        pytester.runpytest_subprocess(timeout=0)
    run("def test_it(): ...").assert_outcomes(passed=1)


def test_a_run_that_dies_tells_by_which_signal(run: Run) -> None:
    tests = "import os, signal\n\ndef test_it():\n    os.kill(os.getpid(), signal.SIGTERM)"
    assert run(tests).ret == -signal.SIGTERM


def test_no_client_has_been_imported_before_a_project_does(run: Run) -> None:
    """Else nothing would be seen of a door that is opened when a client comes later."""
    tests = """
        import sys

        def test_it(kling3):
            assert kling3.url
            assert not {"aiohttp", "httpx", "httpx2", "requests", "urllib3"} & sys.modules.keys()
    """
    run(tests).assert_outcomes(passed=1)
