"""Of a plain order no rule has anything to say: the quick look may miss good orders, and passes no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Edition, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.plain import plain_schema
from kling3_openapi.schemas import Validator

Body = dict[str, object]

RULES = OrderRules()
PLAIN = {
    family: Validator(schema)
    for family in Family
    if (schema := plain_schema(load(Edition.PUBLISHED), family)) is not None
}
IMAGE = "https://media.example.com/fox.png"

URLS = st.sampled_from(
    [
        IMAGE, "http://a.io/b/c_d-e.jpeg", "https://a.b.test/x.jpg", "https://printer.local/x.png", "https://localhost/x.png",
        "https://10.0.0.1/x.png", "https://192.168.1.7:80/x.png", "https://a.com/x.gif", "https://a.com/x.png?y=1.gif",
        "https://a.com:8443/x.png", "https://me:secret@a.com/x.png", "data:image/png;base64,iVBORw0KGgo", "", "fox.png",
        "https://a.com/x.PNG", "HTTPS://A.COM/x.png", "ftp://a.com/x.png", "https://a.com/\n.png", "https://box.internal/x.png",
        "https://a.com", "https://hooks.example.com/kling?id=1&x=a.b", "https://a.com:99999/x", "http://host.docker.internal/",
        "https://a.com/x%20y", "https://a.com/x y", "//a.com/x.png", 7, None, ["https://a.com/x.png"],
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    [
        "A fox", " \n\t", "", "\u2003\u3000", "é", "A [[kling3: fail]]", "@Element1 runs", "<<<voice_1>>> says",
        "a < b", "me@x", "x" * 2_500, "x" * 2_501, "\N{FOX FACE}" * 2_500, "a\0b", 5, None, [7], {"text": "A fox"},
    ]
) | st.text(max_size=8)  # fmt: skip
VALUES: dict[str, st.SearchStrategy[object]] = {
    "prompt": TEXTS,
    "negative_prompt": TEXTS,
    "duration": st.sampled_from(["5", "3", "15", "2", "16", "05", 5, 5.0, None, "5 "]),
    "aspect_ratio": st.sampled_from(["16:9", "9:16", "1:1", "auto", "4:3", "16:9 ", None]),
    "generate_audio": st.sampled_from([True, False, "true", 1, None]),
    "shot_type": st.sampled_from(["customize", "intelligent", "intelligence", None]),
    "cfg_scale": st.sampled_from([0, 0.5, 1, 1.0, 1.01, 2, 2.1, -0.1, True, "0.5", None]),
    "start_image_url": URLS,
    "end_image_url": URLS,
    "image_url": URLS,
    "webhook_url": URLS,
    "video_url": URLS,
    "image_list": st.just([{"image_url": IMAGE, "type": "first_frame"}]),
    "image_urls": st.lists(URLS, max_size=3),
    "voice_ids": st.lists(st.just("v"), max_size=3),
    "multi_shot": st.booleans(),
    "multi_prompt": st.sampled_from([[], ["A fox"], [{"prompt": "A fox", "duration": "5"}], {}, None]),
    "elements": st.lists(
        st.fixed_dictionaries(
            {}, optional={"reference_image_urls": st.lists(URLS, max_size=2), "frontal_image_url": URLS, "name": TEXTS}
        ),
        max_size=3,
    )
    | st.sampled_from([{}, None, [5]]),
}
"""Good values and bad ones of every field, so that each pair of them meets in some body."""

BODIES = st.fixed_dictionaries({}, optional={**VALUES, "prompt": st.just("A fox") | TEXTS})


@pytest.mark.parametrize(
    ("family", "body"),
    [
        (Family.KLING3, {"prompt": "A fox"}),
        (Family.KLING3, {"prompt": "A fox", "duration": "15", "generate_audio": False, "cfg_scale": 1.0}),
        (Family.KLING3, {"prompt": "A fox", "start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}]}),
        (Family.KLING3, {"prompt": "A fox", "webhook_url": "https://hooks.example.com/kling?task=1"}),
        (Family.OMNI, {"prompt": "A fox", "image_url": IMAGE, "duration": "3"}),
    ],
)  # fmt: skip
def test_usual_orders_are_plain(family: Family, body: Body) -> None:
    assert PLAIN[family].takes(body)
    assert RULES.findings(family, Tier.PRO, body) == ()


@given(st.sampled_from(list(PLAIN)), BODIES)
def test_no_rule_has_anything_to_say_of_a_plain_order(family: Family, body: Body) -> None:
    if PLAIN[family].takes(body):
        assert RULES.examined(family, Tier.PRO, body) == ()


@given(st.sampled_from(list(PLAIN)), st.sampled_from(list(VALUES)), st.data())
def test_one_odd_field_is_enough_to_be_looked_at(family: Family, name: str, data: st.DataObject) -> None:
    body = {"prompt": "A fox", name: data.draw(VALUES[name])}
    assert RULES.findings(family, Tier.PRO, body) == RULES.examined(family, Tier.PRO, body)


def test_reference_to_video_has_no_plain_orders_since_its_prompts_refer_to_something() -> None:
    assert plain_schema(load(Edition.PUBLISHED), Family.REFERENCE) is None


@pytest.mark.parametrize("body", ["A fox", None, {"prompt": "\ud800"}])
def test_what_no_schema_can_hold_is_not_plain(body: object) -> None:
    assert not PLAIN[Family.KLING3].takes(body)
