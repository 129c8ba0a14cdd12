"""A whole body is read at once: a good one in silence, a bad one with a finding for each place."""

import re
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import MOTION_CONTROL, Family, Tier
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules import fields, media, prompts, relatives, schema, shots, values
from kling3_openapi.rules.order import Order
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.vocabulary import CREATING, properties_of, vocabulary_of
from tests.openapi.rules.least import LEAST, tier_of

ORDERS = OrderRules()
DOCUMENT = load(Strictness.PUBLISHED)
VOCABULARY = vocabulary_of(DOCUMENT)
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

IMAGE = "https://cdn.example.com/a.png"
ELEMENT = {"reference_image_urls": [IMAGE, IMAGE], "frontal_image_url": IMAGE}

HOOK = {"webhook_url": "https://hooks.example.com/kling"}

GOOD = (
    (K3, {"prompt": "A fox"}),
    (
        K3,
        {
            "prompt": "@Element1 walks. " + "x" * 2400,
            "start_image_url": IMAGE,
            "end_image_url": IMAGE,
            "elements": [ELEMENT],
            "webhook_url": "https://hooks.example.com/kling",
            "generate_audio": False,
            "shot_type": "intelligent",
            "aspect_ratio": "9:16",
            "duration": "15",
            "negative_prompt": "rain",
            "cfg_scale": 0.7,
        },
    ),
    (K3, {"multi_prompt": [{"prompt": "A fox", "duration": "7"}, {"prompt": "A hare", "duration": "8"}]}),
    (
        OMNI,
        {
            "prompt": "@Image1 and @Element2",
            "image_urls": [IMAGE],
            "elements": [ELEMENT] * 3,
            "aspect_ratio": "1:1",
        },
    ),
    (OMNI, {"multi_prompt": ["A fox", "A hare"], "image_url": IMAGE, "aspect_ratio": "auto"}),
    (
        REFERENCE,
        {
            "prompt": "Run as in @Video1",
            "video_url": "https://cdn.example.com/run.mp4",
            "image_url": IMAGE,
            "cfg_scale": 0.5,
            "negative_prompt": "rain",
            "aspect_ratio": "auto",
            "duration": "10",
        },
    ),
    *((family, {**LEAST[family], "prompt": "A fox dances as in @Video1", "character_orientation": "image", **HOOK})
      for family in MOTION_CONTROL),
    (Family.TURBO_TEXT, {"prompt": "x" * 3072, "aspect_ratio": "9:16", "duration": "15", **HOOK}),
    (Family.TURBO_IMAGE, {"image": "iVBORw0KGgo=", "prompt": "A fox", "duration": "3", **HOOK}),
    (
        Family.UHD_TEXT,
        {"prompt": "A fox", "aspect_ratio": "1:1", "duration": "10", "negative_prompt": "rain", "cfg_scale": 1, **HOOK},
    ),
    (
        Family.UHD_IMAGE,
        {
            "image": IMAGE,
            "image_tail": IMAGE,
            "prompt": "A fox",
            "negative_prompt": "rain",
            "cfg_scale": 0.5,
            "duration": "15",
            "static_mask": IMAGE,
            "dynamic_masks": [{"mask": IMAGE, "trajectories": [{"x": 1, "y": 2.5}, {"x": 3, "y": 4}]}],
            **HOOK,
        },
    ),
    *LEAST.items(),
)  # fmt: skip


@pytest.mark.parametrize(("family", "body"), GOOD)
def test_a_good_order_gets_no_finding(family, body):
    for tier in family.tiers:
        assert ORDERS.findings(family, tier, body) == ()


def codes(family: Family, body: object) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in ORDERS.findings(family, tier_of(family), body)]


def test_all_mistakes_come_at_once_and_errors_first():
    body = {
        "image_list": [],
        "multi_shot": True,
        "duration": 5,
        "aspect_ratio": "auto",
        "generate_audio": "no",
        "webhook_url": "http://localhost/hook",
    }
    assert codes(K3, body) == [
        ("K009", "/duration"),
        ("K016", "/aspect_ratio"),
        ("K060", "/generate_audio"),
        ("K049", "/prompt"),
        ("K001", "/image_list"),
        ("K014", "/multi_shot"),
        ("K034", "/webhook_url"),
    ]


