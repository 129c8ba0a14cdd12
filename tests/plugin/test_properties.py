"""Property tests get a fresh fake for each example, since a fixture of a function is made once for all of them."""

from __future__ import annotations

from tests.plugin.conftest import Run

TESTS = """
    from hypothesis import given, settings, strategies as st
    from program import order, read

    @settings(max_examples=20, derandomize=True, database=None, deadline=None)
    @given(duration=st.integers(3, 15).map(str))
    def test_any_duration(kling3_session, duration):
        with kling3_session.tenant() as mock:
            task_id = order(mock.url, duration=duration, webhook_url="https://shop.example/hook")
            assert [task.id for task in mock.tasks] == [task_id]
            mock.run_to_end()
            assert mock.assert_webhook(status="COMPLETED").task_id == task_id

    @settings(max_examples=20, derandomize=True, database=None, deadline=None)
    @given(images=st.lists(st.just("https://pictures.example/a.png"), max_size=3))
    def test_silent(kling3_session, images):
        with kling3_session.tenant() as mock:
            order(mock.url, image_list=images)

    @given(number=st.integers())
    def test_refused_by_hypothesis(kling3, number): ...
"""


def test_each_example_has_a_tenant_and_a_finding_is_a_falsifying_example(run: Run) -> None:
    result = run(TESTS, "-p", "hypothesispytest")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "E *FindingsError: the program under test sent what the service would not honour:",
            "E *K001 ignored: image_list has no effect on Kling 3: *",
            "E *images=[[][]]*",
            "E *FailedHealthCheck: *",
            "K001 x*, first in test_it.py::test_silent: *",
        ]
    )
