"""Other APIs: paths of the provider that are right, and that belong to other models than Kling 3."""

from __future__ import annotations

import re

_KLING3 = re.compile(r"kling[-_.]?(?:v?[-_.]?3(?![0-9])|4k|turbo|motion)")
_OWN_ROOMS = frozenset({"video", "reference-to-video"})
_OTHER_MODELS = re.compile(
    r"kling-(?:v[12](?![0-9])|o1(?![0-9]))|"
    r"(?:runway|wan|seedance|minimax|hailuo|pixverse|ltx|veo|sora|luma|omni-human|vidu|hunyuan)(?![a-z])"
)
"""How the names of other models in those rooms begin."""

_OTHER_ROOMS = re.compile(
    r"image-to-video|text-to-video|text-to-image|image-to-image|mystic|loras|classifier|beta|"
    r"image-(?:upscaler|relight|style-transfer|expand|to-prompt|change-camera)(?:-[a-z0-9-]+)?|improve-prompt|"
    r"text-to-icon|skin-enhancer|video-upscaler(?:-[a-z0-9-]+)?|lip-sync|vfx|sound-effects|music-generation|"
    r"audio-isolation|voiceover|text-to-speech|ideogram-image-edit|reimagine-flux|gemini-[a-z0-9-]+"
)
_STOCK = frozenset({"resources", "icons", "videos"})


def of_other_api(path: str) -> bool:
    """Return whether a path in lower case, without slashes at its end, is the provider's and none of Kling 3's.

    A path that speaks of Kling 3 is none: it is one of Kling 3's, misspelt.
    """
    if not path.startswith("/v1/") or _KLING3.search(path):
        return False
    room, *below = path.split("/")[2:5]
    return room in _STOCK or (room == "ai" and _is_other(*below))


def _is_other(room: str = "", model: str = "") -> bool:
    if room in _OWN_ROOMS:
        return _OTHER_MODELS.match(model) is not None
    return _OTHER_ROOMS.fullmatch(room) is not None
