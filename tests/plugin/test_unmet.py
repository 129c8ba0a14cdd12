"""What a test prepared in vain fails it: a fault, a scenario, a marker that never came about."""

from __future__ import annotations

from tests.plugin.conftest import Run


def test_a_test_whose_preparation_never_came_about_fails_itself(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        def test_fault(kling3):
            kling3.fail_next("503", {"kind": "create", "model": "kling-v3-std"})
            assert order(kling3.url)

        def test_scenario(kling3):
            kling3.next("fail", model="kling-v3-std")
            assert order(kling3.url)

        @pytest.mark.kling3(scenario="fail")
        def test_marker(kling3):
            assert not kling3.tasks

        @pytest.mark.kling3(scenario="fail", may_not_happen=True)
        def test_meant(kling3):
            kling3.fail_next("503", may_not_happen=True)
            kling3.next("fail", may_not_happen=True)
    """
    result = run(tests)
    result.assert_outcomes(failed=3, passed=1)
    result.stdout.fnmatch_lines(
        [
            "kling3.fail_next('503', {'kind': 'create', 'model': 'kling-v3-std'}) never came about. What came: POST *",
            "kling3.next('fail', model='kling-v3-std') never came about. Orders that came: kling-v3-pro (200). Have *",
            "scenario='fail' of this test never came about. Orders that came: none. Have *",
        ]
    )
    assert "kling3_mockserver/" not in result.stdout.str()


def test_beside_a_failure_of_its_own_it_is_told_and_fails_nothing_more(run: Run) -> None:
    tests = """
        import pytest

        def test_it(kling3):
            kling3.fail_next("503")
            assert kling3.requests

        def test_skipped(kling3):
            kling3.next("fail")
            pytest.skip("not today")
    """
    result = run(tests)
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*kling3 prepared in vain*", "kling3.fail_next('503') never came about. *"])


def test_a_marker_on_a_test_that_does_not_use_the_fake_is_told(run: Run) -> None:
    tests = """
        import pytest, unittest

        @pytest.mark.kling3(scenario="fail")
        def test_forgot():
            pass

        @pytest.mark.kling3(strict=True)
        def test_session_alone(kling3_session):
            with kling3_session.tenant():
                pass

        @pytest.mark.kling3(scenario="fail", may_not_happen=True)
        def test_meant():
            pass

        @pytest.fixture
        def fake(kling3):
            return kling3

        @pytest.mark.kling3(strict=True)
        def test_by_another_fixture(fake):
            pass

        @pytest.mark.kling3(strict=True)
        def test_dynamic(request):
            request.getfixturevalue("kling3")

        @pytest.mark.kling3(scenario="fail")
        class TestDefaults:
            def test_orders_nothing(self, kling3):
                pass

            def test_does_not_use_it(self):
                pass

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _fake(self, kling3):
                self.kling3 = kling3

            @pytest.mark.kling3(strict=True)
            def test_unittest(self):
                assert self.kling3.mock.settings.strict
    """
    result = run(tests)
    result.assert_outcomes(failed=2, passed=6)
    no_effect = "pytest.mark.kling3 has no effect, the test does not use the fake: put `kling3` in its arguments, or *"
    result.stdout.fnmatch_lines([f"test_it.py:[34]: {no_effect}", f"test_it.py:[78]: {no_effect}"])


def test_a_fake_that_a_fixture_holds_for_longer_is_judged_at_its_own_end(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture(scope="module")
        def fake(kling3_session):
            with kling3_session.tenant(scenario="fail") as fake:
                fake.fail_next("503", {"kind": "list"})
                yield fake

        def test_nothing_yet(fake):
            pass

        def test_order(fake):
            order(fake.url)
            assert [each.status for each in fake.run_to_end()] == ["FAILED"]
    """
    result = run(tests)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["E *kling3.fail_next('503', {'kind': 'list'}) never came about. What came: POST *"])
