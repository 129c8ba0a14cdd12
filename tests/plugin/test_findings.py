"""What a program sent that the service would not honour reaches its test, as the policy says, and once."""

from __future__ import annotations

import re

import pytest

from tests.plugin.conftest import Run

SILENT = """
    import pytest
    from program import order

    def test_silent(kling3):
        assert order(kling3.url, image_list=[])
"""
"""A test that passes although the service would drop a field."""


def test_what_is_ignored_fails_the_test_itself_with_the_finding_the_request_and_the_mend(run: Run) -> None:
    result = run(SILENT)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*= FAILURES =*",
            "*_ test_silent _*",
            "the program under test sent what the service would not honour:",
            "  K001 ignored: image_list has no effect on Kling 3: send start_image_url and end_image_url",
            '      in POST /v1/ai/video/kling-v3-pro {"prompt": "A fox in the snow", "image_list": [[][]]}',
            'Mend the program, or let it pass: kling3.allow("K001") in the test, *',
            "*short test summary*",
            "FAILED test_it.py::test_silent - K001 ignored: image_list has no effect *",
        ],
        consecutive=False,
    )
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_the_mend_of_a_finding_can_be_copied_into_pyproject_toml(run: Run, pytester: pytest.Pytester) -> None:
    mend = re.search(r"kling3_findings = \S+", run(SILENT).stdout.str())
    assert mend is not None
    pytester.path.joinpath("tox.ini").unlink()
    pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\n{mend[0]}\n")
    pytester.runpytest_subprocess("-p", "kling3", timeout=60).assert_outcomes(passed=1)


def test_a_test_that_fails_shows_its_findings_and_fails_once(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        def test_failing(kling3):
            assert order(kling3.url, image_list=[], duration=5)

        @pytest.fixture
        def unready(kling3):
            order(kling3.url, image_list=[])
            raise RuntimeError("no database")

        def test_setup(unready): ...

        @pytest.mark.xfail
        def test_expected(kling3):
            order(kling3.url, image_list=[])
            assert False

        def test_skipped(kling3):
            order(kling3.url, image_list=[])
            pytest.skip("not today")
    """
    result = run(tests)
    result.assert_outcomes(failed=1, errors=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_setup*",
            "*kling3 findings*",
            "K001 ignored: image_list has no effect on Kling 3: *",
            "*test_failing*",
            "*kling3 findings*",
            'K009 error: duration must be a string, one of *, got the number 5: send the string "5"',
        ]
    )


def test_errors_and_advice_pass_and_stand_in_the_summary(run: Run) -> None:
    tests = """
        from program import ask, order

        def test_error(kling3):
            assert order(kling3.url, duration=5) is None

        def test_advice(kling3):
            assert order(kling3.url, webhook_url="http://localhost:9/hook")
    """
    result = run(tests)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["*= kling3 =*", "K009 x1, first in test_it.py::test_error: duration must be a string, *"]
    )
    assert ", first in test_it.py::test_advice: webhook_url" in result.stdout.str()


@pytest.mark.parametrize(
    ("options", "ini"),
    [
        ((), "kling3_findings = advice=fail K001=off"),
        (
            ("--kling3-findings=K001=off", "--kling3-findings", "error=fail", "test_it.py"),
            "kling3_findings = K001=fail",
        ),
    ],
)
def test_the_policy_of_a_run_is_set_by_ini_key_and_option(run: Run, options: tuple[str, ...], ini: str) -> None:
    run(SILENT, *options, ini=ini).assert_outcomes(passed=1)


def test_the_policy_of_one_test_is_set_by_marker_or_in_the_test(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.mark.kling3(findings="ignored=warn")
        def test_by_severity(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.kling3(findings=["K001=off", "advice=fail"])
        def test_by_code(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.kling3(allow="K001")
        def test_allowed_by_marker(kling3):
            order(kling3.url, image_list=[])

        def test_allowed_in_the_test(kling3):
            order(kling3.url, image_list=[])
            kling3.allow("K001", "K009")

        @pytest.mark.kling3(allow=["K009"])
        def test_another_code_is_allowed(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.kling3(findings=["error=fail"])
        def test_errors_fail(kling3):
            order(kling3.url, duration=5)
    """
    result = run(tests, "-rA")
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines_random(
        [
            "FAILED test_it.py::test_another_code_is_allowed - K001 ignored: *",
            "FAILED test_it.py::test_errors_fail - K009 error: *",
        ]
    )


def test_a_test_that_is_run_again_is_judged_anew(run: Run, pytester: pytest.Pytester) -> None:
    """As plugins do that run a failed test again: only what the last run did counts."""
    pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            if nextitem is not None:
                runtestprotocol(item, nextitem=nextitem, log=False)
            runtestprotocol(item, nextitem=nextitem)
            return True
        """
    )
    tests = """
        from program import order

        attempts = []

        def test_flaky(kling3):
            attempts.append(1)
            order(kling3.url, image_list=[])
            assert len(attempts) == 2

        def test_last(): ...
    """
    run(tests).assert_outcomes(passed=1, failed=1)


def test_what_strict_mode_answers_400_to_is_told_once(run: Run) -> None:
    tests = """
        import pytest
        from program import ask, order

        @pytest.mark.kling3(strict=True)
        def test_expected(kling3):
            assert order(kling3.url, image_list=[]) is None

        @pytest.mark.kling3(strict=True)
        def test_unexpected(kling3):
            assert order(kling3.url, image_list=[])

        @pytest.mark.kling3(strict_reads=True)
        def test_reads(kling3):
            assert ask("GET", kling3.url + "/v1/ai/video/kling-v3?page_size=5")[0] == 400

        @pytest.mark.kling3(strict=True, findings=["error=fail"])
        def test_errors_fail(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.kling3(strict_reads=True)
        def test_an_order_is_no_read(kling3):
            order(kling3.url, image_list=[])
    """
    result = run(tests)
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines_random(
        [
            "*- kling3 findings -*",
            "FAILED test_it.py::test_unexpected - *assert None*",
            "FAILED test_it.py::test_errors_fail - K001 ignored: *",
            "FAILED test_it.py::test_an_order_is_no_read - K001 ignored: *",
        ]
    )
