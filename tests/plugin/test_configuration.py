"""Options, ini keys and the marker: registered, documented in help, and refused with a sentence when misused."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

STATUS = """
    import pytest
    from program import order, read

    def ended(kling3):
        order(kling3.url)
        return [task.status for task in kling3.run_to_end()]
"""


def test_options_ini_keys_and_the_marker_are_in_the_help(run: Run) -> None:
    result = run("", "--help")
    for word in ("--kling3-findings", "--kling3-scenario", "kling3_findings", "kling3_scenario", "kling3_base_url_env"):
        assert word in result.stdout.str()
    marker = run("", "--markers").stdout.str().partition("@pytest.mark.kling3")[2]
    assert "findings=['ignored=warn'] changes what findings do, allow=['K014'] lets them pass" in marker


def test_the_marker_sets_what_one_test_or_class_or_module_needs(run: Run) -> None:
    tests = f"""{STATUS}
    pytestmark = pytest.mark.kling3(scenario="fail")

    def test_module(kling3):
        task_id = order(kling3.url)
        assert [read(kling3.url, task_id)["status"] for _ in range(3)][-1] == "FAILED"

    @pytest.mark.kling3(scenario="complete 5", webhook_secret=["one", "two"])
    def test_nearest(kling3):
        assert ended(kling3) == ["COMPLETED"]
        assert kling3.secret == "one"

    @pytest.mark.kling3(strict=True)
    class TestClass:
        def test_class(self, kling3):
            kling3.allow("K001")
            assert order(kling3.url, image_list=[]) is None
            assert ended(kling3) == ["FAILED"]

    @pytest.mark.kling3(clock="real")
    def test_real_clock(kling3):
        with pytest.raises(Exception, match="can't advance a real clock by 5 s: it runs by itself; use a ManualClock"):
            kling3.clock.advance(5)
    """
    run(tests).assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("options", "ini", "expected"),
    [
        ((), "kling3_scenario = fail 5", "FAILED"),
        (("--kling3-scenario", "never"), "kling3_scenario = fail 5", "IN_PROGRESS"),
    ],
)
def test_how_tasks_end_is_said_by_option_or_else_by_ini_key(
    run: Run, options: tuple[str, ...], ini: str, expected: str
) -> None:
    tests = f"""{STATUS}
    def test_end(kling3):
        order(kling3.url)
        kling3.clock.advance(60)
        assert [task.status for task in kling3.tasks] == ["{expected}"]
    """
    run(tests, *options, ini=ini).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("options", "ini", "marker", "expected"),
    [
        ((), "", "", True),
        ((), "kling3_edition = 2026-04", "", False),
        (("--kling3-edition", "2026-08"), "kling3_edition = 2026-02", "", False),
        ((), "kling3_edition = 2026-04", "@pytest.mark.kling3(edition='2026-02')", True),
        ((), "", "@pytest.mark.kling3(edition='2026-04')", False),
    ],
)
def test_the_edition_is_said_by_marker_or_else_by_option_or_else_by_ini_key(
    run: Run, options: tuple[str, ...], ini: str, marker: str, *, expected: bool
) -> None:
    tests = f"""{STATUS}
    {marker}
    def test_scale(kling3):
        assert (order(kling3.url, cfg_scale=1.5) is not None) is {expected}
    """
    run(tests, *options, ini=ini).assert_outcomes(passed=1)


def test_a_marker_that_is_misused_says_how_it_is_used(run: Run) -> None:
    tests = """
        import pytest

        @pytest.mark.kling3("fail")
        def test_positional(kling3): ...

        @pytest.mark.kling3(port=8080)
        def test_port(kling3): ...

        @pytest.mark.kling3(scenarios="fail")
        def test_name(kling3): ...

        @pytest.mark.kling3(scenario="explode")
        def test_value(kling3): ...

        @pytest.mark.kling3(findings="ignored")
        def test_findings(kling3): ...

        @pytest.mark.kling3(findings=5)
        def test_number(kling3): ...

        @pytest.mark.kling3(allow="K999")
        def test_code(kling3): ...
    """
    result = run(tests)
    result.assert_outcomes(errors=7)
    result.stdout.fnmatch_lines_random(
        [
            "test_it.py:3: pytest.mark.kling3: takes settings by name, as in scenario='fail'; got ('fail',)",
            "test_it.py:6: pytest.mark.kling3: port: can't be set for one test, because all tests share one server: *",
            "test_it.py:9: pytest.mark.kling3: scenarios: no such setting (did you mean scenario[?]): *",
            "test_it.py:12: pytest.mark.kling3: scenario: unknown scenario 'explode': expected complete [[]SECONDS], *",
            "test_it.py:15: pytest.mark.kling3: findings: got 'ignored', expected a severity or a code with *",
            "test_it.py:18: pytest.mark.kling3: findings: got '5', expected a severity *",
            "test_it.py:21: pytest.mark.kling3: there is no code 'K999': *",
        ]
    )


@pytest.mark.parametrize(
    ("options", "ini", "expected"),
    [
        (
            ("--kling3-findings", "ignored=wran"),
            "",
            "kling3_findings: got 'ignored=wran' (did you mean warn?), expected ",
        ),
        ((), "kling3_findings = ignord=warn", "kling3_findings: got 'ignord=warn' (did you mean ignored?), expected "),
        ((), "kling3_findings = K999=off", "there is no code 'K999': "),
        (
            ("--kling3-scenario", "nevr"),
            "",
            "kling3_scenario: unknown scenario 'nevr' (did you mean never?): expected ",
        ),
        ((), "kling3_scenario = fial", "kling3_scenario: unknown scenario 'fial' (did you mean fail?): expected "),
        ((), "kling3_edition = 2026-4", "kling3_edition: got '2026-4' (did you mean 2026-04?), expected one of "),
        (
            (),
            "kling3_block_network = maybe",
            "kling3_block_network: invalid truth value 'maybe', expected true or false",
        ),
        (
            (),
            "kling3_base_url_evn = FREEPIK_BASE_URL",
            "kling3_base_url_evn: no such key of the pytest settings (did you mean kling3_base_url_env?): ",
        ),
        (
            (),
            "kling3_task_seconds = 3",
            (
                "kling3_task_seconds: no such key of the pytest settings, but a setting of the fake: return "
                '{"task_seconds": ...} from a fixture kling3_settings of your own'
            ),
        ),
        ((), "kling3_base_url_env = A=v1", "kling3_base_url_env: got 'A=v1' (did you mean A=/v1?): "),
        (
            (),
            "kling3_base_url_env = 'FREEPIK BASE'",
            "kling3_base_url_env: got 'FREEPIK BASE', and 'FREEPIK BASE' can't ",
        ),
        (
            ("--kling3-coverage", "test_it.py"),
            "",
            "kling3_coverage: got 'test_it.py', expected terminal, json[:FILE] or ",
        ),
        ((), "kling3_coverage = jsn", "kling3_coverage: got 'jsn' (did you mean json?), expected terminal, "),
        (
            (),
            "kling3_budget = twenty",
            "kling3_budget: could not convert string to float: 'twenty', expected ",
        ),
        ((), "kling3_budget = -1", "kling3_budget: got -1.0, expected an amount of 0 or more, as in 20.0"),
        (("--kling3-coverage-fail-under=80",), "", "kling3_coverage_fail_under: got '80', expected a dimension and a "),
    ],
)
def test_settings_of_the_run_that_are_misused_end_it_with_a_sentence(
    run: Run, options: tuple[str, ...], ini: str, expected: str
) -> None:
    result = run("def test_a(kling3): ...", *options, ini=ini)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    [line] = [each for each in result.errlines if each.startswith("ERROR: ")]
    assert line.startswith(f"ERROR: {expected}")
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_a_misused_call_is_refused_where_it_is_made(run: Run) -> None:
    tests = """
        import pytest

        @pytest.mark.parametrize(
            ("call", "expected"),
            [
                (lambda kling3: kling3.next("explode"), "unknown scenario 'explode': expected complete"),
                (lambda kling3: kling3.next("fail", model="kling-v9"), "did you mean kling-v3?): expected"),
                (lambda kling3: kling3.clock.advance(-1), "advance the clock by -1 s: give a span of 0"),
                (lambda kling3: kling3.deliver_to(3), "deliver_to takes an ASGI app, a WSGI app or a URL"),
                (lambda kling3: kling3.deliver_to("http://127.0.0.1:1/"), "nothing listens there"),
                (lambda kling3: kling3.deliver_to("/hook"), "give a URL such as http://127.0.0.1:9000/hook"),
                (lambda kling3: kling3.allow("K999"), "there is no code 'K999'"),
            ],
        )
        def test_misuse(kling3, call, expected):
            with pytest.raises(Exception) as refused:
                call(kling3)
            assert expected in str(refused.value)
    """
    run(tests).assert_outcomes(passed=7)
