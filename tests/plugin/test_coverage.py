"""The coverage of the contract is shown to who asks for it, in the form asked for, and may be held to a least."""

from __future__ import annotations

import json

import pytest

from tests.plugin.conftest import Run

TESTS = """
    from program import order

    def test_a(kling3):
        order(kling3.url)

    def test_b(kling3):
        order(kling3.url, model="kling-v3-std")
"""
UNUSED = "def test_unused(): ..."
XDIST = ("-p", "xdist", "-n", "2")


def test_who_does_not_ask_reads_one_line(run: Run) -> None:
    result = run(TESTS)
    told = result.stdout.str().partition("= kling3 =")[2].splitlines()[1:]
    assert told[0] == "contract: 2 of 33 operations, 7 of 456 keywords exercised (--kling3-coverage tells the rest)"
    assert "never: " not in result.stdout.str()


@pytest.mark.parametrize(
    ("options", "ini"),
    [(("--kling3-coverage",), ""), ((), "kling3_coverage = terminal")],
)
def test_who_asks_reads_a_line_for_each_dimension(run: Run, options: tuple[str, ...], ini: str) -> None:
    result = run(TESTS, *options, ini=ini)
    result.stdout.fnmatch_lines(["operations  2 of 33, never: GET /v1/ai/video/kling-v3, *", "webhooks    0 of 9, *"])
    assert "contract: " not in result.stdout.str()


@pytest.mark.parametrize("more", [(), XDIST], ids=["alone", "in two processes"])
def test_files_have_the_coverage_of_all_processes(run: Run, pytester: pytest.Pytester, more: tuple[str, ...]) -> None:
    run(TESTS, "--kling3-coverage=json:out/all.json", "--kling3-coverage", "markdown", *more).assert_outcomes(passed=2)
    told = json.loads((pytester.path / "out/all.json").read_text("utf-8"))
    assert (told["operations"]["touched"], told["operations"]["total"]) == (2, 33)
    assert "| operations | 2 of 33 | 6 % |" in (pytester.path / "kling3-coverage.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("more", "least", "expected"),
    [
        ((), "operations=6", 0),
        ((), "operations=50,webhooks=0", 1),
        (XDIST, "operations=50,webhooks=0", 1),
    ],
    ids=["enough", "alone", "in two processes"],
)
def test_too_little_fails_the_run_with_a_sentence(run: Run, more: tuple[str, ...], least: str, expected: int) -> None:
    result = run(TESTS, f"--kling3-coverage-fail-under={least}", *more)
    result.assert_outcomes(passed=2)
    assert result.ret == expected
    told = (
        "FAILED kling3 coverage: operations: 2 of 33 exercised, expected at least 50 %: try GET /v1/ai/video/kling-v3, "
    )
    assert (told in result.stdout.str()) is bool(expected)


def test_a_least_is_set_by_ini_key_and_holds_for_runs_that_do_not_use_the_fake(run: Run) -> None:
    result = run(UNUSED, ini="kling3_coverage_fail_under = operations=1")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED kling3 coverage: operations: 0 of 33 exercised, expected at least 1 %: *"])


def test_a_run_that_only_collects_is_held_to_nothing(run: Run) -> None:
    result = run(TESTS, "--collect-only", "--kling3-coverage-fail-under=operations=100", "--kling3-coverage=json")
    assert result.ret == 0
    assert "kling3 =" not in result.stdout.str()


def test_a_run_that_fails_anyhow_keeps_its_status(run: Run) -> None:
    result = run("def test_no(kling3):\n    raise KeyboardInterrupt", "--kling3-coverage-fail-under=operations=100")
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_file_that_can_not_be_written_fails_the_run(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "taken").mkdir()
    result = run(TESTS, "--kling3-coverage=json:taken")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED kling3 coverage: can't write *taken: Is a directory; name a file in a *"])
