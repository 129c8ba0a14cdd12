"""What to do instead of each field that people send and the service ignores, by family.

A mend may hold `{tier}`, for the tier that the order was sent to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family

Mends = Mapping[Family, Mapping[str, str]]
"""For each family the fields that have a known mend."""

_BY_PATH = "leave it out, the path chooses the model and the tier"
_NOTHING = "leave it out, nothing replaces it there"
_NO_LAST_FRAME = "leave it out, a last frame can't be given there"


def _each(families: Iterable[Family], mends: Mapping[str, str]) -> Mends:
    return dict.fromkeys(families, mends)


_KLING_OWN_API = {
    "model_name": _BY_PATH,
    "mode": _BY_PATH,
    "sound": "send generate_audio",
    "camera_control": "describe the movement of the camera in the prompt",
    "callback_url": "send webhook_url",
}

_SILENT_OWN_API = {**_KLING_OWN_API, "sound": "leave it out, there is no sound"}
_TURBO_IMAGE = "POST the order to /v1/ai/image-to-video/kling-v3-turbo-{tier}, with the picture as image"
_UHD_IMAGE = "POST the order to /v1/ai/video/kling-4k-i2v, with the picture as image"

IMAGE_LIST: Mends = {Family.KLING3: {"image_list": "send start_image_url and end_image_url"}}

ELEMENT_LIST: Mends = {
    Family.KLING3: {"element_list": "send elements"},
    Family.OMNI: {"element_list": "send elements"},
    Family.REFERENCE: {"element_list": _NOTHING},
    **_each((*MOTION_CONTROL, *TURBO, *UHD), {"element_list": _NOTHING}),
}

IMAGE_URL: Mends = {Family.KLING3: {"image_url": "send start_image_url"}}

GUIDANCE: Mends = {
    Family.OMNI: {
        "cfg_scale": "leave it out, Kling 3 and reference-to-video have it",
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
        "image_tail": _NO_LAST_FRAME,
        "sound": _NOTHING,
    },
    **_each(
        MOTION_CONTROL, {**_SILENT_OWN_API, "image": "send image_url", "image_tail": _NO_LAST_FRAME, "sound": _NOTHING}
    ),
    Family.TURBO_TEXT: {**_SILENT_OWN_API, "image": _TURBO_IMAGE, "image_tail": _NO_LAST_FRAME},
    Family.TURBO_IMAGE: {**_SILENT_OWN_API, "image_tail": _NO_LAST_FRAME},
    Family.UHD_TEXT: {**_SILENT_OWN_API, "image": _UHD_IMAGE, "image_tail": _UHD_IMAGE},
    Family.UHD_IMAGE: _SILENT_OWN_API,
}

OTHER_IMAGE: Mends = {
    **_each(MOTION_CONTROL, {"start_image_url": "send image_url", "end_image_url": _NO_LAST_FRAME}),
    Family.TURBO_TEXT: dict.fromkeys(("image_url", "start_image_url"), _TURBO_IMAGE),
    Family.TURBO_IMAGE: {
        "image_url": "send image",
        "start_image_url": "send image",
        "end_image_url": _NO_LAST_FRAME,
    },
    Family.UHD_TEXT: dict.fromkeys(("image_url", "start_image_url", "end_image_url"), _UHD_IMAGE),
    Family.UHD_IMAGE: {"image_url": "send image", "start_image_url": "send image", "end_image_url": "send image_tail"},
}

_NO_SOUND = {"generate_audio": "leave it out, there is no sound"}
_NO_RATIO = {"aspect_ratio": "leave it out, the shape can't be chosen there"}
_NO_GUIDANCE = {
    "negative_prompt": "say in the prompt what to avoid",
    "cfg_scale": _NOTHING,
}

NONE_OF_THE_KIND: Mends = {
    **_each(
        MOTION_CONTROL,
        {
            "generate_audio": _NOTHING,
            **_NO_RATIO,
            "duration": "leave it out, the video is as long as the one at video_url",
            "negative_prompt": "say in the prompt what to avoid",
        },
    ),
    Family.TURBO_TEXT: {**_NO_SOUND, **_NO_GUIDANCE},
    Family.TURBO_IMAGE: {**_NO_SOUND, **_NO_RATIO, **_NO_GUIDANCE},
    Family.UHD_TEXT: _NO_SOUND,
    Family.UHD_IMAGE: {**_NO_SOUND, **_NO_RATIO},
}

MULTI_SHOT: Mends = {
    Family.KLING3: {
        "multi_shot": "let multi_prompt make the shots, only the schema of April 2026 has multi_shot",
    },
}

GONE: Mapping[str, str] = {
    "elements": "show them in a first frame, or describe them in the prompt",
    "voice_ids": "describe the voices in the prompt",
}
"""What to do instead of the fields that an edition has taken away."""

_EQUIVALENTS: Mends = {
    Family.OMNI: {"image_list": "send image_url, or start_image_url and end_image_url"},
    Family.REFERENCE: {"image_list": "send image_url", "start_image_url": "send image_url"},
    **_each(MOTION_CONTROL, {"image_list": "send image_url"}),
    Family.TURBO_TEXT: {"image_list": _TURBO_IMAGE, "resolution": _BY_PATH},
    Family.TURBO_IMAGE: {"image_list": "send image", "resolution": _BY_PATH},
    Family.UHD_TEXT: {"image_list": _UHD_IMAGE, "resolution": _BY_PATH},
    Family.UHD_IMAGE: {"image_list": "send image and image_tail", "resolution": _BY_PATH},
}


def _united(family: Family, *tables: Mends) -> Mapping[str, str]:
    return {name: mend for table in tables for name, mend in table.get(family, {}).items()}


_WITH_A_RULE = (
    IMAGE_LIST, ELEMENT_LIST, IMAGE_URL, GUIDANCE, VIDEO_URL, OTHER_API, MULTI_SHOT, OTHER_IMAGE, NONE_OF_THE_KIND,
)  # fmt: skip

NAMED: Mends = {family: _united(family, *_WITH_A_RULE) for family in Family}
"""The fields that have a rule of their own, so that none is told of twice."""

KNOWN: Mends = {family: {**NAMED[family], **_EQUIVALENTS.get(family, {})} for family in Family}
"""These, and fields without such a rule whose mend is known all the same."""
