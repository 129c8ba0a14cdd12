"""Plain orders: a schema that takes only bodies of which no rule has anything to say.

Most orders are good, and a compiled schema sees in two microseconds what the rules one by one see in ten. So the schema
takes fewer bodies than the rules: what it does not take, a good order among it, the rules look at.
"""

from __future__ import annotations

from collections.abc import Mapping

from kling3_openapi.document import Document
from kling3_openapi.endpoints import MOTION_CONTROL, Family
from kling3_openapi.rules.vocabulary import CREATING, named, properties_of

_Schema = Mapping[str, object]

_TEXT: _Schema = {"pattern": "[!-~]", "not": {"pattern": "[@<]"}}
"""Something to read, and no mark that a reference begins with."""
# A top-level name of two to four letters is public: `local` has five.
_HOST = r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,4}"
_IMAGE: _Schema = {"type": "string", "pattern": rf"^{_HOST}/[A-Za-z0-9_/-]+\.(png|jpg|jpeg)$"}
_VIDEO: _Schema = {"pattern": rf"^{_HOST}/[A-Za-z0-9_/-]+\.(mp4|mov)$"}
_CALLED: _Schema = {"pattern": rf"^{_HOST}(:[0-9]{{1,4}})?(/[A-Za-z0-9_/.-]*(\?[A-Za-z0-9_=&.-]*)?)?$"}
_RATIO: _Schema = {"enum": ["16:9", "9:16", "1:1"]}
_ELEMENT: _Schema = {
    "type": "object",
    "properties": {"reference_image_urls": {"type": "array", "items": _IMAGE}, "frontal_image_url": _IMAGE},
    "additionalProperties": False,
}
_COMMON: _Schema = {
    "prompt": _TEXT,
    "duration": {},
    "aspect_ratio": _RATIO,
    "generate_audio": {},
    "shot_type": {},
    "webhook_url": _CALLED,
}
_MOTION: _Schema = {
    "prompt": _TEXT,
    "image_url": _IMAGE,
    "video_url": _VIDEO,
    "character_orientation": {},
    "cfg_scale": {},
    "webhook_url": _CALLED,
}
_TURBO: _Schema = {"prompt": _TEXT, "duration": {}, "webhook_url": _CALLED}
# A number is taken too, and gets advice.
_UHD: _Schema = {**_TURBO, "duration": {"type": "string"}, "negative_prompt": {}, "cfg_scale": {}}
_NARROWED: Mapping[Family, _Schema] = {
    Family.KLING3: {
        **_COMMON,
        "start_image_url": _IMAGE,
        "end_image_url": _IMAGE,
        "negative_prompt": {},
        "cfg_scale": {"maximum": 1},
        "elements": {"items": _ELEMENT},
    },
    Family.OMNI: {**_COMMON, "image_url": _IMAGE},
    **dict.fromkeys(MOTION_CONTROL, _MOTION),
    Family.TURBO_TEXT: {**_TURBO, "aspect_ratio": _RATIO},
    Family.TURBO_IMAGE: {**_TURBO, "image": _IMAGE},
    Family.UHD_TEXT: {**_UHD, "aspect_ratio": _RATIO},
    Family.UHD_IMAGE: {**_UHD, "image": _IMAGE, "image_tail": _IMAGE},
}
"""What a plain order may say, and how much narrower than its schema; reference-to-video always has references."""


def plain_schema(document: Document, family: Family) -> _Schema | None:
    """Return the schema of a family's plain orders, or None for a family that has none."""
    narrowed = _NARROWED.get(family)
    if narrowed is None:
        return None
    request = document.request_schema(CREATING[family])
    known = properties_of(document, request)
    required = named(document, request).get("required", ["prompt"])
    return {
        "type": "object",
        # An edition may have taken a field away.
        "properties": {name: {"allOf": [known[name], more]} for name, more in narrowed.items() if name in known},
        "additionalProperties": False,
        "required": required,
        "dependentRequired": {"elements": ["start_image_url"]},
        "components": request["components"],
    }