EVERYTHING_WRONG = {
    "image_list": [],
    "image_url": "data:image/png;base64,AAAA",
    "image": 5,
    "prompt": "",
    "duration": 16,
    "aspect_ratio": "auto",
    "generate_audio": "no",
    "cfg_scale": 2,
    "webhook_url": "http://localhost/hook",
}
ALL_AT_ONCE = {
    **{
        family: [
            ("K033", "/image_url"), ("K062", "/cfg_scale"), ("K065", "/video_url"),
            ("K095", "/duration"), ("K095", "/aspect_ratio"), ("K095", "/generate_audio"),
            ("K040", "/image_list"), ("K037", "/image"), ("K034", "/webhook_url"),
        ]
        for family in MOTION_CONTROL
    },
    Family.TURBO_TEXT: [
        ("K009", "/duration"), ("K016", "/aspect_ratio"), ("K049", "/prompt"),
        ("K094", "/image_url"), ("K095", "/generate_audio"), ("K095", "/cfg_scale"),
        ("K037", "/image"), ("K040", "/image_list"), ("K034", "/webhook_url"),
    ],
    Family.TURBO_IMAGE: [
        ("K009", "/duration"), ("K060", "/image"),
        ("K094", "/image_url"), ("K095", "/aspect_ratio"), ("K095", "/generate_audio"), ("K095", "/cfg_scale"),
        ("K040", "/image_list"), ("K034", "/webhook_url"),
    ],
    Family.UHD_TEXT: [
        ("K010", "/duration"), ("K016", "/aspect_ratio"), ("K062", "/cfg_scale"), ("K049", "/prompt"),
        ("K094", "/image_url"), ("K095", "/generate_audio"),
        ("K037", "/image"), ("K040", "/image_list"), ("K034", "/webhook_url"),
    ],
    Family.UHD_IMAGE: [
        ("K010", "/duration"), ("K060", "/image"), ("K062", "/cfg_scale"),
        ("K094", "/image_url"), ("K095", "/aspect_ratio"), ("K095", "/generate_audio"),
        ("K040", "/image_list"), ("K034", "/webhook_url"),
    ],
}  # fmt: skip
GRAVITY = {"K034": 2, **dict.fromkeys(("K037", "K040", "K094", "K095"), 1)}


@pytest.mark.parametrize(("family", "expected"), ALL_AT_ONCE.items())
def test_all_mistakes_of_a_later_family_come_at_once_and_errors_first(family, expected):
    found = codes(family, EVERYTHING_WRONG)
    assert sorted(found) == sorted(expected)
    grave = [GRAVITY.get(code, 0) for code, _ in found]
    assert grave == sorted(grave)


ONE_OF_TWO = (
    ("the schema's type and enum", K3, {"prompt": "A fox", "duration": 5}, ("K009", "/duration")),
    ("a shot's type", OMNI, {"multi_prompt": [{}]}, ("K005", "/multi_prompt/0")),
    ("the schema's format", REFERENCE, {"prompt": "@Video1", "video_url": "a"}, ("K033", "/video_url")),
    ("advice", K3, {"prompt": "A fox", "voice_ids": ["a", "b", "c"]}, ("K041", "/voice_ids")),
    (
        "lesser advice",
        K3,
        {"prompt": "A fox", "start_image_url": "http://localhost/a.gif"},
        ("K051", "/start_image_url"),
    ),
    ("the sum of seven shots", K3, {"multi_prompt": [{"duration": "3"}] * 7}, ("K046", "/multi_prompt")),
)


@pytest.mark.parametrize(("_what", "family", "body", "expected"), ONE_OF_TWO)
def test_the_rule_that_explains_most_silences_others_in_its_place(_what, family, body, expected):
    assert codes(family, body) == [expected]


def test_what_the_schema_refuses_comes_before_what_shots_last_together():
    body = {"multi_prompt": [{"prompt": "A fox", "duration": each} for each in ("9", 2, "8")], "generate_audio": "no"}
    assert codes(K3, body) == [
        ("K009", "/multi_prompt/1/duration"),
        ("K060", "/generate_audio"),
        ("K008", "/multi_prompt"),
    ]


