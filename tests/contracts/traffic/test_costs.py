"""What recorded orders have cost is told at the end, and what of it was for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling3_contracts.traffic.options import TrafficOptions
from kling3_openapi.prices import PriceError
from tests.contracts.traffic.recordings import (
    OMNI,
    ORDER,
    OTHER_TASK,
    PRO,
    Flat,
    flat,
    judged,
    lines,
    notes,
    ordered,
    polled,
)
from tests.mockserver.samples import BASIS
from tests.openapi.prices.tables import row, table

SILENT = {**ORDER, "generate_audio": False}
TURBO = "/v1/ai/text-to-video/kling-v3-turbo-720p"


def costs(*recorded: Flat, options: TrafficOptions | None = None) -> list[str]:
    report = judged(lines(*recorded), options)
    return [each for each in report.notes if each not in notes(report)]


def test_an_order_that_became_a_task_has_cost_what_the_table_says() -> None:
    assert costs(ordered(SILENT)) == [f"1 order cost EUR 1.12 ({BASIS})"]


def test_what_was_for_nothing_is_told_apart() -> None:
    recorded = [ordered(), ordered(task_id=OTHER_TASK), polled("FAILED"), polled("FAILED"), polled("FAILED")]
    (told,) = costs(*recorded)
    assert told.split("; ") == [
        f"2 orders cost EUR 3.92 ({BASIS.partition('; ')[0]}",
        "the provider prints none)",
        "EUR 1.68 of it for audio that nobody asked for (generate_audio left out)",
        "EUR 1.96 of it for tasks that failed",
        "EUR 1.96 of it for orders that repeat an earlier one to the letter",
    ]


def test_an_order_of_another_key_repeats_nothing() -> None:
    other = ordered(SILENT, task_id=OTHER_TASK, request_headers={"x-freepik-api-key": "FPSXfedcba9876543210"})
    assert costs(ordered(SILENT), other) == [f"2 orders cost EUR 2.24 ({BASIS})"]


def test_what_became_no_task_has_cost_nothing() -> None:
    assert costs(flat("POST", PRO, 400, request_body={**ORDER, "duration": 5}), polled("COMPLETED")) == []


@pytest.mark.parametrize(
    "recorded",
    [ordered(ORDER, TURBO), ordered({**ORDER, "duration": "long"}), ordered("no object")],
    ids=["no price", "no duration", "no body"],
)
def test_what_has_no_price_is_told_to_be_unknown(recorded: Flat) -> None:
    (told,) = costs(recorded)
    assert told.startswith("the price of 1 order is unknown (kling-v3-")


def test_prices_of_the_users_own_are_taken(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(table(row(model='"video/kling-v3-omni-pro"')), "utf-8")
    own = TrafficOptions(prices=str(tmp_path / "own.toml"))
    assert costs(ordered(ORDER, f"{OMNI}-pro"), options=own) == [
        "1 order cost USD 1.25 (agreed 2026-09-01 by our contract, confidence A)"
    ]


def test_prices_that_can_not_be_read_are_told_before_anything_is_judged() -> None:
    with pytest.raises(PriceError, match="can't be read"):
        judged(lines(flat("GET", PRO, 404)), TrafficOptions(prices="none.toml"))
