"""The least that each family takes: orders that no rule has anything to say of."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_openapi.endpoints import MOTION_CONTROL, Family, Tier

LEAST: Mapping[Family, Mapping[str, object]] = {
    Family.KLING3: {"prompt": "A fox in the snow"},
    Family.OMNI: {"prompt": "A fox in the snow"},
    Family.REFERENCE: {"prompt": "Run as in @Video1", "video_url": "https://cdn.example.com/run.mp4"},
    **{
        family: {"image_url": "https://cdn.example.com/fox.png", "video_url": "https://cdn.example.com/run.mp4"}
        for family in MOTION_CONTROL
    },
    Family.TURBO_TEXT: {"prompt": "A fox in the snow"},
    Family.TURBO_IMAGE: {"image": "https://cdn.example.com/fox.png"},
    Family.UHD_TEXT: {"prompt": "A fox in the snow"},
    Family.UHD_IMAGE: {"image": "https://cdn.example.com/fox.png"},
}


def tier_of(family: Family) -> Tier:
    """Return a tier that a family has: std, if it is among them."""
    return Tier.STD if Tier.STD in family.tiers else next(iter(family.tiers))
