"""Variables with base URLs hold the fake's URL before any module of the project is imported, and until the run ends."""

from __future__ import annotations

import sys

import pytest

from tests.plugin.conftest import Run

INI = "kling3_base_url_env = FREEPIK_BASE_URL MAGNIFIC_BASE_URL=/v1"
TESTS = """
    import os
    import helper
    from program import ask, order

    BASE = os.getenv("FREEPIK_BASE_URL", "https://api.freepik.com")

    def test_before_the_fake_is_used():
        assert ask("GET", BASE + "/v1/ai/video/kling-v3")[1]["message"].startswith("no test uses the fake now")

    def test_module(kling3):
        order(BASE)
        assert len(kling3.tasks) == 1
        assert BASE == kling3.url == helper.BASE

    def test_suffix(kling3):
        assert os.environ["MAGNIFIC_BASE_URL"] == kling3.base_url

    def test_after():
        assert os.environ["FREEPIK_BASE_URL"] == BASE
"""


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "in two processes"])
def test_modules_and_conftest_see_the_url_when_they_are_imported(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FREEPIK_BASE_URL", "https://api.freepik.com")
    pytester.makepyfile(helper='import os\n\nBASE = os.getenv("FREEPIK_BASE_URL")')
    pytester.makeconftest("import helper\n\nassert helper.BASE.startswith('http://127.0.0.1:')")
    run(TESTS, *options, ini=INI).assert_outcomes(passed=4)


def test_the_variables_are_given_back_when_the_run_ends(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen by whoever calls pytest from Python."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(f"[pytest]\n{INI}")
    pytester.makepyfile(
        test_it="import os\n\ndef test_it():\n    assert os.environ['FREEPIK_BASE_URL'].startswith('http://127')",
        caller="""
            import os, threading
            import pytest

            os.environ["FREEPIK_BASE_URL"] = "https://api.freepik.com"
            assert pytest.main(["-p", "kling3", "-p", "no:cacheprovider", "test_it.py"]) == 0
            print("after:", os.environ["FREEPIK_BASE_URL"], os.environ.get("MAGNIFIC_BASE_URL"))
            print("threads:", threading.active_count())
        """,
    )
    pytester.run(sys.executable, "caller.py", timeout=60).stdout.fnmatch_lines(
        ["after: https://api.freepik.com None", "threads: 1"]
    )


def test_another_host_in_the_settings_is_refused(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from dataclasses import replace
        import pytest

        @pytest.fixture(scope="session")
        def kling3_settings(kling3_settings):
            return replace(kling3_settings, host="0.0.0.0")
        """
    )
    result = run("def test_it(kling3): ...", ini=INI)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["host: got 0.0.0.0, but kling3_base_url_env has taken a port on 127.0.0.1 before *"])


@pytest.mark.usefixtures("new_python")
def test_an_ini_key_that_is_not_used_imports_neither_the_fake_nor_the_server_program(run: Run) -> None:
    tests = """
        import sys

        def test_unused():
            unused = {"uvicorn", "kling3_mockserver.mock", "kling3_mockserver.testing.switchboard"}
            assert not unused & sys.modules.keys()
    """
    run(tests, ini=INI).assert_outcomes(passed=1)
