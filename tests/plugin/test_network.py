"""Nothing of a run is paid for: the way to the service is closed from the plugin's configuration to the run's end."""

from __future__ import annotations

import sys

import pytest

from tests.plugin.conftest import Run

SPY = """
import socket

LOOKED_UP = []


def spy(host, *_, **__):
    LOOKED_UP.append(host)
    raise socket.gaierror("no network here")


socket.getaddrinfo = spy


def pytest_unconfigure():
    print("looked up:", LOOKED_UP)
"""
"""Stands between the plugin and the network, and says at the end whose names came through."""
CALLS = """
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def order():
    OPENER.open("https://api.freepik.com/v1/ai/video/kling-v3-pro", b"{}")
"""
FORGOT = """
    from calls import order

    def test_forgot():
        order()
"""
USED = """
    def test_used(kling3):
        assert kling3.tasks == []
"""
WORDS = (
    "*NetworkBlockedError: blocked: a connection to api.freepik.com, the paid service, from a test: no test has the "
    "fake now. Ask for the fixture `kling3` in the test that calls (`with kling3_session.tenant():` around the call *"
)


@pytest.fixture
def spied(run: Run, pytester: pytest.Pytester) -> Run:
    """A run whose spy is put in place before the plugin is."""
    pytester.makepyfile(spy=SPY, calls=CALLS)
    return lambda tests, *options, ini="": run(tests, "-p", "spy", *options, ini=ini)


def spied_on(result: pytest.RunResult) -> str:
    return next(line for line in result.stdout.lines if line.startswith("looked up:"))


@pytest.mark.parametrize("order", [FORGOT + USED, USED + FORGOT], ids=["before", "after"])
def test_a_test_that_forgot_its_fixture_calls_nobody(spied: Run, order: str) -> None:
    result = spied(order)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines([WORDS])
    assert spied_on(result) == "looked up: []"


def test_it_calls_nobody_either_when_the_file_that_uses_the_fake_is_not_collected(
    spied: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_other=USED)
    result = spied(FORGOT, "test_it.py")
    result.assert_outcomes(failed=1)
    assert spied_on(result) == "looked up: []"


def test_a_thread_that_outlives_its_test_calls_nobody(spied: Run) -> None:
    tests = """
        import threading
        from calls import order

        GO = threading.Event()
        RAISED = []

        def late():
            GO.wait(30)
            try:
                order()
            except Exception as error:
                RAISED.append(error)

        THREAD = threading.Thread(target=late)

        def test_starts_it(kling3):
            THREAD.start()

        def test_other():
            GO.set()
            THREAD.join()
            raise RAISED[0]
    """
    result = spied(tests)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines([WORDS])
    assert spied_on(result) == "looked up: []"


@pytest.mark.parametrize(
    ("ini", "expected"),
    [
        ("", "looked up: ['api.freepik.com']"),
        ("kling3_block_network = true", "looked up: []"),
        ("kling3_block_network = false", "looked up: ['api.freepik.com']"),
        ("kling3_scenario = fail", "looked up: []"),
    ],
)
def test_a_project_that_does_not_use_the_fake_is_left_alone_unless_it_says_so(
    spied: Run, ini: str, expected: str
) -> None:
    assert spied_on(spied(FORGOT, ini=ini)) == expected


def test_whoever_lets_calls_through_lets_them_through_beside_tests_that_use_the_fake(spied: Run) -> None:
    result = spied(FORGOT + USED, ini="kling3_block_network = false")
    assert spied_on(result) == "looked up: ['api.freepik.com']"


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "in two processes"])
def test_a_program_that_swallows_the_error_is_named_in_the_summary(spied: Run, options: tuple[str, ...]) -> None:
    tests = """
        from contextlib import suppress
        from calls import order

        def test_swallows():
            for _ in range(2):
                with suppress(Exception):
                    order()

        def test_used(kling3): ...
    """
    result = spied(tests, *options)
    result.assert_outcomes(passed=2)
    told = "blocked 2 connections to the paid service where no test had the fake, first in test_it.py::test_swallows"
    result.stdout.fnmatch_lines(["*= kling3 =*", told])


def test_a_conftest_that_calls_while_it_is_imported_calls_nobody(spied: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CALLS + "\n\norder()")
    result = spied(USED)
    assert "no test has the fake now" in result.stderr.str()
    assert "api.freepik.com" not in result.stdout.str()


def test_a_handshake_is_seen_too_when_ssl_is_loaded_by_the_test_itself(spied: Run) -> None:
    tests = """
        import sys

        def test_by_a_proxy():
            import socket
            with socket.create_server(("127.0.0.1", 0)) as server:
                with socket.socket() as plain:
                    import ssl
                    plain.connect(server.getsockname())
                    ssl.create_default_context().wrap_socket(plain, server_hostname="api.magnific.com")

        def test_used(kling3): ...
    """
    result = spied(tests)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*blocked: a connection to api.magnific.com, the paid service, *: no test has *"])


@pytest.mark.parametrize(("left", "expected"), [(False, "after: True"), (True, "after: False")])
def test_when_a_run_ends_the_way_is_open_again_unless_a_thread_of_it_is_left(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *, left: bool, expected: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        test_it=f"""
            import threading

            END = threading.Event()

            def test_it(kling3):
                if {left}:
                    threading.Thread(target=END.wait, args=(30,)).start()
        """,
        caller="""
            import socket, sys
            import pytest

            before = socket.getaddrinfo
            assert pytest.main(["-p", "kling3", "-p", "no:cacheprovider", "test_it.py"]) == 0
            print("after:", socket.getaddrinfo is before)
            sys.modules["test_it"].END.set()
        """,
    )
    result = pytester.run(sys.executable, "caller.py", timeout=60)
    result.stdout.fnmatch_lines([expected])
