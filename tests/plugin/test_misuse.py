"""Whoever misuses the fake reads one sentence, at the own line, and no frame of ours; a defect of ours shows all."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

CALLS = (
    (
        'kling3.next("compleet 5")',
        "ScenarioError: unknown scenario 'compleet 5' (did you mean complete[?]): expected *",
    ),
    (
        'kling3.next("fail", model="kling-v3-por")',
        "ModelError: got model 'kling-v3-por' (did you mean kling-v3-pro[?]): *",
    ),
    ("kling3.next(None)", "ScenarioError: unknown scenario 'None': expected complete *"),
    ('kling3.next("fail", times="2")', "MockError: got times='2', expected a whole number of 1 or more: *"),
    ('kling3.next("fail", fields=5)', "MockError: got fields=5, expected names and values of the body: *"),
    ('kling3.allow("K999")', "CatalogueError: there is no code 'K999': *"),
    ("kling3.allow(5)", "CatalogueError: there is no code '5' (did you mean K005[?]): *"),
    ("kling3.clock.advance(-1)", "ClockError: can't advance the clock by -1 s: give a span of 0 s or more"),
    ('kling3.clock.advance("5")', "ClockError: can't advance the clock by '5' s: give a span of 0 s or more"),
    ("kling3.clock.set(None)", "ClockError: can't set the clock to None: give unix seconds, *"),
    ("kling3.deliver_to(3)", "ReceiverError: can't deliver webhooks to int: deliver_to takes an ASGI app, *"),
    ('kling3.deliver_to("http://127.0.0.1:1/")', "ReceiverError: can't deliver webhooks to *, nothing listens there *"),
    ("kling3.fail_next(DocumentedError(418))", "FaultError: got DocumentedError(418): expected one of 400, 401, *"),
    ('kling3.fail_next("5O3")', "FaultError: unknown fault '5O3' (did you mean 503[?]): expected 400, *"),
    (
        'kling3.fail_next(DocumentedError(), when="late")',
        "FaultError: got when 'late' (did you mean after[?]): expected one of before, *",
    ),
    (
        'kling3.fail_next(DocumentedError(), Match(model="kling-v3-por"))',
        "FaultError: got model 'kling-v3-por' (did you *",
    ),
    (
        'kling3.assert_created(model="kling-v3-por")',
        "ModelError: got model 'kling-v3-por' (did you mean kling-v3-pro[?]): *",
    ),
    ('kling3.assert_created(prompt="a dog")', "ExpectationError: expected a task created with prompt='a dog', got:"),
    ('kling3.assert_webhook(status="COMPLETE")', "MockError: no status 'COMPLETE' (did you mean COMPLETED[?]): *"),
    ('kling3.assert_webhook(status="completed")', "MockError: no status 'completed' (did you mean COMPLETED[?]): *"),
    ("kling3.webhooks[0]", "NoWebhookError: there is no webhook 0, 0 came: no video was ordered: *"),
    ("replace(kling3.mock.settings, speed=0)", "SettingsError: speed: got 0: choose a number above 0"),
)
PROJECT = """
from dataclasses import replace
import pytest
from kling3_mockserver.faults.fault import DocumentedError
from kling3_mockserver.faults.occasions import Match
{}
"""


def module_with(calls: tuple[tuple[str, str], ...]) -> str:
    """Return a module with a test for each call, whose line it is."""
    return PROJECT.format("\n".join(f"def test_{n}(kling3):\n    {call}" for n, (call, _) in enumerate(calls)))


@pytest.mark.parametrize("style", ["auto", "long", "short", "native"])
def test_a_misused_call_fails_at_its_own_line_in_every_style(run: Run, style: str) -> None:
    result = run(module_with(CALLS), f"--tb={style}")
    result.assert_outcomes(failed=len(CALLS))
    mark = "" if style == "native" else "*"
    result.stdout.fnmatch_lines([f"{mark or '*'}{expected}" for _, expected in CALLS])
    shown = result.stdout.str()
    assert [call for call, _ in CALLS if call not in shown] == []
    assert "kling3_mockserver/" not in shown
    assert "direct cause" not in shown


def test_whoever_wants_all_frames_gets_them(run: Run) -> None:
    assert "kling3_mockserver/tasks/scenario.py" in run(module_with(CALLS[:1]), "--full-trace").stdout.str()


def test_a_test_can_expect_the_error_of_a_misuse(run: Run) -> None:
    tests = """
        import pytest
        from kling3_mockserver.errors import ScenarioError

        def test_expected(kling3):
            with pytest.raises(ScenarioError, match="did you mean fail"):
                kling3.next("fial")
    """
    run(tests).assert_outcomes(passed=1)


def test_a_misuse_by_the_user_s_own_helper_shows_the_helper_and_the_test(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(helper="def prepare(kling3):\n    kling3.next('fial')")
    result = run("from helper import prepare\n\ndef test_it(kling3):\n    prepare(kling3)")
    result.stdout.fnmatch_lines(
        [">       prepare(kling3)", "test_it.py:4:*", ">       kling3.next('fial')", "helper.py:2: *"]
    )
    assert "kling3_mockserver/" not in result.stdout.str()


def test_a_misuse_while_a_module_is_imported_is_shown_at_its_line(run: Run) -> None:
    tests = """
        import pytest
        from kling3_mockserver.faults.fault import DocumentedError

        @pytest.mark.parametrize("fault", [DocumentedError(418)])
        def test_it(kling3, fault): ...
    """
    result = run(tests)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["test_it.py:4: in <module>", "*DocumentedError(418)*", "E *FaultError: got DocumentedError(418)*"]
    )
    assert "kling3_mockserver/" not in result.stdout.str()


@pytest.mark.parametrize(
    ("fixture", "expected"),
    [
        (
            "@pytest.fixture(scope='session')\ndef kling3_settings():\n    return {'sed': 1}",
            "sed: no such setting (did you mean seed[?]): expected one of *",
        ),
        (
            "@pytest.fixture(scope='session')\ndef kling3_settings():\n    return [('seed', 1)]",
            "settings: got list, expected Settings, as the fixture kling3_settings returns them, or *",
        ),
        (
            "@pytest.fixture(scope='session')\ndef kling3_server():\n    return None",
            "the fixture kling3_server returned NoneType: *",
        ),
    ],
)
def test_a_fixture_of_ours_that_is_overridden_wrongly_says_what_it_returns(
    run: Run, pytester: pytest.Pytester, fixture: str, expected: str
) -> None:
    pytester.makeconftest(f"import pytest\n\n{fixture}")
    result = run("def test_it(kling3): ...")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup of test_it*", expected])
    assert "kling3_mockserver/" not in result.stdout.str()


def test_the_place_of_a_marker_is_told_be_it_at_a_test_a_class_or_a_module(run: Run) -> None:
    tests = """
        import pytest

        pytestmark = pytest.mark.kling3(sped=2)

        def test_module(kling3): ...
    """
    run(tests).stdout.fnmatch_lines(
        ["test_it.py: pytest.mark.kling3: sped: no such setting (did you mean speed[?]): *"]
    )
    tests = """
        import pytest

        @pytest.mark.kling3(scenario="fial")
        class TestIt:
            @pytest.mark.kling3(seed=1)
            def test_class(self, kling3): ...
    """
    run(tests).stdout.fnmatch_lines(["test_it.py:[34]: pytest.mark.kling3: scenario: unknown scenario 'fial' (did *"])


def test_a_store_that_lasts_is_none_of_a_test(run: Run) -> None:
    tests = """
        import pytest

        @pytest.mark.kling3(store="sqlite:kling3.db")
        def test_it(kling3): ...
    """
    result = run(tests)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*store: got sqlite:kling3.db, and the fake of a test holds all in memory: leave it out, or give it to *"]
    )


def test_a_defect_of_ours_keeps_its_whole_traceback(run: Run) -> None:
    tests = """
        def test_it(kling3):
            kling3.mock.scenarios.put = None
            kling3.next("fail")
    """
    result = run(tests)
    result.stdout.fnmatch_lines(["*kling3_mockserver/testing/tenant.py:*: TypeError"])


def test_failures_of_the_user_s_own_have_no_frame_of_ours(run: Run) -> None:
    result = run("def test_it(kling3):\n    assert kling3.tasks", "--tb=native")
    result.assert_outcomes(failed=1)
    assert "kling3_mockserver/" not in result.stdout.str()
