"""Neighbours stand just outside, edges just inside; both are made of the document."""

from __future__ import annotations

import pytest

from kling3_contracts.orders.change import told
from kling3_contracts.orders.defects import defects
from kling3_contracts.orders.edges import edges
from kling3_contracts.orders.lawful import lawful
from kling3_contracts.orders.neighbours import beside
from kling3_contracts.orders.samples import BASE64, plain_order
from kling3_contracts.orders.silences import silences
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import MOTION_CONTROL, Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules

RULES = OrderRules()
IMAGE, VIDEO = "https://media.example.com/fox.png", "https://media.example.com/fox.mp4"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("3", "4"), {"2", "5", " 3", "3 ", "3\n", "03", "3.0", "-3", "", "-4", "4.0", "04", " 4", "4 ", "4\n"}),
        (("16:9",), {"15:9", "17:9", "16:8", "16:10", " 16:9", "16:9 ", "16:9\n", "16:", ""}),
        (("auto",), {" auto", "auto ", "auto\n", "AUTO", "Auto", "aut", ""}),
    ],
)
def test_the_neighbours_of_an_enum_differ_by_one_step(values: tuple[str, ...], expected: set[str]) -> None:
    assert set(beside(values)) == expected


@pytest.mark.parametrize(
    ("family", "code", "label"),
    [
        (Family.KLING3, "K010", 'duration "16"'),
        (Family.KLING3, "K009", "duration 7"),
        (Family.KLING3, "K016", 'aspect_ratio "auto"'),
        (Family.OMNI, "K015", 'shot_type "intelligent"'),
        (Family.KLING3, "K047", "prompt of 2501 characters beyond ASCII"),
        (Family.KLING3, "K047", "multi_prompt.0.prompt of 2501 characters"),
        (Family.REFERENCE, "K062", "cfg_scale 2.01"),
        (Family.REFERENCE, "K062", "cfg_scale -0.01"),
        (Family.KLING3, "K046", "7 shots"),
        (Family.KLING3, "K008", 'multi_prompt.0.duration "2"'),
        (Family.KLING3, "K006", 'multi_prompt.0 "a"'),
        (Family.OMNI, "K005", 'multi_prompt.0 {"a": "b"}'),
        (Family.OMNI, "K038", "prompt, multi_prompt and end_image_url"),
        (Family.OMNI, "K039", "2 elements and 3 pictures"),
        (Family.OMNI, "K033", 'image_urls.0 ""'),
        (Family.REFERENCE, "K025", "no video_url"),
        (Family.MOTION_PRO, "K065", "no image_url"),
        (Family.MOTION_STD, "K033", 'video_url "data:image/png;base64,iVBORw0KGgo="'),
        (Family.MOTION_STD, "K061", 'character_orientation "VIDEO"'),
        (Family.MOTION_STD, "K054", "prompt null"),
        (Family.TURBO_TEXT, "K047", "prompt of 3073 characters"),
        (Family.TURBO_TEXT, "K049", "prompt null"),
        (Family.TURBO_TEXT, "K016", 'aspect_ratio "auto"'),
        (Family.TURBO_IMAGE, "K065", "no image"),
        (Family.TURBO_IMAGE, "K009", "duration 7"),
        (Family.UHD_TEXT, "K010", "duration 16"),
        (Family.UHD_TEXT, "K010", "duration 3.5"),
        (Family.UHD_TEXT, "K010", 'duration "2"'),
        (Family.UHD_IMAGE, "K054", "duration null"),
        (Family.UHD_IMAGE, "K060", 'dynamic_masks.0.trajectories.0.x "0.5"'),
    ],
)
def test_each_bound_and_rule_has_a_defect_of_its_own(family: Family, code: str, label: str) -> None:
    assert (code, label) in {(each.code, each.label) for each in defects(family)}