ALL_IN_ONE = (
    (
        "two things that are refused",
        K3,
        {"multi_prompt": [{"prompt": "A fox", "duration": "3"}] * 7},
        (
            "multi_prompt may have 6 shots, got 7: leave out 1 or make a second video; "
            "multi_prompt may last 15 seconds in all, got 21: shorten the shots by 6 (K008)"
        ),
    ),
    (
        "two things that are ignored",
        K3,
        {"prompt": "<<<element_1>>> beside @Element9"},
        (
            "prompt has <<<element_1>>>, which has no effect here: write @Element1; "
            "prompt refers to @Element9, and elements has none: give it or correct the number (K048)"
        ),
    ),
    (
        "one that is refused and one that is ignored",
        K3,
        {"prompt": f"@Element9{'.' * 2500}"},
        (
            "prompt may have 2500 characters, got 2509: shorten it by 9; "
            "prompt refers to @Element9, and elements has none: give it or correct the number (K048)"
        ),
    ),
    (
        "a type and the values",
        K3,
        {"prompt": "A fox", "aspect_ratio": 169},
        "aspect_ratio must be of type string, one of '16:9', '9:16' or '1:1', got an integer: send one of these",
    ),
    (
        "a type and the bounds",
        K3,
        {"prompt": "A fox", "cfg_scale": "3"},
        "cfg_scale must be of type number, from 0 to 2, got a string",
    ),
    (
        "null and the values",
        OMNI,
        {"prompt": "A fox", "shot_type": None},
        "shot_type must not be null but 'customize': leave the field out instead",
    ),
)


@pytest.mark.parametrize(("_what", "family", "body", "message"), ALL_IN_ONE)
def test_one_sentence_tells_all_that_is_to_be_mended_in_a_place(_what, family, body, message):
    assert [each.message for each in ORDERS.findings(family, Tier.PRO, body)] == [message]


ABOUT_ENUMS = {"K008", "K009", "K010", "K015", "K016", "K054", "K060", "K061"}


def enums(family: Family) -> list[tuple[dict[str, object], list[str]]]:
    """A body with a wrong value for each enum of a family, and the values of that enum."""
    properties = properties_of(DOCUMENT, DOCUMENT.request_schema(CREATING[family]))
    schemas = {
        name: DOCUMENT.schema(part["$ref"][21:]) if "$ref" in part else part for name, part in properties.items()
    }
    # In single quotes stand texts: the numbers that 4K takes as well need none.
    named = {
        name: [each for each in part["enum"] if isinstance(each, str)]
        for name, part in schemas.items()
        if "enum" in part
    }
    bodies = [({name: wrong}, allowed) for name, allowed in named.items() for wrong in ("?", 2, True, None)]
    if family is K3:
        values = ("?", "2", 2, True, None)
        bodies += [({"multi_prompt": [{"duration": wrong}]}, named["duration"]) for wrong in values]
    return bodies


@pytest.mark.parametrize("family", Family)
def test_every_reason_about_an_enum_has_its_values_and_nothing_else_in_single_quotes(family):
    for wrong, allowed in enums(family):
        found = ORDERS.findings(family, tier_of(family), {**LEAST[family], "prompt": "@Video1", **wrong})
        (message,) = [each.message for each in found if each.code in ABOUT_ENUMS]
        assert re.findall("'([^']*)'", message) == allowed


def test_a_mistake_in_one_place_silences_none_in_another():
    body = {"multi_prompt": [{"prompt": "@Element1", "duration": 4, "index": 0}, "A hare"]}
    assert codes(K3, body) == [
        ("K006", "/multi_prompt/1"),
        ("K009", "/multi_prompt/0/duration"),
        ("K007", "/multi_prompt/0/index"),
        ("K048", "/multi_prompt/0/prompt"),
    ]


