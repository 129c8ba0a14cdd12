"""A run says what its orders would have cost, the dearest tests, and what of it was for nothing; a budget holds it."""

from __future__ import annotations

import pytest

from tests.mockserver.samples import BASIS
from tests.plugin.conftest import Run

XDIST = ("-p", "xdist", "-n", "2")
TESTS = """
    import pytest
    from program import order

    def test_twice(kling3):
        for _ in range(2):
            order(kling3.url, "kling-v3-std")

    def test_fails(kling3):
        kling3.next("fail")
        order(kling3.url, "kling-v3-std", generate_audio=False)
        kling3.run_to_end()

    def test_long(kling3):
        order(kling3.url, "kling-v3-pro", generate_audio=True, duration="10")

    class TestTogether:
        def test_first(self, kling3_class):
            order(kling3_class.url, "kling-v3-omni-std")

        def test_second(self, kling3_class):
            order(kling3_class.url, "kling-v3-omni-std", duration="3")
            order(kling3_class.url, "kling-v3-omni-std", duration="4")

    def test_free(kling3):
        pass
"""
"""EUR 1.54 twice, 0.84, 3.92, 0.84, 0.504 and 0.672."""
SILENT = """
    from program import order

    def test_silent(kling3):
        order(kling3.url, "kling-v3-std", generate_audio=False)
"""


def told(result: pytest.RunResult) -> list[str]:
    """Return what the summary says of the cost."""
    lines = result.stdout.str().partition("= kling3 =")[2].splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith("cost: ")), len(lines))
    return [line for line in lines[first:] if line.startswith(("cost: ", "  "))]


@pytest.mark.parametrize("more", [(), XDIST], ids=["alone", "in two processes"])
def test_the_summary_says_what_a_run_would_have_cost_and_what_for(run: Run, more: tuple[str, ...]) -> None:
    basis = BASIS.replace("confidence B", "confidence B and C")
    assert told(run(TESTS, *more)) == [
        f"cost: 7 tasks would have cost EUR 9.856 ({basis})",
        "  EUR 3.92 in test_it.py::test_long",
        "  EUR 3.08 in test_it.py::test_twice",
        "  EUR 1.176 in test_it.py::TestTogether::test_second",
        "  EUR 1.40 for audio that nobody asked for (generate_audio left out)",
        "  EUR 0.84 for tasks that failed",
        "  EUR 1.54 for orders that repeat an earlier one to the letter",
    ]


def test_what_is_nothing_is_not_said(run: Run) -> None:
    assert told(run(SILENT)) == [f"cost: 1 task would have cost EUR 0.84 ({BASIS})"]


def test_a_run_without_an_order_says_nothing_of_cost(run: Run) -> None:
    assert told(run("def test_a(kling3):\n    pass")) == []


def test_an_unknown_price_is_said_to_be_unknown(run: Run) -> None:
    tests = """
        from program import ask

        def test_turbo(kling3):
            ask("POST", kling3.url + "/v1/ai/text-to-video/kling-v3-turbo-720p", body=b'{"prompt": "A fox"}')
    """
    assert told(run(tests)) == ["cost: the price of 1 task is unknown (kling-v3-turbo-720p)"]


@pytest.mark.parametrize("more", [(), XDIST], ids=["alone", "in two processes"])
@pytest.mark.parametrize(("budget", "expected"), [("9.856", 0), ("9.8", 1)])
def test_a_run_beyond_its_budget_fails(run: Run, budget: str, expected: int, more: tuple[str, ...]) -> None:
    result = run(TESTS, *more, ini=f"kling3_budget = {budget}")
    result.assert_outcomes(passed=6)
    assert result.ret == expected
    words = "the orders would have cost EUR 9.856, and kling3_budget is EUR 9.80: order less, or raise it"
    assert (f"FAILED kling3 budget: {words}" in result.stdout.str()) is bool(expected)


def test_a_budget_of_nothing_forbids_every_order(run: Run) -> None:
    assert run(SILENT, ini="kling3_budget = 0").ret == 1
    assert run("def test_a(kling3):\n    pass", ini="kling3_budget = 0").ret == 0


def test_prices_of_ones_own_count(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "own.toml").write_text(
        'currency = "USD"\nhow = "agreed"\nsource = "our contract"\n[[price]]\nmodel = "video/kling-v3-std"\n'
        'per_second = 0.1\ndate = 2026-09-01\nconfidence = "A"\n',
        "utf-8",
    )
    own = """
        import pytest
        from program import order

        @pytest.fixture(scope="session")
        def kling3_settings():
            return {"prices": "own.toml"}

        def test_cheap(kling3):
            order(kling3.url, "kling-v3-std")
            kling3.assert_cost(below="0.51")
    """
    assert told(run(own)) == [
        "cost: 1 task would have cost USD 0.50 (agreed 2026-09-01 by our contract, confidence A)",
    ]


def test_a_test_that_costs_too_much_fails_with_what_it_ordered(run: Run) -> None:
    tests = """
        from program import order

        def test_dear(kling3):
            order(kling3.url)
            kling3.assert_cost(below=1.5)
    """
    result = run(tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *expected a cost below 1.50, got: 1 order would have cost EUR 1.96 (measured 2026-05-06 by *",
            "E *EUR 1.96: kling-v3-pro, 5 s with audio, EUR 0.84 of it for audio that the order does not ask for",
            'E *say "generate_audio": false in orders that need no audio',
        ]
    )