@pytest.mark.parametrize(
    ("family", "label"),
    [
        (Family.KLING3, 'duration "15"'),
        (Family.KLING3, "prompt of 2500 characters beyond ASCII"),
        (Family.KLING3, "cfg_scale 2"),
        (Family.KLING3, "5 shots of 15 seconds in all"),
        (Family.OMNI, 'aspect_ratio "auto"'),
        (Family.OMNI, "4 elements"),
        (Family.REFERENCE, 'duration "3"'),
        (Family.MOTION_PRO, "cfg_scale 1"),
        (Family.MOTION_PRO, 'character_orientation "image"'),
        (Family.MOTION_STD, "no prompt"),
        (Family.TURBO_IMAGE, "prompt of 3072 characters"),
        (Family.UHD_TEXT, "duration 3"),
        (Family.UHD_TEXT, 'duration "15"'),
        (Family.UHD_IMAGE, "image of 96 characters"),
        (Family.UHD_IMAGE, "2 masks that move"),
    ],
)
def test_each_bound_is_reached_from_the_inside(family: Family, label: str) -> None:
    assert label in {each.label for each in edges(family)}


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("family", Family)
def test_an_edge_is_good_and_a_defect_is_named_at_a_place_where_a_rule_finds_it(
    family: Family, edition: Edition
) -> None:
    rules = OrderRules(load(Strictness.PUBLISHED, edition))
    for edge in edges(family, edition):
        found = rules.findings(family, Tier.PRO, edge.over(plain_order(family)))
        assert [each for each in found if each.severity is not Severity.ADVICE] == [], edge.label
    for defect in defects(family, edition):
        found = rules.findings(family, Tier.PRO, defect.over(plain_order(family)))
        errors = [each for each in found if each.severity is Severity.ERROR]
        assert [(each.code, each.pointer in defect.places) for each in errors] == [(defect.code, True)], defect.label


@pytest.mark.parametrize(
    ("edition", "family", "code", "label"),
    [
        (Edition.APRIL_2026, Family.KLING3, "K068", "cfg_scale 1.01"),
        (Edition.APRIL_2026, Family.REFERENCE, "K068", "cfg_scale 2"),
        (Edition.APRIL_2026, Family.KLING3, "K062", "cfg_scale -1"),
        (Edition.AUGUST_2026, Family.KLING3, "K060", 'multi_shot "true"'),
        (Edition.AUGUST_2026, Family.OMNI, "K039", "5 pictures"),
    ],
)
def test_each_change_of_an_edition_has_a_defect_of_its_own(
    edition: Edition, family: Family, code: str, label: str
) -> None:
    assert (code, label) in {(each.code, each.label) for each in defects(family, edition)}
    assert "voice_ids" not in {name for each in defects(family, edition) for name in each.sets}


@pytest.mark.parametrize("made", [edges, defects])
def test_no_two_changes_of_a_family_are_called_the_same(made: object) -> None:
    assert callable(made)
    for family in Family:
        labels = [each.label for each in made(family)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("16", '"16"'), (None, "null"), ("a" * 41, "of 41 characters"), ("é" * 50, "of 50 characters beyond ASCII"),
     ([1, 2], "of 2 items"), ({"name": "a" * 50}, '{"name": "' + "a" * 30 + "...")],
)  # fmt: skip
def test_a_label_shows_a_value_in_short(value: object, expected: str) -> None:
    assert told(value) == expected


