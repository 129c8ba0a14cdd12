"""Durations, ratios, scales and voices out of the ordinary are told of with the value to send."""

import pytest

from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family
from kling3_openapi.findings import Severity
from kling3_openapi.rules import values
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.least import LEAST, tier_of

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

WITH_RATIO = (K3, OMNI, REFERENCE, Family.TURBO_TEXT, Family.UHD_TEXT)
STRINGS_ALONE = (K3, OMNI, REFERENCE, *TURBO)
"""The families whose duration is a string and no number."""


def told(family: Family, sent: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = ORDERS.findings(family, tier_of(family), {**LEAST[family], **sent})
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


WHOLE = "'3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14' or '15'"
TEXT = f"a string, one of {WHOLE}"
ANY_WHOLE = 'send the string of a whole number from "3" to "15"'

DURATIONS = (
    (5, "K009", f'must be {TEXT}, got the number 5: send the string "5"'),
    (3, "K009", f'must be {TEXT}, got the number 3: send the string "3"'),
    (15, "K009", f'must be {TEXT}, got the number 15: send the string "15"'),
    (5.0, "K009", f'must be {TEXT}, got the number 5: send the string "5"'),
    (7.5, "K009", f"must be {TEXT}, got the number 7.5: {ANY_WHOLE}"),
    (20, "K009", f'must be {TEXT}, got the number 20: send the string "15" or less'),
    (10**4000, "K009", f'must be {TEXT}, got the number 1e+06: send the string "15" or less'),
    ("16", "K010", f'must be {WHOLE}, got "16": send the string "15" or less'),
    ("5s", "K010", f'must be {WHOLE}, got "5s": send the string "5"'),
    ("05", "K010", f'must be {WHOLE}, got "05": send the string "5"'),
    ("5.0", "K010", f'must be {WHOLE}, got "5.0": send the string "5"'),
    ("3.5", "K010", f'must be {WHOLE}, got "3.5": {ANY_WHOLE}'),
    ("", "K010", f'must be {WHOLE}, got "": {ANY_WHOLE}'),
    ("five", "K010", f'must be {WHOLE}, got "five": {ANY_WHOLE}'),
)


@pytest.mark.parametrize(("value", "code", "expected"), DURATIONS)
@pytest.mark.parametrize("family", STRINGS_ALONE)
def test_a_wrong_duration_is_told_of_with_the_string_to_send(family, value, code, expected):
    assert told(family, {"duration": value}) == {"body.duration": (code, f"duration {expected}")}


IN_4K = (
    *((value, "K099", f'is the number {value:g}, which other families refuse: send the string "{value:g}"')
      for value in (3, 5, 5.0, 15)),
    (7.5, "K010", f"must be {WHOLE}, got 7.5: {ANY_WHOLE}"),
    (2, "K010", f'must be {WHOLE}, got 2: send the string "3" or more'),
    (20, "K010", f'must be {WHOLE}, got 20: send the string "15" or less'),
    (10**4000, "K010", f'must be {WHOLE}, got 1e+06: send the string "15" or less'),
    (-(10**4000), "K010", f'must be {WHOLE}, got -1e+06: send the string "3" or more'),
    *((value, code, expected) for value, code, expected in DURATIONS if isinstance(value, str)),
)  # fmt: skip


@pytest.mark.parametrize(("value", "code", "expected"), IN_4K)
@pytest.mark.parametrize("family", UHD)
def test_a_duration_in_4k_may_be_a_number_which_gets_advice(family, value, code, expected):
    assert told(family, {"duration": value}) == {"body.duration": (code, f"duration {expected}")}


def test_a_number_that_python_would_not_print_is_told_of_all_the_same():
    ((_, message),) = told(Family.UHD_TEXT, {"duration": 10**6000}).values()
    assert message == f'duration must be {WHOLE}, got 1e+06: send the string "15" or less'


@pytest.mark.parametrize("value", ["5", 5, "16", None])
@pytest.mark.parametrize("family", MOTION_CONTROL)
def test_a_duration_has_no_effect_on_motion_control_whatever_it_is(family, value):
    message = f"duration has no effect on {family.title}: leave it out, the video is as long as the one at video_url"
    assert told(family, {"duration": value}) == {"body.duration": ("K095", message)}


@pytest.mark.parametrize(("value", "code", "expected"), DURATIONS)
def test_a_wrong_duration_of_a_shot_is_told_of_in_the_same_words(value, code, expected):
    place = "multi_prompt.0.duration"
    sent = {"multi_prompt": [{"prompt": "A fox", "duration": value}]}
    assert told(K3, sent) == {f"body.{place}": (code, f"{place} {expected}")}


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (2, "K009", f'must be {TEXT}, got the number 2: send the string "3" or more'),
        ("2", "K010", f'must be {WHOLE}, got "2": send the string "3" or more'),
        ("-5", "K010", f'must be {WHOLE}, got "-5": send the string "3" or more'),
    ],
)
def test_a_video_that_is_too_short_is_told_of(value, code, expected):
    assert told(OMNI, {"duration": value}) == {"body.duration": (code, f"duration {expected}")}


THREE = "'16:9', '9:16' or '1:1' on Kling 3"
FOUR = "'auto', '16:9', '9:16' or '1:1' on Kling 3 Omni"

