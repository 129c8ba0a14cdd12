"""Bodies of orders in which good and bad values of all fields meet."""

from __future__ import annotations

from hypothesis import strategies as st

Body = dict[str, object]

IMAGE = "https://media.example.com/fox.png"
VIDEO = "https://media.example.com/run.mp4"
VIDEOS = [VIDEO, "https://a.com/x.MOV", "https://a.com/x.webm", "https://localhost/x.mp4", "https://a.com/x.avi"]

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
        "A fox", " \n\t", "", "\u2003\u3000", "\x1f", "\x85", "\ufeff",
        "é", "A [[kling3: fail]]", "@Element1 runs", "<<<voice_1>>> says",
        "a < b", "me@x", "x" * 2_500, "x" * 2_501,
        "x" * 3_072, "x" * 3_073, "\N{FOX FACE}" * 2_500, "a\0b", 5, None, [7], {"text": "A fox"},
    ]
) | st.text(max_size=8)  # fmt: skip
VALUES: dict[str, st.SearchStrategy[object]] = {
    "prompt": TEXTS,
    "negative_prompt": TEXTS,
    "duration": st.sampled_from(["5", "3", "15", "2", "16", "05", 5, 5.0, 7.5, 2, 16, True, None, "5 "]),
    "aspect_ratio": st.sampled_from(["16:9", "9:16", "1:1", "auto", "4:3", "16:9 ", None]),
    "generate_audio": st.sampled_from([True, False, "true", 1, None]),
    "shot_type": st.sampled_from(["customize", "intelligent", "intelligence", None]),
    "cfg_scale": st.sampled_from([0, 0.5, 1, 1.0, 1.01, 2, 2.1, -0.1, True, "0.5", None]),
    "start_image_url": URLS,
    "end_image_url": URLS,
    "image_url": URLS,
    "webhook_url": URLS,
    "video_url": URLS | st.sampled_from(VIDEOS),
    "image": URLS | st.sampled_from(["iVBORw0KGgo=", "/9j/4AAQ"]),
    "image_tail": URLS,
    "static_mask": URLS,
    "dynamic_masks": st.lists(
        st.fixed_dictionaries({}, optional={"mask": URLS, "trajectories": st.just([{"x": 1, "y": 2.5}])})
    )
    | st.sampled_from([{}, None, [5], [{"trajectories": [{"x": "1"}]}], [{"name": "a"}]]),
    "character_orientation": st.sampled_from(["video", "image", "left", None]),
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

BODIES = st.fixed_dictionaries(
    {},
    optional={
        **VALUES,
        "prompt": st.just("A fox") | TEXTS,
        "image": st.just(IMAGE) | VALUES["image"],
        "image_url": st.just(IMAGE) | URLS,
        "video_url": st.just(VIDEO) | VALUES["video_url"],
    },
)
