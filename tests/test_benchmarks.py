"""The pieces of the benchmarks work, whatever figures they would find: `tox -e bench` measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules
from tests.benchmarks import by_hand, memory, orders, webhooks, wrk
from tests.benchmarks.asked import Asked
from tests.benchmarks.bare import bare
from tests.benchmarks.effort import QUICK
from tests.benchmarks.load import order
from tests.benchmarks.report import CouldNotMeasureError, Pairs, Row, Section, Target
from tests.benchmarks.rounds import alternate, pairs_of

LITTLE = replace(QUICK, rounds=1, calls=5, tasks=20, webhook_seconds=0.1)
RUN = Path(__file__).with_name("benchmarks") / "run.py"


def told(section: Section) -> dict[str, str]:
    """Return the lines of a table by what they tell of."""
    return {row.what: str(row) for row in section.rows}


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        (Target(3), 3.0, "at most 3  met"),
        (Target(3), 3.01, "at most 3  MISSED"),
        (Target(2_000, at_least=True), 2_000.0, "at least 2,000  met"),
        (Target(2_000, at_least=True), 1_999.0, "at least 2,000  MISSED"),
    ],
)
def test_a_row_tells_its_target_and_whether_it_is_met(target: Target, value: float, expected: str) -> None:
    assert str(Row("speed", (value,), (), target)).endswith(expected)


def test_what_counts_is_the_median_of_the_ratios_of_neighbours() -> None:
    row = Row.of("cost", Pairs(((10.0, 10.0), (40.0, 20.0), (90.0, 10.0))), Target(2))
    assert str(row).split() == ["cost", "40", "10", "2.00", "(1.00", "to", "9.00)", "at", "most", "2", "met"]


def test_both_sides_are_measured_in_turn() -> None:
    turns: list[str] = []

    def side(name: str, figure: float) -> float:
        turns.append(name)
        return figure

    measured = alternate(lambda: side("a", 6.0), lambda: side("b", 3.0), 3)
    assert turns == ["a", "b"] * 3
    assert pairs_of(measured, float).ratio == 2.0


def test_the_orders_are_as_long_as_the_table_says() -> None:
    assert 250 <= len(orders.typical()) <= 350
    assert 2_600 <= len(orders.long()) <= 3_000


def test_of_the_advised_order_one_thing_is_said_and_of_the_others_nothing() -> None:
    found = [
        [each.severity for each in OrderRules().findings(Family.KLING3, Tier.PRO, json.loads(body))]
        for body in (orders.advised(), orders.typical(), orders.long())
    ]
    assert found == [[Severity.ADVICE], [], []]


def test_the_fake_and_the_bare_route_can_be_asked_by_hand() -> None:
    (section,) = by_hand.measure(LITTLE)
    assert list(told(section)) == [
        "create, 272 bytes", "create, 2,716 bytes", "create, one advice finding",
        "get by id, in progress", "get by id, ended",
    ]  # fmt: skip


def test_what_is_not_answered_well_is_not_measured() -> None:
    with pytest.raises(CouldNotMeasureError, match="GET /elsewhere was answered with 404"):
        Asked(bare(), "GET", "/elsewhere").cost(1)


def test_tasks_are_held_and_the_journal_is_looked_into() -> None:
    (section,) = memory.measure(LITTLE)
    lines = told(section)
    assert lines["requests in the journal"].split()[-5:] == ["2,000", "at", "most", "2,000", "met"]
    assert lines["MiB in the journal after large orders"].split()[-4:] == ["at", "most", "32", "met"]


def test_webhooks_are_counted_by_who_receives_them() -> None:
    (section,) = webhooks.measure(LITTLE)
    assert told(section)["webhooks that never came, or twice"].endswith("at most 0  met")


def test_an_order_of_the_load_tells_its_length() -> None:
    head, _, body = order("http://127.0.0.1:1/v1", "http://127.0.0.1:2/hook").partition(b"\r\n\r\n")
    assert b"content-length: %d" % len(body) in head
    assert b'"webhook_url": "http://127.0.0.1:2/hook"' in body


def test_what_wrk_sends_is_written_down(tmp_path: Path) -> None:
    text = wrk.write_script(tmp_path / "post.lua", "POST", orders.HEADERS, b'{"prompt": "x"}').read_text("utf-8")
    for line in ('wrk.method = "POST"', 'wrk.headers["x-freepik-api-key"] = "k"', 'wrk.body = [==[{"prompt": "x"}]==]'):
        assert line in text.splitlines()


def test_without_wrk_the_run_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CouldNotMeasureError, match="apt-get install wrk"):
        wrk.require()


def test_the_run_goes_on_without_wrk_and_tells_so_by_its_exit_status() -> None:
    command = [sys.executable, str(RUN), "--quick", "--only", "over-http", "--only", "by-hand"]
    ended = subprocess.run(command, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "NOT MEASURED: requests/s need wrk" in ended.stdout
    assert "By hand, without a socket" in ended.stdout
