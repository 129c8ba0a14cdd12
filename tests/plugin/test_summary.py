"""The summary at the end of a run: what was exercised and found, once, also when processes share the tests."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

TESTS = """
    import pytest
    from program import ask, order, read

    @pytest.mark.parametrize("number", range(40))
    @pytest.mark.kling3(findings=["ignored=warn"])
    def test_alone(kling3, number):
        kling3.next("fail" if number % 2 else "complete 60", fields={"prompt": str(number)})
        task_id = order(kling3.url, prompt=str(number), image_list=[], webhook_url="https://shop.example/hook")
        assert [task.id for task in kling3.tasks] == [task_id]
        kling3.run_to_end()
        assert read(kling3.url, task_id)["status"] == ("FAILED" if number % 2 else "COMPLETED")
        assert [each.task_id for each in kling3.webhooks] == [task_id] * 2

    def test_errors(kling3):
        assert ask("GET", kling3.url + "/v1/ai/video/kling-v3/none")[0] == 404
        assert ask("GET", kling3.url + "/v1/ai/video/kling-v3", "")[0] == 401
        assert order(kling3.url, duration=5) is None
"""


@pytest.mark.parametrize(
    "options",
    [
        ("-q",),
        ("-p", "random_order", "--random-order-bucket=global"),
        ("-p", "xdist", "-n", "2", "--dist", "worksteal"),
    ],
    ids=["in order", "in any order", "in two processes"],
)
def test_tests_are_alone_and_the_summary_counts_them_all_and_is_shown_once(run: Run, options: tuple[str, ...]) -> None:
    result = run(TESTS, "--kling3-coverage=terminal", *options)
    result.assert_outcomes(passed=41)
    result.stdout.fnmatch_lines(
        [
            "*= kling3 =*",
            "K001 x40, first in test_it.py::test_alone[[]*[]]: image_list has no effect on Kling 3: *",
            "K009 x1, first in test_it.py::test_errors: duration must be a string, *",
            "operations  3 of 33, never: POST /v1/ai/video/kling-v3-std, *",
            "parameters  3 of 83, never: *",
            "responses   5 of 323, never: *",
            "rules       4 of 120, never: K002 *",
            "transitions 3 of 5, never: CREATED -> COMPLETED, CREATED -> FAILED",
            "webhooks    3 of 9, never: IN_PROGRESS tried again, *",
        ]
    )
    assert result.stdout.str().count("= kling3 =") == 1


def test_a_finding_on_a_fake_that_is_held_for_longer_is_of_the_test_that_caused_it(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture(scope="module")
        def fake(kling3_session):
            with kling3_session.tenant(findings=["ignored=warn"]) as fake:
                yield fake

        def test_good(fake):
            order(fake.url)

        def test_bad(fake):
            order(fake.url, image_list=[])

        def test_worse(fake):
            order(fake.url, element_list=[])
            assert False

        def test_last(fake):
            order(fake.url, image_url="https://pictures.example/a.png")
    """
    result = run(tests)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["K001 x1, first in *::test_bad: *", "K002 x1, first in *::test_worse: *", "K003 x1, first in *::test_last: *"]
    )


def test_a_run_that_is_stopped_at_its_first_failure_still_says_what_it_did(run: Run) -> None:
    tests = """
        from program import order

        def test_a(kling3):
            order(kling3.url)
            assert False

        def test_b(kling3):
            order(kling3.url)
    """
    result = run(tests, "-x")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["contract: 1 of 33 operations, 7 of 456 keywords exercised (--kling3-coverage *)"])


NEXT = """
    import pytest
    from program import order

    @pytest.mark.parametrize("number", range(4))
    def test_good(kling3, number):
        order(kling3.url)

    def test_scale(kling3):
        assert order(kling3.url, cfg_scale=1.5)

    def test_voices(kling3):
        assert order(kling3.url, voice_ids=["a"])
"""


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")], ids=["in order", "in two processes"])
def test_what_another_edition_would_change_has_a_section_of_its_own(run: Run, options: tuple[str, ...]) -> None:
    result = run(NEXT, "--kling3-next-edition", "2026-04", *options)
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["*= kling3 by 2026-04 =*", "by the contract of 2026-04 2 tests would end otherwise:"])
    result.stdout.fnmatch_lines_random(
        [
            "test_it.py::test_scale: POST /v1/ai/video/kling-v3-pro is refused: K068 cfg_scale ends at 1 *",
            "test_it.py::test_voices: POST /v1/ai/video/kling-v3-pro fails the test: K069 voice_ids has no effect *",
        ]
    )


def test_without_being_asked_nothing_is_said_of_another_edition(run: Run) -> None:
    assert "by 2026" not in run(NEXT).stdout.str()
