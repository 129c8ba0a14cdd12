"""Address: the method and path of a request, and the endpoints that they name or probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier
from kling3_openapi.rules.echo import LONGEST_ECHO, echoed

_LONGEST_METHOD = 20
_LONGEST_READ = 200
"""Characters of a path that guesses look at: the longest path of a task has 83."""

_BY_PATH = {endpoint.path: endpoint for endpoint in ENDPOINTS}
_TASK = "{task-id}"
_NO_TASK = frozenset({"", "v1", "ai", "video", "list", "status", "task", "tasks", "overview"})

_REFERENCE = re.compile(r"(?<!api-)reference|video-to-video")
_PRO_NAMES = "professional|prof|master|premium|plus|max|hd"
_STD_NAMES = "standard|stand|basic|lite|turbo|fast"
_TIERS = {
    Tier.PRO: re.compile(rf"\b(?:pro|{_PRO_NAMES})\b"),
    Tier.STD: re.compile(rf"\b(?:std|{_STD_NAMES})\b"),
}
_MISNAMED_TIER = re.compile(rf"kling-v3(?:-omni)?-(?:{_PRO_NAMES}|{_STD_NAMES})")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes: `path` is percent-decoded and has no query."""

    method: str
    path: str

    def __str__(self) -> str:
        """Return method and path as messages name them, cut and printable."""
        return f"{echoed(self.method, _LONGEST_METHOD)} {echoed(self.path, LONGEST_ECHO)}"

    @property
    def verb(self) -> str:
        """The method that the document would have: HEAD asks for what GET does."""
        return "GET" if self.method == "HEAD" else self.method

    @property
    def bare_path(self) -> str:
        """The path without slashes at its end."""
        return self.path.rstrip("/")

    @property
    def words(self) -> str:
        """The beginning of the path in lower case, for guesses."""
        return self.bare_path[:_LONGEST_READ].lower()

    @property
    def segments(self) -> list[str]:
        """What stands between the slashes of `words`."""
        return [segment for segment in self.words.split("/") if segment]


def misnamed_tier(address: Address) -> str | None:
    """Return the segment that names a model by a tier which goes by another name: `kling-v3-standard`."""
    return next(filter(_MISNAMED_TIER.fullmatch, address.segments), None)


def endpoint_at(path: str) -> Endpoint | None:
    """Return the endpoint that has a path, whatever the method: in this API each path has one."""
    known = _BY_PATH.get(path)
    if known is not None:
        return known
    parent, _, task = path.rpartition("/")
    return _BY_PATH.get(f"{parent}/{_TASK}") if task else None


def prefix_of(path: str) -> str | None:
    """Return what stands before a path of the API, as in /api/freepik/v1/ai/...; None where that is no such path."""
    prefix, found, rest = path.partition("/v1/ai/")
    known = prefix and not prefix.endswith(("/", "/v1", "/ai")) and endpoint_at(f"{found}{rest}")
    return prefix if known else None


def meant(address: Address) -> tuple[Endpoint, ...]:
    """Return the endpoints that a wrong address probably meant: by its words the family, tier and task."""
    family = _family(address.words)
    if address.method == "POST":
        creating = tuple(e for e in ENDPOINTS if e.family is family and e.kind is Kind.CREATE)
        return tuple(e for e in creating if e.tier is _tier(address.words)) or creating
    kind = Kind.GET if _names_task(address.segments) else Kind.LIST
    return tuple(e for e in ENDPOINTS if e.family is family and e.kind is kind)


def listed(endpoints: Iterable[Endpoint]) -> str:
    """Return endpoints as messages name them: `POST /v1/... or POST /v1/...`."""
    return " or ".join(f"{endpoint.method} {endpoint.path}" for endpoint in endpoints)


def _family(words: str) -> Family:
    if _REFERENCE.search(words):
        return Family.REFERENCE
    return Family.OMNI if "omni" in words else Family.KLING3


def _tier(words: str) -> Tier | None:
    return next((tier for tier, pattern in _TIERS.items() if pattern.search(words)), None)


def _names_task(segments: list[str]) -> bool:
    last = segments[-1] if segments else ""
    return last not in _NO_TASK and "kling" not in last and not last.startswith("generate")
