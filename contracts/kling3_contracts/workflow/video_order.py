"""VideoOrder: one order of the walk, and what its video must be like since the order says so."""

from __future__ import annotations

import json
from typing import NamedTuple

from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier

_PROMPT = "A lighthouse at dusk, slow waves below"
_ASKED: dict[Family, dict[str, str]] = {
    Family.KLING3: {"prompt": _PROMPT},
    Family.OMNI: {"prompt": _PROMPT},
    Family.REFERENCE: {
        "prompt": f"{_PROMPT}, moving like @Video1",
        "video_url": "https://videos.example.com/waves.mp4",
    },
}
_CREATING = {(each.family, each.tier): each for each in ENDPOINTS if each.kind is Kind.CREATE}


class VideoOrder(NamedTuple):
    """One order; a ratio of "" and a sound of None are what nothing is promised of.

    With `shots`, the seconds of each, it says no duration of its own: the video lasts as long as all of them together.
    The fields of `left_out` are not sent: what is promised is their default in the provider's document.
    """

    family: Family
    tier: Tier = Tier.STD
    seconds: int = 4
    ratio: str = ""
    sound: bool | None = None
    shots: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def endpoint(self) -> Endpoint:
        """Where it is sent."""
        return _CREATING[self.family, self.tier]

    def body(self, **fields: str) -> bytes:
        """Return its JSON, with more fields at the end."""
        said: dict[str, object] = {**_ASKED[self.family], **self._length()}
        if self.ratio:
            said["aspect_ratio"] = self.ratio
        if self.sound is not None:
            said["generate_audio"] = self.sound
        sent = {name: value for name, value in said.items() if name not in self.left_out}
        return json.dumps(sent | fields, separators=(",", ":")).encode()

    def source(self, field: str) -> str:
        """Return by what a video has to be so, in the words of messages."""
        return f"the default of `{field}`" if field in self.left_out else f"`{field}`"

    def _length(self) -> dict[str, object]:
        shots = [
            {"prompt": f"{_PROMPT}, shot {number}", "duration": str(each)} for number, each in enumerate(self.shots)
        ]
        return {"multi_prompt": shots} if shots else {"duration": str(self.seconds)}


FIRST = VideoOrder(Family.KLING3, Tier.STD, 4, "9:16", sound=False)
"""The only one where orders cost money; without sound it costs least."""
OTHERS = (
    VideoOrder(
        Family.KLING3, Tier.PRO, 7, "16:9", sound=True, shots=(3, 4), left_out=("aspect_ratio", "generate_audio")
    ),
    VideoOrder(Family.OMNI, Tier.STD, 3, "1:1", sound=True),
    VideoOrder(Family.OMNI, Tier.PRO, 5, "9:16", sound=False, left_out=("duration",)),
    VideoOrder(Family.REFERENCE, Tier.STD, 4, "1:1"),
    VideoOrder(Family.REFERENCE, Tier.PRO, 7, "16:9"),
)
"""Every other family and tier, each with another video; the cheaper tier of a family comes first."""
