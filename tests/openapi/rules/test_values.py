"""Durations, ratios, scales and voices out of the ordinary are told of with the value to send."""

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules import values
from kling3_openapi.rules.orders import OrderRules

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

BASES = {
    K3: {"prompt": "A fox in the snow"},
    OMNI: {"prompt": "A fox in the snow"},
    REFERENCE: {"prompt": "Run as in @Video1", "video_url": "https://cdn.example.com/run.mp4"},
}


def told(family: Family, sent: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = ORDERS.findings(family, Tier.STD, BASES[family] | sent)
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
@pytest.mark.parametrize("family", Family)
def test_a_wrong_duration_is_told_of_with_the_string_to_send(family, value, code, expected):
    assert told(family, {"duration": value}) == {"body.duration": (code, f"duration {expected}")}


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
)


@pytest.mark.parametrize(("family", "asked", "expected"), RATIOS)
def test_a_ratio_of_another_model_is_told_of_with_the_nearest(family, asked, expected):
    sent = {"aspect_ratio": asked}
    assert told(family, sent) == {"body.aspect_ratio": ("K016", f"aspect_ratio must be {expected}")}


NO_MISTAKE = (
    *((family, {"duration": str(length)}) for family in Family for length in (3, 9, 15)),
    *((family, {"aspect_ratio": ratio}) for family in Family for ratio in ("16:9", "9:16", "1:1")),
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
        **dict.fromkeys(("K009", "K010", "K016", "K041"), Severity.ERROR),
        "K011": Severity.ADVICE,
        "K042": Severity.IGNORED,
        "K090": Severity.ADVICE,
    }
