"""What to do instead of each field that people send and the service ignores, by family.

A mend may hold `{tier}`, for the tier that the order was sent to.
"""

from __future__ import annotations

from collections.abc import Mapping

from kling3_openapi.endpoints import Family

Mends = Mapping[Family, Mapping[str, str]]
"""For each family the fields that have a known mend."""

_BY_PATH = "leave it out, the path chooses the model and the tier"
_NOTHING = "leave it out, nothing replaces it there"

_KLING_OWN_API = {
    "model_name": _BY_PATH,
    "mode": _BY_PATH,
    "sound": "send generate_audio",
    "camera_control": "describe the movement of the camera in the prompt",
    "callback_url": "send webhook_url",
}

IMAGE_LIST: Mends = {Family.KLING3: {"image_list": "send start_image_url and end_image_url"}}

ELEMENT_LIST: Mends = {
    Family.KLING3: {"element_list": "send elements"},
    Family.OMNI: {"element_list": "send elements"},
    Family.REFERENCE: {"element_list": _NOTHING},
}

IMAGE_URL: Mends = {Family.KLING3: {"image_url": "send start_image_url"}}

GUIDANCE: Mends = {
    Family.OMNI: {
        "cfg_scale": "leave it out, only Kling 3 and reference-to-video have it",
        "negative_prompt": "say in the prompt what to avoid",
    },
}

VIDEO_URL: Mends = {
    Family.OMNI: {"video_url": "POST the order to /v1/ai/reference-to-video/kling-v3-omni-{tier}"},
}

OTHER_API: Mends = {
    Family.KLING3: {
        **_KLING_OWN_API,
        "image": "send start_image_url",
        "image_tail": "send end_image_url",
    },
    Family.OMNI: {
        **_KLING_OWN_API,
        "image": "send image_url",
        "image_tail": "send end_image_url, and the first frame as start_image_url",
    },
    Family.REFERENCE: {
        **_KLING_OWN_API,
        "image": "send image_url",
        "image_tail": "leave it out, a last frame can't be given there",
        "sound": _NOTHING,
    },
}

MULTI_SHOT: Mends = {
    Family.KLING3: {
        "multi_shot": "let multi_prompt make the shots, only the schema of April 2026 has multi_shot",
    },
}

_EQUIVALENTS: Mends = {
    Family.OMNI: {"image_list": "send image_url, or start_image_url and end_image_url"},
    Family.REFERENCE: {"image_list": "send image_url", "start_image_url": "send image_url"},
}


def _united(family: Family, *tables: Mends) -> Mapping[str, str]:
    return {name: mend for table in tables for name, mend in table.get(family, {}).items()}


NAMED: Mends = {
    family: _united(family, IMAGE_LIST, ELEMENT_LIST, IMAGE_URL, GUIDANCE, VIDEO_URL, OTHER_API, MULTI_SHOT)
    for family in Family
}
"""The fields that have a rule of their own, so that none is told of twice."""

KNOWN: Mends = {family: {**NAMED[family], **_EQUIVALENTS.get(family, {})} for family in Family}
"""These, and fields without such a rule whose mend is known all the same."""
