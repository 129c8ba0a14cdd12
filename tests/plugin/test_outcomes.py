"""A test has one outcome: what its program did wrong fails the test itself, whatever kind of test it is."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

UNITTEST = """
    import unittest
    import pytest
    from program import order

    class TestVideos(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def _fake(self, kling3):
            self.url = kling3.url

        def tearDown(self):
            self.torn_down = True

        def test_good(self):
            self.assertTrue(order(self.url))

        def test_silent(self):
            order(self.url, image_list=[])

        def test_failing(self):
            order(self.url, image_list=[])
            self.fail("of its own")

        def test_skipped(self):
            order(self.url, image_list=[])
            self.skipTest("not today")

        @unittest.expectedFailure
        def test_expected(self):
            order(self.url, image_list=[])
            self.fail("as expected")

    @pytest.mark.usefixtures("kling3")
    class TestByName(unittest.TestCase):
        def test_nothing(self): ...
"""


def test_tests_of_unittest_fail_themselves_and_keep_their_own_outcomes(run: Run) -> None:
    result = run(UNITTEST)
    result.assert_outcomes(passed=2, failed=2, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ TestVideos.test_failing _*",
            "E *AssertionError: of its own",
            "*- kling3 findings -*",
            "K001 ignored: *",
            "*_ TestVideos.test_silent _*",
            "the program under test sent *",
            "  K001 ignored: *",
        ]
    )


SEVERAL = """
    import pytest
    from program import order

    def test_a(kling3):
        order(kling3.url, image_list=[])

    def test_b(kling3):
        order(kling3.url)
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), {"failed": 1, "passed": 1}),
        (("-x",), {"failed": 1}),
        (("-p", "xdist", "-n", "2"), {"failed": 1, "passed": 1}),
        (("-p", "xdist", "-n", "1", "-x"), {"failed": 1}),
    ],
    ids=["alone", "-x", "xdist", "xdist -x"],
)
def test_a_test_that_is_caught_is_one_failure(run: Run, options: tuple[str, ...], expected: dict[str, int]) -> None:
    result = run(SEVERAL, *options)
    assert result.parseoutcomes() == expected
    assert result.ret in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
    result.stdout.fnmatch_lines(["FAILED test_it.py::test_a - K001 ignored: *"])


def test_it_is_run_again_among_the_last_failed(run: Run, pytester: pytest.Pytester) -> None:
    run(SEVERAL)
    result = pytester.runpytest_subprocess("-p", "kling3", timeout=60)
    assert result.parseoutcomes() == {"failed": 1, "passed": 1}
    result = pytester.runpytest_subprocess("-p", "kling3", "--lf", timeout=60)
    assert result.parseoutcomes() == {"failed": 1, "deselected": 1} or result.parseoutcomes() == {"failed": 1}


def test_what_is_expected_to_fail_may_fail_by_its_findings(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.mark.xfail(strict=True)
        def test_any(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.xfail(raises=AssertionError)
        def test_kind(kling3):
            order(kling3.url, image_list=[])

        @pytest.mark.xfail(strict=True)
        def test_nothing_wrong(kling3):
            order(kling3.url)
    """
    run(tests).assert_outcomes(xfailed=2, failed=1)


def test_fixtures_that_hold_a_fake_longer_than_a_test_fail_the_test_that_used_them_wrongly(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture(scope="module")
        def shared(kling3_session):
            with kling3_session.tenant() as kling3:
                yield kling3

        @pytest.fixture
        def mine(kling3):
            order(kling3.url, image_list=[])

        def test_first(shared):
            order(shared.url)

        def test_second(shared):
            order(shared.url, image_list=[])

        def test_third(shared): ...

        @pytest.mark.usefixtures("mine")
        def test_by_a_fixture(): ...
    """
    result = run(tests)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        ["FAILED test_it.py::test_second - K001 *", "FAILED test_it.py::test_by_a_fixture - K001 *"]
    )


def test_what_is_done_after_the_test_is_an_error_of_its_teardown_and_told_once(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture
        def clean(kling3):
            yield
            order(kling3.url, image_url="https://shop.example/a.png")

        def test_late(clean): ...

        def test_both(kling3, clean):
            order(kling3.url, image_list=[])
    """
    result = run(tests)
    result.assert_outcomes(passed=1, failed=1, errors=2)
    assert [line.split(":")[0] for line in result.outlines if line.startswith("  K0")] == [
        "  K003 ignored",
        "  K003 ignored",
        "  K001 ignored",
    ]
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="the fixture subtests comes with pytest 9")
def test_a_test_with_subtests_is_judged_as_a_whole(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        def test_parts(kling3, subtests):
            for name in ("a", "b"):
                with subtests.test(name):
                    order(kling3.url, image_list=[])
    """
    result = run(tests)
    assert result.parseoutcomes()["failed"] == 1
    assert result.stdout.str().count("  K001 ignored: ") == 2  # one for each order


def test_a_test_that_does_not_use_the_fake_is_never_judged(run: Run) -> None:
    tests = """
        from program import order

        def test_a(kling3): ...

        def test_b(): ...
    """
    run(tests).assert_outcomes(passed=2)


def test_a_loop_that_gave_up_while_the_clock_stood_is_told_what_would_have_ended_it(run: Run) -> None:
    tests = """
        import pytest
        from program import order, read

        def poll(url, times):
            task_id = order(url)
            for _ in range(times):
                if read(url, task_id)["status"] == "COMPLETED":
                    return
            raise TimeoutError("no video")

        @pytest.mark.kling3(scenario="complete 5")
        def test_failing(kling3):
            poll(kling3.url, 30)

        @pytest.mark.kling3(scenario="complete 5")
        def test_passing(kling3):
            with pytest.raises(TimeoutError):
                poll(kling3.url, 30)
    """
    result = run(tests, "-rA")
    result.assert_outcomes(passed=1, failed=1)
    hint = "task * was read 30 times while the clock stood, *: move the clock meanwhile (kling3.clock.advance(5)). *"
    result.stdout.fnmatch_lines(["E *TimeoutError: no video", "*- kling3 polls -*", hint])
    assert result.stdout.str().count("- kling3 polls -") == 1


def test_what_a_failed_assertion_shows_has_no_key_in_it(run: Run) -> None:
    tests = """
        from program import order

        def test_requests(kling3):
            order(kling3.url, key="my-very-own-key")
            assert not kling3.requests[0].request

        def test_exchanges(kling3):
            order(kling3.url, key="my-very-own-key")
            assert list(kling3.requests) == []

        def test_webhooks(kling3):
            order(kling3.url, webhook_url="http://bob:hunter2@shop.example/hook")
            kling3.run_to_end()
            assert len(kling3.webhooks) == 1
    """
    result = run(tests, "-vv")
    result.assert_outcomes(failed=3)
    shown = "\n".join(line for line in result.outlines if line.startswith("E"))
    assert "my-very-own-key" not in shown
    assert "hunter2" not in shown
    assert "<Request POST /v1/ai/video/kling-v3-pro, " in shown
    assert "<Exchange 1: POST /v1/ai/video/kling-v3-pro answered 200, task " in shown
    assert "<Inbox of 2: [<Webhook IN_PROGRESS of task " in shown
