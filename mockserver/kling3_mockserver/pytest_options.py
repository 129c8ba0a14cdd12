"""The options and ini keys of the pytest plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_COVERAGE = (
    "Show the whole coverage of the contract: terminal (when no FORM is named), or written as json[:FILE] or "
    "markdown[:FILE]. May be repeated."
)
SCENARIO = "complete"
"""How tasks end in a test when nothing says otherwise."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register options and ini keys."""
    group = parser.getgroup("kling3", "the fake of the Kling 3 video API")
    group.addoption("--kling3-findings", action="append", default=[], help="What a finding does: ignored=warn.")
    group.addoption("--kling3-scenario", help="How tasks end when a test says nothing: 'fail', 'complete 60'.")
    group.addoption("--kling3-edition", help="The month of the provider's pages that all tests are held to: 2026-04.")
    group.addoption(
        "--kling3-next-edition", help="Tell which tests would end otherwise by the pages of another month: 2026-08."
    )
    group.addoption(
        "--kling3-coverage", action="append", nargs="?", const="terminal", default=[], metavar="FORM[:FILE]",
        help=_COVERAGE,
    )  # fmt: skip
    group.addoption("--kling3-coverage-fail-under", help="Fail a run that exercised less: operations=100,responses=50.")
    group.addoption(
        "--kling3-page", action="store_true", help="Show the fakes of the tests in a browser, and wait at the end."
    )
    parser.addini("kling3_findings", 'what findings do to a test: ["ignored=warn", "K014=off"]', "args", [])
    parser.addini(
        "kling3_block_network",
        "whether connections to the paid service fail; left out, they do in projects that use kling3 anywhere",
        "bool", default=None,
    )  # fmt: skip
    parser.addini("kling3_scenario", "how tasks end when a test says nothing", default=SCENARIO)
    parser.addini("kling3_edition", "the month of the provider's pages that all tests are held to", default="")
    parser.addini("kling3_next_edition", "the month by whose pages tests may end otherwise", default="")
    parser.addini(
        "kling3_base_url_env", "environment variables to hold the fake's URL, as NAME or NAME=/v1", "args", []
    )
    parser.addini("kling3_coverage", "forms of the coverage: terminal json:FILE markdown:FILE", "args", [])
    parser.addini("kling3_budget", "what the orders of a run may cost, as in 20.0", "float", default=None)
    parser.addini(
        "kling3_coverage_fail_under", "the least coverage in percent: operations=100,responses=50", default=""
    )