def test_the_names_of_fields_come_from_the_document():
    assert {family: len(names) for family, names in VOCABULARY.body.items()} == {
        K3: 13,
        OMNI: 13,
        REFERENCE: 8,
        **dict.fromkeys(MOTION_CONTROL, 6),
        Family.TURBO_TEXT: 4,
        Family.TURBO_IMAGE: 4,
        Family.UHD_TEXT: 6,
        Family.UHD_IMAGE: 9,
    }
    assert VOCABULARY.within[Family.UHD_IMAGE] == {"dynamic_masks": {"mask", "trajectories"}}
    assert VOCABULARY.within[Family.KLING3]["elements"] == {"reference_image_urls", "frontal_image_url"}
    assert VOCABULARY.within[Family.KLING3]["multi_prompt"] == {"prompt", "duration"}


def deep(levels: int) -> object:
    value: object = "end"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


HOSTILE = (
    ({"prompt": deep(2000)}, ("K060", "/prompt")),
    ({"prompt": "A fox", "elements": deep(2001)}, ("K060", "/elements")),
    ({"prompt": "A fox", "\ud800": 1}, ("K040", "/\ud800")),
    ({"prompt": "A fox", "elements": ["\udfff"], "\ud800": 1}, ("K060", "/elements/0")),
    ({"prompt": "A fox", "cfg_scale": 10**4000}, ("K062", "/cfg_scale")),
    ({"prompt": "A fox", "duration": -(10**6000)}, ("K009", "/duration")),
    ({"prompt": "A fox", "duration": float("inf")}, ("K009", "/duration")),
    ({"prompt": "A fox", "cfg_scale": float("nan")}, ("K054", "/cfg_scale")),
)


@pytest.mark.parametrize(("body", "expected"), HOSTILE)
def test_what_a_strict_reader_would_refuse_is_still_no_reason_to_fail(body, expected):
    assert expected in codes(K3, body)


NAMES = sorted(set(chain(*VOCABULARY.body.values())) | set(chain(*VOCABULARY.within[Family.KLING3].values())))
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["@Element1 @Image2 <<<voice_1>>> <<<image_3>>>", "5", "2.5s", "auto", "21:9", "1x1"]),
    st.builds("{}://{}".format, st.sampled_from(["http", "HTTPS", "data", "s3"]), st.text("[]@:%/.a1é ")),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.integers(10**300, 10**310) | st.floats() | TEXTS
FIELD_NAMES = st.sampled_from([*NAMES, "index", "a/b~c", "é", "image_list", "multi_shot"]) | st.text(max_size=9)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELD_NAMES, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.one_of(
    JSON,
    st.dictionaries(FIELD_NAMES, JSON, max_size=8),
    st.builds(
        lambda good, changes: {**good[1], **changes},
        st.sampled_from(GOOD),
        st.dictionaries(FIELD_NAMES, JSON, min_size=1, max_size=2),
    ),
)


@given(st.sampled_from(Family), st.sampled_from(Tier), BODIES)
def test_any_json_gets_findings_and_no_exception(family, tier, body):
    found = ORDERS.findings(family, tier, body)
    assert all(0 < len(each.message) < 400 for each in found)
    assert len({(each.pointer, each.code) for each in found}) == len({each.pointer for each in found})
    gravity = [list(Severity).index(each.severity) for each in found]
    assert gravity == sorted(gravity)


@given(st.sampled_from(Family), BODIES)
def test_rules_that_are_left_out_would_have_found_nothing(family, body):
    if isinstance(body, dict):
        modules = (relatives, fields, shots, values, prompts, media)
        order = Order.read(family, Tier.PRO, body, VOCABULARY)
        rules = [rule for module in modules for rule in module.RULES if family in rule.families]
        told = [each for rule in rules for each in rule.findings(order)]
        assert {_place(each) for each in told} <= {_place(each) for each in ORDERS.findings(family, Tier.PRO, body)}


def _place(finding: Finding) -> str:
    return replace(finding, code="", severity=Severity.ERROR, message="").pointer


def test_every_code_is_in_one_rule_only():
    entries = [rule.entry for module in (relatives, fields, shots, values, prompts, media) for rule in module.RULES]
    every = [entry.code for entry in (*entries, *schema.CODES)]
    assert len(every) == len(set(every))
    assert all(entry.title.endswith(".") and 2 <= entry.explanation.count(". ") + 1 <= 5 for entry in entries)
