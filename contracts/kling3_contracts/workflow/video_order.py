"""VideoOrder: one order of the walk, and what its video must be like since the order says so."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from kling3_contracts.orders.places import fields
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier

_PROMPT = "A lighthouse at dusk, slow waves below"
_PROMPTS = {Family.REFERENCE: f"{_PROMPT}, moving like @Video1"}
_BY_PRICE = (Tier.STD, Tier.P720, Tier.PRO, Tier.P1080, Tier.UHD)
_CREATING = {(each.family, each.tier): each for each in ENDPOINTS if each.kind is Kind.CREATE}


def by_price(family: Family) -> tuple[Tier, ...]:
    """Return the tiers of a family, the cheapest first."""
    return tuple(sorted(family.tiers, key=_BY_PRICE.index))


def cheapest(family: Family) -> Tier:
    """Return the tier of a family that costs least."""
    return by_price(family)[0]


class VideoOrder(NamedTuple):
    """One order; a ratio of "" and a sound of None are what nothing is promised of.

    So is the length where a family has no `duration`, as that of a video which moves like another. A family without
    `generate_audio` is not asked for it; that its videos are without sound may be promised all the same.

    With `shots`, the seconds of each, it says no duration of its own: the video lasts as long as all of them together.
    The fields of `left_out` are not sent: what is promised is their default in the provider's document.
    """

    family: Family
    tier: Tier
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
        said = {**plain_order(self.family), "prompt": _PROMPTS.get(self.family, _PROMPT), **self._length()}
        if self.ratio:
            said["aspect_ratio"] = self.ratio
        if self.sound is not None and self._has("generate_audio"):
            said["generate_audio"] = self.sound
        sent = {name: value for name, value in said.items() if name not in self.left_out}
        return json.dumps(sent | fields, separators=(",", ":")).encode()

    def source(self, field: str) -> str:
        """Return by what a video has to be so, in the words of messages."""
        if not self._has(field):
            return "the description of the endpoint"
        return f"the default of `{field}`" if field in self.left_out else f"`{field}`"

    @property
    def has_length(self) -> bool:
        """Whether it says how long its video is."""
        return self._has("duration")

    def _has(self, field: str) -> bool:
        return field in fields(self.family)

    def _length(self) -> dict[str, object]:
        if not self.has_length:
            return {}
        shots = [
            {"prompt": f"{_PROMPT}, shot {number}", "duration": str(each)} for number, each in enumerate(self.shots)
        ]
        return {"multi_prompt": shots} if shots else {"duration": str(self.seconds)}


FIRST = VideoOrder(Family.KLING3, Tier.STD, 4, "9:16", sound=False)
"""The one that costs least, without sound."""
OTHERS = (
    VideoOrder(
        Family.KLING3, Tier.PRO, 7, "16:9", sound=True, shots=(3, 4), left_out=("aspect_ratio", "generate_audio")
    ),
    VideoOrder(Family.OMNI, Tier.STD, 3, "1:1", sound=True),
    VideoOrder(Family.OMNI, Tier.PRO, 5, "9:16", sound=False, left_out=("duration",)),
    VideoOrder(Family.REFERENCE, Tier.STD, 4, "1:1"),
    VideoOrder(Family.REFERENCE, Tier.PRO, 7, "16:9"),
    VideoOrder(Family.MOTION_STD, Tier.STD),
    VideoOrder(Family.MOTION_PRO, Tier.PRO),
    VideoOrder(Family.TURBO_TEXT, Tier.P720, 3, "1:1", sound=False),
    VideoOrder(Family.TURBO_TEXT, Tier.P1080, 6, "9:16", sound=False),
    VideoOrder(Family.TURBO_IMAGE, Tier.P720, 4, sound=False),
    VideoOrder(Family.TURBO_IMAGE, Tier.P1080, 5, sound=False, left_out=("duration",)),
    VideoOrder(Family.UHD_TEXT, Tier.UHD, 5, "16:9", sound=False, left_out=("duration", "aspect_ratio")),
    VideoOrder(Family.UHD_IMAGE, Tier.UHD, 6, sound=False),
)
"""Every other family and tier, each with another video; the cheaper tier of a family comes first."""


def cheapest_order(family: Family) -> VideoOrder:
    """Return the short order of a family that costs least."""
    return VideoOrder(family, cheapest(family))


def orders_of(families: Collection[Family]) -> tuple[VideoOrder, ...]:
    """Return an order for each tier of some families; only the first where orders cost money."""
    return tuple(each for each in (FIRST, *OTHERS) if each.family in families)