PICTURE = "https://cdn.example.com/a.png"
UNSURE = "aspect_ratio 'auto' may have no effect, the pages do not say whether"

OTHERS = (
    (
        "K011",
        K3,
        {"cfg_scale": 1.5},
        "cfg_scale",
        "cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1",
    ),
    (
        "K011",
        REFERENCE,
        {"cfg_scale": 2},
        "cfg_scale",
        "cfg_scale ends at 1 since April 2026, got 2: stay between 0 and 1",
    ),
    (
        "K041",
        OMNI,
        {"voice_ids": ["a", "b", "c"]},
        "voice_ids",
        "voice_ids may have 2 voices, got 3: leave out 1",
    ),
    (
        "K042",
        OMNI,
        {"aspect_ratio": "auto", "image_urls": [], "elements": []},
        "aspect_ratio",
        "aspect_ratio 'auto' has no effect without an image, 16:9 results: send a ratio or an image_url",
    ),
    (
        "K090",
        OMNI,
        {"aspect_ratio": "auto", "image_urls": [PICTURE], "prompt": "A fox as in @Image1"},
        "aspect_ratio",
        f"{UNSURE} image_urls count as its input image: send a ratio or an image_url",
    ),
    (
        "K090",
        OMNI,
        {"aspect_ratio": "auto", "image_urls": [PICTURE], "elements": [{"frontal_image_url": PICTURE}]},
        "aspect_ratio",
        f"{UNSURE} image_urls and elements count as its input image: send a ratio or an image_url",
    ),
)


@pytest.mark.parametrize(("code", "family", "sent", "name", "expected"), OTHERS)
def test_a_value_out_of_the_ordinary_is_told_of(code, family, sent, name, expected):
    assert told(family, sent)[f"body.{name}"] == (code, expected)


RATIOS = (
    (K3, "widescreen_16_9", f'{THREE}, got "widescreen_16_9": send "16:9"'),
    (K3, "social_story_9_16", f'{THREE}, got "social_story_9_16": send "9:16"'),
    (K3, "square_1_1", f'{THREE}, got "square_1_1": send "1:1"'),
    (K3, "4:3", f'{THREE}, got "4:3": send "16:9"'),
    (K3, "1280x720", f'{THREE}, got "1280x720": send "16:9"'),
    (K3, "auto", f'{THREE}, got "auto": send the ratio of your image'),
    (OMNI, "21:9", f'{FOUR}, got "21:9": send "16:9"'),
    (OMNI, "Portrait", f'{FOUR}, got "Portrait": send "9:16"'),
    (OMNI, "golden", f'{FOUR}, got "golden": send "16:9" for landscape or "9:16" for portrait'),
    (REFERENCE, "3:4", f'{FOUR} reference-to-video, got "3:4": send "9:16"'),
    (Family.TURBO_TEXT, "auto", f'{THREE} Turbo text-to-video, got "auto": send the ratio of your image'),
    (Family.TURBO_TEXT, "social_story_9_16", f'{THREE} Turbo text-to-video, got "social_story_9_16": send "9:16"'),
    (Family.UHD_TEXT, "4:3", f'{THREE} 4K text-to-video, got "4:3": send "16:9"'),
    (Family.UHD_TEXT, "adaptive", f'{THREE} 4K text-to-video, got "adaptive": send the ratio of your image'),
)


@pytest.mark.parametrize(("family", "asked", "expected"), RATIOS)
def test_a_ratio_of_another_model_is_told_of_with_the_nearest(family, asked, expected):
    sent = {"aspect_ratio": asked}
    assert told(family, sent) == {"body.aspect_ratio": ("K016", f"aspect_ratio must be {expected}")}


NO_MISTAKE = (
    *((family, {"duration": str(length)}) for family in (*STRINGS_ALONE, *UHD) for length in (3, 9, 15)),
    *((family, {"aspect_ratio": ratio}) for family in WITH_RATIO for ratio in ("16:9", "9:16", "1:1")),
    *((family, {"cfg_scale": scale}) for family in (*MOTION_CONTROL, *UHD) for scale in (0, 0.5, 1, 1.0)),
    *((family, {"character_orientation": each}) for family in MOTION_CONTROL for each in ("video", "image")),
    *((K3, {"cfg_scale": scale}) for scale in (0, 0.5, 1, 1.0)),
    *(
        (OMNI, {"aspect_ratio": "auto", name: "https://cdn.example.com/a.png"})
        for name in ("image_url", "end_image_url")
    ),
    (REFERENCE, {"aspect_ratio": "auto"}),
)


@pytest.mark.parametrize(("family", "sent"), NO_MISTAKE)
def test_an_allowed_value_is_not_told_of(family, sent):
    assert told(family, sent) == {}


def test_two_voices_are_not_too_many():
    assert told(K3, {"voice_ids": ["a", "b"]})["body.voice_ids"][0] == "K013"


def test_severities_are_as_the_service_takes_them():
    assert {rule.entry.code: rule.entry.severity for rule in values.RULES} == {
        **dict.fromkeys(("K009", "K010", "K016", "K041", "K068"), Severity.ERROR),
        "K011": Severity.ADVICE,
        "K042": Severity.IGNORED,
        "K090": Severity.ADVICE,
        "K099": Severity.ADVICE,
    }
