"""Shots are of the right kind, as many and as long as a video takes, and told of in plain words otherwise."""

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules import shots
from kling3_openapi.rules.orders import OrderRules

ORDERS = OrderRules()
K3, OMNI = Family.KLING3, Family.OMNI


def shots_of(*durations: object) -> dict[str, object]:
    return {"multi_prompt": [{"prompt": "A fox", "duration": duration} for duration in durations]}


def told(family: Family, body: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = ORDERS.findings(family, Tier.STD, body)
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


SHOT = 'send {"prompt": "...", "duration": "5"}'

ONE_OF = "one of '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14' or '15'"
UNSAID = "the pages do not say which counts, here the shots do"
INTELLIGENT = "shot_type must be 'customize' or 'intelligent' on Kling 3"

MISTAKES = (
    (
        "K005",
        OMNI,
        {"multi_prompt": ["A fox", {"prompt": "A hare"}]},
        "body.multi_prompt.1",
        "multi_prompt.1 must be a string on Kling 3 Omni, not an object: send its text alone",
    ),
    (
        "K006",
        K3,
        {"multi_prompt": ["A fox", {"prompt": "A hare"}]},
        "body.multi_prompt.0",
        f"multi_prompt.0 must be an object on Kling 3, not a string: {SHOT}",
    ),
    (
        "K008",
        K3,
        shots_of("2", "5"),
        "body.multi_prompt.0.duration",
        f'multi_prompt.0.duration must be at least 3 seconds, {ONE_OF}, got "2": send the string "3" or more',
    ),
    (
        "K009",
        K3,
        shots_of("5", 2),
        "body.multi_prompt.1.duration",
        f'multi_prompt.1.duration must be a string, {ONE_OF}, got the number 2: send the string "3" or more',
    ),
    (
        "K008",
        K3,
        shots_of("-4s"),
        "body.multi_prompt.0.duration",
        f'multi_prompt.0.duration must be at least 3 seconds, {ONE_OF}, got "-4s": send the string "3" or more',
    ),
    (
        "K008",
        K3,
        shots_of("8", "9"),
        "body.multi_prompt",
        "multi_prompt may last 15 seconds in all, got 17: shorten the shots by 2",
    ),
    (
        "K008",
        K3,
        {"multi_prompt": [{"duration": "15"}, {"prompt": "A fox"}, {"duration": "3"}]},
        "body.multi_prompt",
        "multi_prompt may last 15 seconds in all, got 18: shorten the shots by 3",
    ),
    (
        "K091",
        K3,
        shots_of("3", "4") | {"duration": "10"},
        "body.duration",
        f'duration is 10 seconds and the shots last 7, {UNSAID}: leave duration out or send "7"',
    ),
    (
        "K015",
        K3,
        {"prompt": "A fox", "shot_type": "intelligence"},
        "body.shot_type",
        f'{INTELLIGENT}, got "intelligence": send "intelligent"',
    ),
    (
        "K015",
        OMNI,
        {"prompt": "A fox", "shot_type": "intelligent"},
        "body.shot_type",
        'shot_type must be \'customize\' on Kling 3 Omni, got "intelligent": send "customize"',
    ),
    (
        "K015",
        K3,
        {"prompt": "A fox", "shot_type": "single"},
        "body.shot_type",
        f'{INTELLIGENT}, got "single": send "customize"',
    ),
    (
        "K046",
        OMNI,
        {"multi_prompt": ["A fox"] * 8},
        "body.multi_prompt",
        "multi_prompt may have 6 shots, got 8: leave out 2 or make a second video",
    ),
    (
        "K046",
        K3,
        {"multi_prompt": [{"prompt": "A fox"}] * 7},
        "body.multi_prompt",
        "multi_prompt may have 6 shots, got 7: leave out 1 or make a second video",
    ),
)


@pytest.mark.parametrize(("code", "family", "body", "field", "expected"), MISTAKES)
def test_a_mistake_in_the_shots_is_named_with_its_mend(code, family, body, field, expected):
    assert told(family, body) == {field: (code, expected)}


NO_MISTAKE = (
    (OMNI, {"multi_prompt": ["A fox", "A hare"], "shot_type": "customize"}),
    (OMNI, {"multi_prompt": ["A fox"] * 6}),
    (K3, {"multi_prompt": [{"prompt": "A fox"}] * 6, "shot_type": "intelligent"}),
    (K3, shots_of("3", "12")),
    (K3, shots_of("3", "3", "3", "3", "3")),
    (K3, shots_of("15")),
    (K3, shots_of("3", "4") | {"duration": "7"}),
    (K3, shots_of("3", "4") | {"duration": "5"}),
    (K3, shots_of("3", "4")),
    (K3, {"multi_prompt": [{"prompt": "A fox", "duration": "3"}, {"prompt": "A hare"}], "duration": "10"}),
    (K3, {"prompt": "A fox", "multi_prompt": [], "duration": "10"}),
    (OMNI, {"multi_prompt": ["A fox", "A hare"], "duration": "10"}),
    (K3, {"multi_prompt": [{"prompt": "A fox", "duration": "15"}, {"prompt": "A hare"}]}),
    (K3, {"multi_prompt": []} | {"prompt": "A fox"}),
)


@pytest.mark.parametrize(("family", "body"), NO_MISTAKE)
def test_good_shots_are_not_told_of(family, body):
    assert told(family, body) == {}


def test_a_shot_that_is_too_long_by_itself_is_told_of_in_its_own_place_only():
    assert told(K3, shots_of("20", "5")).keys() == {"body.multi_prompt.0.duration"}


def test_short_shots_and_their_sum_are_told_of_together():
    assert told(K3, shots_of("2", "14")).keys() == {"body.multi_prompt", "body.multi_prompt.0.duration"}


def test_six_shots_are_not_too_many_beside_another_mistake():
    assert told(OMNI, {"multi_prompt": ["A fox"] * 6, "duration": 5}).keys() == {"body.duration"}


def test_every_shot_of_the_wrong_kind_is_told_of():
    places = told(OMNI, {"multi_prompt": [{"prompt": "A fox", "index": 0}] * 3})
    assert [code for code, _ in places.values()] == ["K005"] * 3


def test_severities_are_as_the_service_takes_them():
    assert {rule.entry.code: rule.entry.severity for rule in shots.RULES} == {
        **dict.fromkeys(("K005", "K006", "K008", "K015", "K046"), Severity.ERROR),
        "K091": Severity.ADVICE,
    }
