"""Recordings are held to two editions at once, and only what one of them alone says is shown, once."""

from __future__ import annotations

import io

import pytest

from kling3_contracts.traffic.differences import Difference, Move, Side
from kling3_contracts.traffic.moving import moved_entries
from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.reading import entries
from kling3_openapi.editions import Edition
from kling3_openapi.findings import Severity
from tests.contracts.traffic.recordings import KEY, OMNI, ORDER, PRO, flat, lines, ordered, polled

FEBRUARY, APRIL, AUGUST = Edition
SCALE = {**ORDER, "cfg_scale": 1.5}
VOICES = {**ORDER, "voice_ids": ["a"]}
SHOTS = {**ORDER, "multi_shot": True}
ELEMENTS = {**ORDER, "elements": [{"frontal_image_url": "https://media.example.com/fox.png"}]}


def moved(*recorded: object, before: Edition = FEBRUARY, after: Edition = APRIL) -> Move:
    content = lines(*recorded) if recorded else b""
    source = entries(io.BytesIO(content), "seen.ndjson")
    return moved_entries([source], TrafficOptions(edition=before), after)


def told(move: Move) -> list[tuple[str, str, str]]:
    return [(each.side.value, each.code, each.field) for each in move.differences]


@pytest.mark.parametrize(
    ("body", "path", "before", "after", "expected", "breaks"),
    [
        (SCALE, PRO, FEBRUARY, APRIL, [("new", "K068", "body.cfg_scale")], True),
        (VOICES, f"{OMNI}-pro", FEBRUARY, APRIL, [("new", "K069", "body.voice_ids")], True),
        (SHOTS, PRO, FEBRUARY, APRIL, [("no longer", "K014", "body.multi_shot")], False),
        (ELEMENTS, f"{OMNI}-std", APRIL, AUGUST, [("new", "K069", "body.elements")], True),
        (SCALE, PRO, APRIL, FEBRUARY, [("new", "K011", "body.cfg_scale")], False),
        ({**ORDER, "cfg_scale": 3}, PRO, FEBRUARY, APRIL, [("new", "K062", "body.cfg_scale")], True),
        ({**ORDER, "image_list": []}, PRO, FEBRUARY, AUGUST, [], False),
    ],
)
def test_a_change_of_the_contract_is_told_where_it_matters(
    body: object, path: str, before: Edition, after: Edition, expected: list[tuple[str, str, str]], *, breaks: bool
) -> None:
    recorded = ordered(body, path, request_headers={"x-magnific-api-key": KEY, "content-type": "application/json"})
    recorded["url"] = f"https://api.magnific.com{path}"
    move = moved(recorded, before=before, after=after)
    assert (told(move), move.exit_status) == (expected, int(breaks))


def test_the_former_names_are_told_of_once_for_all_operations() -> None:
    move = moved(ordered(), polled("COMPLETED", "https://cdn.example/a.mp4"), after=AUGUST)
    assert told(move) == [("new", "K067", "header.host"), ("new", "K067", "header.x-freepik-api-key")]
    assert [each.times for each in move.differences] == [2, 2]
    assert move.exit_status == 0


def test_equal_differences_are_counted_with_their_first_place() -> None:
    move = moved(ordered(), ordered(SCALE), ordered(SCALE))
    (difference,) = move.differences
    assert difference == Difference(
        Side.NEW, "K068", Severity.ERROR, "postAiVideoKlingV3Pro", "body.cfg_scale",
        f"seen.ndjson, line 2: POST {PRO}",
        "cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1", 2,
    )  # fmt: skip
    assert (move.requests, move.before, move.after) == (3, FEBRUARY, APRIL)


def test_the_gravest_stands_first_and_what_is_gone_last() -> None:
    move = moved(ordered(SHOTS), ordered(VOICES), ordered(SCALE))
    assert [code for _, code, _ in told(move)] == ["K068", "K069", "K014"]


def test_what_both_editions_say_is_no_difference() -> None:
    move = moved(flat("POST", PRO, 400, request_body={**ORDER, "duration": 5}), polled("FAILED"), after=APRIL)
    assert (move.differences, move.exit_status) == ((), 0)


def test_a_recording_without_the_api_is_no_proof_of_anything() -> None:
    move = moved({**ordered(SCALE), "url": "https://elsewhere.example/v1"})
    assert (move.trouble, move.exit_status) == ("no request to the API was seen", 2)


def test_keys_are_masked() -> None:
    move = moved(ordered({**VOICES, "voice_ids": [KEY]}), ordered({**SCALE, "prompt": KEY}))
    assert KEY not in str(move)
