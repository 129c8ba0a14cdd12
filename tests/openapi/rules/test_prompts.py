"""Prompts are there, short enough, and refer to what is given in the way of this API."""

import pytest

from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family
from kling3_openapi.findings import Severity
from kling3_openapi.rules import prompts
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.least import LEAST, tier_of

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

IMAGE = "https://cdn.example.com/a.png"
VIDEO = {"video_url": "https://cdn.example.com/run.mp4"}


def told(family: Family, body: dict[str, object], code: str) -> list[tuple[str, str]]:
    """Each place and message that a code gets."""
    found = ORDERS.findings(family, tier_of(family), body)
    return [(finding.field, finding.message) for finding in found if finding.code == code]


BOTH = {"prompt": "A fox", "multi_prompt": ["A hare"]}
LONG = "x" * 2501
NEED = "send a prompt or multi_prompt"
CORRECT = "give it or correct the number"
ELEMENTS = {"start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}]}

LONGEST = {**dict.fromkeys(MOTION_CONTROL, 2500), **dict.fromkeys(TURBO, 3072), **dict.fromkeys(UHD, 2500)}
"""How many characters a prompt of a later family may have."""
FROM_IMAGES = (Family.TURBO_IMAGE, Family.UHD_IMAGE)

MAYBE_FROM_IMAGE = "the pages do not say whether image_urls make it image-to-video, which takes one of them"
MAYBE_COUNTED = "the pages count image_urls and do not say whether frames count"
SEND_AS_REFERENCE = "send the picture in image_urls or describe it in words"

MISTAKES = (
    (
        "K038",
        OMNI,
        {**BOTH, "image_url": IMAGE},
        "prompt",
        "prompt can't stand beside multi_prompt and image_url: leave one of the prompts out",
    ),
    (
        "K038",
        OMNI,
        {**BOTH, "start_image_url": IMAGE, "end_image_url": IMAGE},
        "prompt",
        "prompt can't stand beside multi_prompt and start_image_url: leave one of the prompts out",
    ),
    (
        "K043",
        REFERENCE,
        {"prompt": "Run like @Video or Video1", **VIDEO},
        "prompt",
        "prompt does not mention the reference video: say in it what @Video1 shall guide",
    ),
    (
        "K043",
        REFERENCE,
        VIDEO,
        "prompt",
        "prompt does not mention the reference video: say in it what @Video1 shall guide",
    ),
    (
        "K045",
        K3,
        {"prompt": "<<<element_1>>> and <<<element_1>>> run", **ELEMENTS},
        "prompt",
        "prompt has <<<element_1>>>, which has no effect here: write @Element1",
    ),
    (
        "K045",
        OMNI,
        {"multi_prompt": ["A fox", "as in <<<image_1>>>"], "image_urls": [IMAGE]},
        "multi_prompt.1",
        "multi_prompt.1 has <<<image_1>>>, which has no effect here: write @Image1",
    ),
    (
        "K045",
        REFERENCE,
        {"prompt": "Run as in <<<video_1>>>", **VIDEO},
        "prompt",
        "prompt has <<<video_1>>>, which has no effect here: write @Video1",
    ),
    (
        "K047",
        OMNI,
        {"prompt": LONG},
        "prompt",
        "prompt may have 2500 characters, got 2501: shorten it by 1",
    ),
    (
        "K047",
        K3,
        {"prompt": "A fox", "negative_prompt": LONG * 2},
        "negative_prompt",
        "negative_prompt may have 2500 characters, got 5002: shorten it by 2502",
    ),
    (
        "K047",
        K3,
        {"multi_prompt": [{"prompt": LONG}]},
        "multi_prompt.0.prompt",
        "multi_prompt.0.prompt may have 2500 characters, got 2501: shorten it by 1",
    ),
    (
        "K048",
        K3,
        {"prompt": "@Element1 meets @Element2, @Element2 runs", **ELEMENTS},
        "prompt",
        "prompt refers to @Element2, and elements has 1: give it or correct the number",
    ),
    (
        "K048",
        K3,
        {"prompt": "As in @Image1"},
        "prompt",
        "prompt refers to @Image1, and Kling 3 has no image_urls: describe it in words",
    ),
    (
        "K048",
        OMNI,
        {"prompt": "As in @Image0", "image_urls": [IMAGE]},
        "prompt",
        "prompt refers to @Image0, and image_urls has 1: give it or correct the number",
    ),
    (
        "K048",
        OMNI,
        {"multi_prompt": ["<<<voice_2>>> sings"], "voice_ids": ["anna"]},
        "multi_prompt.0",
        "multi_prompt.0 refers to <<<voice_2>>>, and voice_ids has 1: give it or correct the number",
    ),
    (
        "K048",
        K3,
        {"multi_prompt": [{"prompt": "<<<voice_1>>> sings"}]},
        "multi_prompt.0.prompt",
        f"multi_prompt.0.prompt refers to <<<voice_1>>>, and voice_ids has none: {CORRECT}",
    ),
    (
        "K048",
        OMNI,
        {"prompt": "Run as in @Video1"},
        "prompt",
        "prompt refers to @Video1, and Kling 3 Omni has no video_url: describe it in words",
    ),
    (
        "K048",
        REFERENCE,
        {"prompt": "@Video1 and @Video2", **VIDEO},
        "prompt",
        "prompt refers to @Video2, and video_url has 1: give it or correct the number",
    ),
    ("K049", K3, {}, "prompt", f"prompt is missing: {NEED}"),
    ("K049", OMNI, {"image_url": IMAGE}, "prompt", f"prompt is missing: {NEED}"),
    (
        "K092",
        OMNI,
        {**BOTH, "image_urls": [IMAGE]},
        "prompt",
        f"prompt may be refused beside multi_prompt, {MAYBE_FROM_IMAGE}: leave one of them out",
    ),
    (
        "K093",
        OMNI,
        {"prompt": "As in @Image1", "image_url": IMAGE},
        "prompt",
        f"prompt refers to @Image1, which may be none: {MAYBE_COUNTED}, {SEND_AS_REFERENCE}",
    ),
    ("K049", K3, {"prompt": None}, "prompt", f"prompt is missing: {NEED}"),
    ("K049", K3, {"prompt": " \n"}, "prompt", f"prompt is empty: {NEED}"),
    ("K049", OMNI, {"prompt": "", "multi_prompt": []}, "prompt", f"prompt is empty: {NEED}"),
    *(
        ("K049", family, body, "prompt", f"prompt is {lack}: send a prompt")
        for family in (Family.TURBO_TEXT, Family.UHD_TEXT)
        for body, lack in (
            ({}, "missing"),
            ({"prompt": None}, "missing"),
            ({"prompt": " \n"}, "empty"),
            ({"multi_prompt": [{"prompt": "A hare"}]}, "missing"),
            ({"prompt": "", "multi_prompt": ["A hare"]}, "empty"),
        )
    ),
    *(
        ("K047", family, {**LEAST[family], "prompt": "x" * (most + 2)}, "prompt",
         f"prompt may have {most} characters, got {most + 2}: shorten it by 2")
        for family, most in LONGEST.items()
    ),
    *(
        ("K047", family, {**LEAST[family], "negative_prompt": LONG}, "negative_prompt",
         "negative_prompt may have 2500 characters, got 2501: shorten it by 1")
        for family in UHD
    ),
    *(
        ("K045", family, {**LEAST[family], "prompt": "As in <<<image_1>>>"}, "prompt",
         "prompt has <<<image_1>>>, which has no effect here: write @Image1")
        for family in LONGEST
    ),
    *(
        ("K048", family, {**LEAST[family], "prompt": f"{written} runs"}, "prompt",
         f"prompt refers to {written}, and {family.title} has no {field}: describe it in words")
        for family in LONGEST
        for written, field in (
            ("@Element1", "elements"), ("@Image1", "image_urls"), ("<<<voice_1>>>", "voice_ids"),
        )
    ),
    *(
        ("K048", family, {**LEAST[family], "prompt": "As in @Video1"}, "prompt",
         f"prompt refers to @Video1, and {family.title} has no video_url: describe it in words")
        for family in (*TURBO, *UHD)
    ),
)  # fmt: skip


@pytest.mark.parametrize(("code", "family", "body", "name", "expected"), MISTAKES)
def test_a_mistake_in_the_prompts_is_named_with_its_mend(code, family, body, name, expected):
    assert told(family, body, code) == [(f"body.{name}", expected)]


NO_MISTAKE = (
    ("K038", OMNI, BOTH),
    ("K038", OMNI, {"prompt": " ", "multi_prompt": ["A hare"], "image_url": IMAGE}),
    ("K038", K3, {"prompt": "A fox", "multi_prompt": [{"prompt": "A hare"}], "start_image_url": IMAGE}),
    ("K043", REFERENCE, {"prompt": "Run as in @Video1.", **VIDEO}),
    ("K043", REFERENCE, {"prompt": "Run as in <<<video_1>>>", **VIDEO}),
    ("K043", K3, {"prompt": "A fox"}),
    ("K045", K3, {"prompt": "<<<voice_1>>> sings", "voice_ids": ["anna"]}),
    ("K045", K3, {"prompt": "<<element_1>>"}),
    ("K047", K3, {"prompt": "x" * 2500, "negative_prompt": "x" * 2500}),
    ("K047", K3, {"prompt": "x" * 2500, "duration": 5}),
    ("K047", OMNI, {"multi_prompt": [LONG]}),
    ("K047", OMNI, {"multi_prompt": [LONG], "duration": 5}),
    ("K047", K3, {"prompt": "😀" * 2500}),
    ("K048", K3, {"prompt": "@Element1 runs", **ELEMENTS}),
    ("K048", OMNI, {"prompt": "As in @Image1", "image_urls": [IMAGE]}),
    ("K048", REFERENCE, {"prompt": "Run as in @Video1", **VIDEO}),
    ("K048", K3, {"prompt": "<<<voice_2>>> sings", "voice_ids": ["a", "b"]}),
    ("K048", K3, {"prompt": "mail fox@example.com, 2 < 3, @Elements, @Element"}),
    ("K048", OMNI, {"prompt": "As in @Image1", "image_url": IMAGE}),
    ("K048", OMNI, {"prompt": "As in @Image2", "image_urls": [IMAGE], "start_image_url": IMAGE}),
    ("K049", REFERENCE, VIDEO),
    ("K049", K3, {"multi_prompt": [{"prompt": "A hare"}]}),
    ("K049", K3, {"prompt": 5}),
    ("K092", OMNI, {**BOTH, "image_url": IMAGE, "image_urls": [IMAGE]}),
    ("K092", OMNI, {**BOTH, "image_urls": []}),
    ("K093", OMNI, {"prompt": "As in @Image1", "image_url": IMAGE, "image_urls": [IMAGE]}),
    ("K093", OMNI, {"prompt": "As in @Image2", "image_url": IMAGE}),
    ("K093", REFERENCE, {"prompt": "As in @Image1", "image_url": IMAGE, **VIDEO}),
    *(("K047", family, {**LEAST[family], "prompt": "x" * most}) for family, most in LONGEST.items()),
    *(("K047", family, {**LEAST[family], "negative_prompt": "x" * 9_000}) for family in (*MOTION_CONTROL, *TURBO)),
    *(("K047", family, {**LEAST[family], "negative_prompt": "x" * 2500}) for family in UHD),
    *(("K048", family, {**LEAST[family], "prompt": "Dance as in @Video1"}) for family in MOTION_CONTROL),
    *(("K049", family, {**LEAST[family], **more}) for family in LONGEST for more in ({}, {"prompt": "A fox"})),
    *(("K049", family, {**LEAST[family], "prompt": ""}) for family in (*MOTION_CONTROL, *FROM_IMAGES)),
)  # fmt: skip


@pytest.mark.parametrize(("code", "family", "body"), NO_MISTAKE)
def test_a_near_miss_is_not_told_of(code, family, body):
    assert told(family, body, code) == []


def test_each_lost_reference_of_a_prompt_is_told_of():
    found = told(K3, {"prompt": "@Element1 and @Element2 and <<<voice_1>>>"}, "K048")
    assert [message.split(",")[0] for _, message in found] == [
        "prompt refers to @Element1", "prompt refers to @Element2", "prompt refers to <<<voice_1>>>",
    ]  # fmt: skip


def test_a_reference_with_thousands_of_digits_is_shown_cut():
    ((_, message),) = told(K3, {"prompt": f"@Element{'9' * 2000}"}, "K048")
    assert message.startswith("prompt refers to @Element999999999, and elements has none")


def test_severities_are_as_the_service_takes_them():
    assert {rule.entry.code: rule.entry.severity for rule in prompts.RULES} == {
        **dict.fromkeys(("K038", "K047", "K049"), Severity.ERROR),
        **dict.fromkeys(("K045", "K048"), Severity.IGNORED),
        **dict.fromkeys(("K043", "K092", "K093"), Severity.ADVICE),
    }