@pytest.mark.parametrize(
    ("family", "draft", "expected"),
    [
        (Family.KLING3, {}, {"prompt": "A fox in the snow"}),
        (Family.KLING3, {"prompt": "x", "voice_ids": ["a", "b", "c"]}, {"prompt": "x", "voice_ids": ["a", "b"]}),
        (
            Family.KLING3,
            {"multi_prompt": [{"duration": "14"}, {"duration": "3"}, {}]},
            {"multi_prompt": [{"duration": "14"}, {}, {}]},
        ),
        (
            Family.KLING3,
            {"multi_prompt": [{"duration": "12"}, {"duration": "4"}, {"duration": "3"}]},
            {"multi_prompt": [{"duration": "12"}, {}, {"duration": "3"}]},
        ),
        (
            Family.OMNI,
            {"prompt": "x", "multi_prompt": ["y"], "image_url": IMAGE, "aspect_ratio": "auto"},
            {"multi_prompt": ["y"], "image_url": IMAGE, "aspect_ratio": "auto"},
        ),
        (Family.OMNI, {"prompt": "x", "aspect_ratio": "auto"}, {"prompt": "x"}),
        (
            Family.OMNI,
            {"prompt": "x", "elements": [{}, {}, {}], "image_urls": [IMAGE] * 3},
            {"prompt": "x", "elements": [{}, {}, {}], "image_urls": [IMAGE]},
        ),
    ],
)
def test_a_draft_loses_no_more_than_it_must(family: Family, draft: dict[str, object], expected: object) -> None:
    assert lawful(family, draft) == expected


def test_a_prompt_mentions_what_the_order_gives_where_there_is_room() -> None:
    draft = {"prompt": "x", "elements": [{}], "image_urls": [IMAGE], "voice_ids": ["a"]}
    assert lawful(Family.OMNI, draft, mentions=True)["prompt"] == "x @Element1 @Image1 <<<voice_1>>>"
    full = {**draft, "prompt": "x" * 2490}
    assert lawful(Family.OMNI, full, mentions=True)["prompt"] == "x" * 2490


FULL_ORDERS: dict[Family, tuple[dict[str, object], ...]] = {
    Family.KLING3: (
        {"multi_prompt": [{"prompt": "x", "duration": "15"}], "voice_ids": ["a", "b"], "elements": [{}]},
        {"prompt": "x", "start_image_url": IMAGE, "end_image_url": IMAGE, "cfg_scale": 2, "duration": "15"},
    ),
    Family.OMNI: (
        {"multi_prompt": ["x"], "image_url": IMAGE, "aspect_ratio": "auto"},
        {"multi_prompt": ["x"], "start_image_url": IMAGE, "end_image_url": IMAGE},
        {"prompt": "x", "multi_prompt": ["y"], "image_urls": [IMAGE] * 4, "voice_ids": ["a", "b"]},
        {"prompt": "x", "elements": [{}] * 4},
    ),
    Family.REFERENCE: ({"video_url": VIDEO, "cfg_scale": 2, "image_url": IMAGE},),
    **dict.fromkeys(MOTION_CONTROL, ({"image_url": IMAGE, "video_url": VIDEO, "character_orientation": "image"},)),
    Family.TURBO_TEXT: ({"prompt": "x", "duration": "15", "aspect_ratio": "1:1"},),
    Family.TURBO_IMAGE: ({"image": IMAGE}, {"image": BASE64, "duration": "3", "prompt": "x" * 3072}),
    Family.UHD_TEXT: ({"prompt": "x", "duration": 15, "cfg_scale": 1}, {"prompt": "x", "duration": "3"}),
    Family.UHD_IMAGE: (
        {"image": BASE64, "image_tail": IMAGE, "static_mask": BASE64, "dynamic_masks": [{"mask": IMAGE}]},
    ),
}


@pytest.mark.parametrize("family", Family)
def test_a_change_brings_its_code_alone_to_any_good_order(family: Family) -> None:
    for order in FULL_ORDERS[family]:
        assert [each for each in RULES.findings(family, Tier.PRO, order) if each.severity is Severity.ERROR] == []
        for change in (*defects(family), *edges(family), *silences(family)):
            expected = [change.code] if change in defects(family) else []
            found = RULES.findings(family, Tier.PRO, change.over(order))
            errors = [each.code for each in found if each.severity is Severity.ERROR]
            assert errors == expected, (change.label, order)
