"""The mistakes of real programs, by number, each as the request that makes it and what it is to be told.

The numbers are those of the project's list of what real programs get wrong with this API.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from tests.mockserver.wire import KLING3, OMNI, REFERENCE, UNKNOWN_TASK

Body = dict[str, object]

IMAGE = "https://images.example/fox.png"
VIDEO = "https://clips.example/fox.mp4"
FOLLOW: Body = {"prompt": "@Video1 in the snow", "video_url": VIDEO}
SNOW: Body = {"prompt": "A fox in the snow"}
SHOT = {"prompt": "A fox", "duration": "8"}
KLING3_PRO, OMNI_PRO, REFERENCE_PRO = f"{KLING3}-pro", f"{OMNI}-pro", f"{REFERENCE}-pro"
PICTURE = base64.b64encode(bytes(range(96))).decode()


class Ask(NamedTuple):
    """One request; a body makes it a POST of JSON."""

    path: str
    body: Body | None = None
    bearer: bool = False


class Mistake(NamedTuple):
    """One request that makes a mistake, the status it gets, its code, and words of the mend."""

    number: int
    ask: Ask
    status: int
    code: str
    mend: str


def _taken(number: int, path: str, body: Body, code: str, mend: str) -> Mistake:
    return Mistake(number, Ask(path, body), 200, code, mend)


def _refused(number: int, path: str, body: Body, code: str, mend: str) -> Mistake:
    return Mistake(number, Ask(path, body), 400, code, mend)


def _posted(path: str) -> Ask:
    return Ask(path, SNOW)


BODIES: tuple[Mistake, ...] = (
    _taken(1, KLING3_PRO, {**SNOW, "image_list": [{"image_url": IMAGE, "type": "first_frame"}]}, "K001",
           "image_list has no effect on Kling 3: send start_image_url and end_image_url"),
    _taken(2, KLING3_PRO, {**SNOW, "element_list": [{"element_id": 1}]}, "K002", "send elements"),
    _taken(2, OMNI_PRO, {**SNOW, "element_list": []}, "K002", "send elements"),
    _taken(2, REFERENCE_PRO, {**FOLLOW, "element_list": []}, "K002", "leave it out"),
    _taken(3, KLING3_PRO, {**SNOW, "image_url": IMAGE}, "K003", "send start_image_url"),
    _taken(4, OMNI_PRO, {**SNOW, "start_image_url": IMAGE}, "K004", "send image_url"),
    _taken(4, OMNI_PRO, {**SNOW, "image_url": IMAGE, "end_image_url": IMAGE}, "K004", "send start_image_url"),
    _taken(4, OMNI_PRO, {**SNOW, "image_url": IMAGE, "start_image_url": IMAGE}, "K004", "both name"),
    _refused(5, OMNI_PRO, {"multi_prompt": [SHOT]}, "K005", "not an object: send its text alone"),
    _refused(6, KLING3_PRO, {"multi_prompt": ["A fox"]}, "K006", 'send {"prompt": "...", "duration": "5"}'),
    _taken(7, KLING3_PRO, {"multi_prompt": [{**SHOT, "index": 1}]}, "K007", "put the shots in their order"),
    _refused(8, KLING3_PRO, {"multi_prompt": [{**SHOT, "duration": "2"}]}, "K008", 'send the string "3"'),
    _refused(8, KLING3_PRO, {"multi_prompt": [SHOT, SHOT]}, "K008", "got 16: shorten the shots by 1"),
    _refused(9, KLING3_PRO, {**SNOW, "duration": 5}, "K009", 'send the string "5"'),
    _refused(9, OMNI_PRO, {**SNOW, "duration": 5}, "K009", 'send the string "5"'),
    _refused(9, KLING3_PRO, {"multi_prompt": [{**SHOT, "duration": 5}]}, "K009", 'send the string "5"'),
    _refused(10, KLING3_PRO, {**SNOW, "duration": "16"}, "K010", 'send the string "15" or less'),
    _refused(10, OMNI_PRO, {**SNOW, "duration": "2"}, "K010", 'send the string "3" or more'),
    _refused(10, REFERENCE_PRO, {**FOLLOW, "duration": "5s"}, "K010", 'send the string "5"'),
    _taken(11, KLING3_PRO, {**SNOW, "cfg_scale": 1.5}, "K011", "stay between 0 and 1"),
    _taken(12, OMNI_PRO, {**SNOW, "cfg_scale": 0.5}, "K012", "Kling 3 and reference-to-video have it"),
    _taken(12, OMNI_PRO, {**SNOW, "negative_prompt": "rain"}, "K012", "say in the prompt what to avoid"),
    _taken(13, KLING3_PRO, {**SNOW, "voice_ids": ["a"]}, "K013", "describe the voices in the prompt"),
    _taken(13, OMNI_PRO, {**SNOW, "voice_ids": ["a"]}, "K013", "gone from the documentation"),
    _refused(13, KLING3_PRO, {**SNOW, "voice_ids": ["a", "b", "c"]}, "K041", "got 3: leave out 1"),
    _taken(14, KLING3_PRO, {**SNOW, "multi_shot": True}, "K014", "let multi_prompt make the shots"),
    _refused(15, KLING3_PRO, {**SNOW, "shot_type": "intelligence"}, "K015", 'send "intelligent"'),
    _refused(15, OMNI_PRO, {**SNOW, "shot_type": "intelligent"}, "K015", 'send "customize"'),
    _refused(16, KLING3_PRO, {**SNOW, "aspect_ratio": "widescreen_16_9"}, "K016", 'send "16:9"'),
    _refused(16, OMNI_PRO, {**SNOW, "aspect_ratio": "21:9"}, "K016", 'send "16:9"'),
    _refused(16, REFERENCE_PRO, {**FOLLOW, "aspect_ratio": "3:4"}, "K016", 'send "9:16"'),
    _refused(16, KLING3_PRO, {**SNOW, "aspect_ratio": "auto"}, "K016", "send the ratio of your image"),
    _taken(16, OMNI_PRO, {**SNOW, "aspect_ratio": "auto"}, "K042", "send a ratio or an image_url"),
    _taken(24, OMNI_PRO, {**SNOW, "video_url": VIDEO}, "K024", f"POST the order to {REFERENCE}-pro"),
    _taken(24, f"{OMNI}-std", {**SNOW, "video_url": VIDEO}, "K024", f"POST the order to {REFERENCE}-std"),
    _refused(25, REFERENCE_PRO, {"prompt": "@Video1"}, "K025", "send the URL of an MP4 or MOV"),
    _taken(25, REFERENCE_PRO, {**FOLLOW, **SNOW}, "K043", "say in it what @Video1 shall guide"),
    _refused(33, KLING3_PRO, {**SNOW, "start_image_url": f"data:image/png;base64,{PICTURE}"}, "K033",
             "got a data: URI: upload the file and send its URL"),
    _refused(33, OMNI_PRO, {**SNOW, "image_url": PICTURE}, "K033", "got bare base64: upload the file"),
    _refused(33, REFERENCE_PRO, {**FOLLOW, "video_url": "data:video/mp4;base64,A"}, "K033", "a data: URI"),
    _taken(34, KLING3_PRO, {**SNOW, "end_image_url": "http://localhost/a.png"}, "K034", "use a public URL"),
    _taken(34, REFERENCE_PRO, {**FOLLOW, "video_url": "http://10.0.0.7/fox.mp4"}, "K034", "use a public URL"),
    _taken(34, OMNI_PRO, {**SNOW, "webhook_url": "http://127.0.0.1:9/hook"}, "K034", "use a public URL"),
    _taken(37, KLING3_PRO, {**SNOW, "model_name": "kling-v3"}, "K037", "the path chooses the model"),
    _taken(37, OMNI_PRO, {**SNOW, "mode": "pro"}, "K037", "the path chooses the model and the tier"),
    _taken(37, KLING3_PRO, {**SNOW, "image": IMAGE}, "K037", "send start_image_url"),
    _taken(37, KLING3_PRO, {**SNOW, "image_tail": IMAGE}, "K037", "send end_image_url"),
    _taken(37, KLING3_PRO, {**SNOW, "sound": "on"}, "K037", "send generate_audio"),
    _taken(37, KLING3_PRO, {**SNOW, "camera_control": {}}, "K037", "describe the movement of the camera"),
    _taken(37, REFERENCE_PRO, {**FOLLOW, "callback_url": "https://a.example"}, "K037", "send webhook_url"),
    _taken(37, OMNI_PRO, {"prompt": "<<<element_1>>>", "elements": [{"frontal_image_url": IMAGE}]}, "K045",
           "write @Element1"),
    _refused(38, OMNI_PRO, {**SNOW, "multi_prompt": ["A fox"], "image_url": IMAGE}, "K038",
             "leave one of the prompts out"),
    _refused(39, OMNI_PRO, {**SNOW, "elements": [{}, {}], "image_urls": [IMAGE] * 3}, "K039", "leave out 1"),
    _refused(39, OMNI_PRO, {"multi_prompt": ["A fox"] * 7}, "K046", "leave out 1 or make a second video"),
    _refused(39, KLING3_PRO, {"prompt": "x" * 2_501}, "K047", "got 2501: shorten it by 1"),
    _taken(39, OMNI_PRO, {"prompt": "@Element3", "elements": [{}, {}]}, "K048", "elements has 2: give it or"),
    _taken(39, OMNI_PRO, {"prompt": "<<<voice_2>>>"}, "K048", "voice_ids has none: give it or"),
)  # fmt: skip
"""Mistakes in the body of an order."""

ADDRESSES: tuple[Mistake, ...] = (
    Mistake(17, _posted(KLING3), 404, "K017", f"create with POST {KLING3}-pro or POST {KLING3}-std"),
    Mistake(17, _posted(OMNI), 404, "K017", f"create with POST {OMNI}-pro or POST {OMNI}-std"),
    Mistake(18, _posted(f"{KLING3}-standard"), 404, "K018", f"use POST {KLING3}-std"),
    Mistake(19, _posted("/v1/video/kling-v3-omni/generate-pro"), 404, "K019", f"use POST {OMNI}-pro"),
    Mistake(19, _posted(f"{KLING3}/generate-pro"), 404, "K019", f"use POST {KLING3}-pro"),
    Mistake(20, _posted(f"{OMNI}-pro-reference"), 404, "K020", f"use POST {REFERENCE}-pro"),
    Mistake(21, _posted(f"/v1{KLING3}-pro"), 404, "K021", f"base URL at the host: use POST {KLING3}-pro"),
    Mistake(21, Ask(f"/v1{OMNI}"), 404, "K021", f"use GET {OMNI}"),
    Mistake(22, Ask(f"{KLING3}-pro/{UNKNOWN_TASK}"), 404, "K022", f"read one with GET {KLING3}/{{task-id}}"),
    Mistake(30, Ask(KLING3, bearer=True), 401, "K030", "send the key in the header x-freepik-api-key"),
    Mistake(36, Ask(f"{KLING3}?page=2"), 200, "K036", f"only GET {REFERENCE} has pages"),
    Mistake(36, Ask(f"{OMNI}?page_size=5"), 200, "K036", f"only GET {REFERENCE} has pages"),
    Mistake(36, Ask(f"{REFERENCE}?per_page=5"), 200, "K036", "send page_size"),
    Mistake(36, Ask(f"{REFERENCE}?limit=5"), 200, "K036", "send page_size"),
)
"""Mistakes in the path, the query or the headers."""

SERIES = frozenset({23, 26, 35})
"""Mistakes that only several requests together make; each has a test of its own."""

UNSEEN = {
    27: "the answer is read wrongly: `generated[0].url` is asked of a string after the request was answered",
    28: "the answer is read wrongly: `status` is looked for beside `data`, or `data` in a webhook",
    29: "the answer is read wrongly: the result is looked for in the answer to POST, and never asked for",
    31: "a receiver looks for a header or a digest of another API: it shows in what it answers to a webhook",
    32: "a receiver reckons another signature: it shows in what it answers to a webhook",
}
"""Mistakes that no request shows, each with the reason; they are for those who test receivers and clients."""
