"""Guesses: which endpoints a wrong address probably meant, by the words of its path."""

from __future__ import annotations

import re

from kling3_openapi.endpoints import (
    ENDPOINTS,
    MOTION_CONTROL,
    REQUEST_UPLOADS,
    TURBO,
    UHD,
    Endpoint,
    Family,
    Kind,
    Operation,
    Tier,
)
from kling3_openapi.rules.address import Address, is_uuid

_NO_TASK = frozenset({"", "v1", "ai", "video", "list", "status", "task", "tasks", "overview"})

_REFERENCE = re.compile(r"(?<!api-)reference|video-to-video")
_PRO_NAMES = "professional|prof|master|premium|plus|max|hd"
_STD_NAMES = "standard|stand|basic|lite|fast"


def _word(pattern: str) -> re.Pattern[str]:
    """Between whatever separators, `_` among them."""
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")


_TIERS = {
    Tier.PRO: _word(rf"pro|{_PRO_NAMES}"),
    Tier.STD: _word(rf"std|{_STD_NAMES}"),
    Tier.P720: _word(r"720p?|(?<!full-)hd"),
    Tier.P1080: _word(r"1080p?|full-?hd"),
}
"""By which words of a path a tier is known; `hd` means another one to each family."""

_FAMILIES: tuple[tuple[tuple[Family, ...], re.Pattern[str]], ...] = (
    (MOTION_CONTROL, re.compile(r"motion")),
    (TURBO, re.compile(r"turbo")),
    (UHD, re.compile(r"(?<![0-9])(?:4k|uhd|2160p?)\b")),
    ((Family.REFERENCE,), _REFERENCE),
    ((Family.OMNI,), re.compile(r"omni")),
    # Of all families Turbo alone is ordered by lines.
    (TURBO, re.compile(r"^(?!.*\b(?:pro|std)\b).*\b(?:720|1080)p\b")),
)
"""By which words of a path its families are known, the most telling first; without any it is Kling 3."""

_MADE_OF = {
    **dict.fromkeys((Family.TURBO_TEXT, Family.UHD_TEXT), re.compile(r"text|txt|t2v")),
    **dict.fromkeys((Family.TURBO_IMAGE, Family.UHD_IMAGE), re.compile(r"image|img|i2v")),
}
"""By which words families are told apart that differ in what a video is made of."""

_NO_FAMILY: tuple[tuple[Operation, re.Pattern[str]], ...] = ((REQUEST_UPLOADS, re.compile(r"upload|presign")),)
"""By which words an operation is known that is no family's, whatever else the path has."""

_MISNAMED_TIER = re.compile(
    rf"kling-v3(?:-omni|-motion-control)?-(?:{_PRO_NAMES}|{_STD_NAMES})|"
    rf"kling-v3-turbo-(?:pro|std|{_PRO_NAMES}|{_STD_NAMES}|full-?hd|720|1080)"
)


def meant(address: Address) -> tuple[Operation, ...]:
    """Return the operations that a wrong address probably meant: by its words the families, tier and task."""
    return tuple(each for each, words in _NO_FAMILY if words.search(address.words)) or _on_tasks(address)


def _on_tasks(address: Address) -> tuple[Endpoint, ...]:
    kind = Kind.CREATE if address.method == "POST" else Kind.GET if _names_task(address.segments) else Kind.LIST
    families = _families(address.words)
    found = tuple(each for each in ENDPOINTS if each.family in families and each.kind is kind)
    for named in (_names_source, _names_tier):
        found = tuple(each for each in found if named(each, address.words)) or found
    return found


def tiers_of(address: Address) -> tuple[Tier, ...]:
    """Return the tiers that the families have which a wrong address probably meant."""
    return tuple(dict.fromkeys(tier for family in _families(address.words) for tier in family.tiers))


def misnamed_tier(address: Address) -> str | None:
    """Return the segment that names a model by a tier which goes by another name: `kling-v3-standard`."""
    return next(filter(_MISNAMED_TIER.fullmatch, address.segments), None)


def _families(words: str) -> tuple[Family, ...]:
    return next((families for families, pattern in _FAMILIES if pattern.search(words)), (Family.KLING3,))


def _names_source(endpoint: Endpoint, words: str) -> bool:
    pattern = _MADE_OF.get(endpoint.family)
    return pattern is not None and pattern.search(words) is not None


def _names_tier(endpoint: Endpoint, words: str) -> bool:
    tiers = endpoint.family.tiers if endpoint.tier is None else (endpoint.tier,)
    return any(pattern.search(words) for tier, pattern in _TIERS.items() if tier in tiers)


def _names_task(segments: list[str]) -> bool:
    last = segments[-1] if segments else ""
    is_word = last in _NO_TASK or "kling" in last or last.startswith("generate")
    return not is_word or any(map(is_uuid, segments))
