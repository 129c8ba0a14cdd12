"""The operations of the Kling 3 video API: those on tasks by family, kind and tier, and those that are no family's.

To add a family is to add a line to `Family`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Tier(Enum):
    """The quality that is paid for."""

    # A member is equal to itself alone, and by its identity it is found in a table four times as fast.
    __hash__ = object.__hash__

    PRO = "pro"
    STD = "std"
    P720 = "720p"
    P1080 = "1080p"
    UHD = "4k"


class Kind(Enum):
    """What an endpoint does."""

    CREATE = "create"
    LIST = "list"
    GET = "get"
    UPLOAD = "upload"


_PRO_AND_STD = {Tier.PRO: "-pro", Tier.STD: "-std"}
_BY_LINES = {Tier.P720: "-720p", Tier.P1080: "-1080p"}


class Family(Enum):
    """A family of models that share a request schema and a list of tasks."""

    __hash__ = object.__hash__  # as in Tier

    KLING3 = ("Kling 3", "/v1/ai/video/kling-v3", "AiVideoKlingV3")
    OMNI = ("Kling 3 Omni", "/v1/ai/video/kling-v3-omni", "AiVideoKlingV3Omni")
    REFERENCE = (
        "Kling 3 Omni reference-to-video", "/v1/ai/reference-to-video/kling-v3-omni", "AiReferenceToVideoKlingV3Omni",
        _PRO_AND_STD, True,
    )  # fmt: skip
    # The tier stays in the paths that read, so each has a list of its own.
    MOTION_PRO = (
        "Kling 3 motion control pro", "/v1/ai/video/kling-v3-motion-control-pro", "AiVideoKlingV3MotionControlPro",
        {Tier.PRO: ""},
    )  # fmt: skip
    MOTION_STD = (
        "Kling 3 motion control std", "/v1/ai/video/kling-v3-motion-control-std", "AiVideoKlingV3MotionControlStd",
        {Tier.STD: ""},
    )  # fmt: skip
    TURBO_TEXT = (
        "Kling 3 Turbo text-to-video", "/v1/ai/text-to-video/kling-v3-turbo", "AiTextToVideoKlingV3Turbo", _BY_LINES,
    )  # fmt: skip
    TURBO_IMAGE = (
        "Kling 3 Turbo image-to-video", "/v1/ai/image-to-video/kling-v3-turbo", "AiImageToVideoKlingV3Turbo", _BY_LINES,
    )  # fmt: skip
    UHD_TEXT = ("Kling 3 4K text-to-video", "/v1/ai/video/kling-4k-t2v", "AiVideoKling4kT2v", {Tier.UHD: ""})
    UHD_IMAGE = ("Kling 3 4K image-to-video", "/v1/ai/video/kling-4k-i2v", "AiVideoKling4kI2v", {Tier.UHD: ""})

    title: str
    """The name by which messages call the family."""
    path: str
    """The path of its list of tasks, below which each of them lies; the member's value too."""
    stem: str
    """What the ids of its operations share."""
    tiers: Mapping[Tier, str]
    """The paths that create its tasks, by the tier that each stands for."""
    pages: bool
    """Whether its list documents `page` and `page_size`."""

    def __new__(
        cls,
        title: str,
        path: str,
        stem: str,
        tiers: Mapping[Tier, str] = _PRO_AND_STD,
        pages: bool = False,  # noqa: FBT001, FBT002  (a member is made of a tuple)
    ) -> Family:
        """Make a member of its line; `tiers` are the ends of the paths that create its tasks."""
        member = object.__new__(cls)
        member._value_ = member.path = path
        member.title, member.stem, member.pages = title, stem, pages
        member.tiers = MappingProxyType({tier: f"{path}{end}" for tier, end in tiers.items()})
        return member

    def model(self, tier: Tier) -> str:
        """Return the name of its model of a tier, the last segment of the path that creates: `kling-v3-pro`."""
        return self.tiers[tier].rpartition("/")[2]


MOTION_CONTROL = (Family.MOTION_PRO, Family.MOTION_STD)
TURBO = (Family.TURBO_TEXT, Family.TURBO_IMAGE)
UHD = (Family.UHD_TEXT, Family.UHD_IMAGE)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document; `path` is its template, with `{task-id}` for one task."""

    method: str
    path: str
    operation_id: str
    kind: Kind

    @property
    def pages(self) -> bool:
        """Whether it documents `page` and `page_size`."""
        return False


@dataclass(frozen=True, slots=True)
class Endpoint(Operation):
    """One operation on the tasks of a family."""

    family: Family
    tier: Tier | None = None
    """The tier of the tasks that it creates; None where it creates none."""

    @property
    def model(self) -> str:
        """The model's name, the last segment of the path without a task: `kling-v3-pro`."""
        return self.path.removesuffix("/{task-id}").rpartition("/")[2]

    @property
    def pages(self) -> bool:
        """Whether it documents `page` and `page_size`: only the list of reference-to-video does."""
        return self.family.pages and self.kind is Kind.LIST


def _family_endpoints(family: Family) -> Iterator[Endpoint]:
    stem, path = family.stem, family.path
    for tier, creating in family.tiers.items():
        name = f"post{stem}{creating.removeprefix(path).removeprefix('-').capitalize()}"
        yield Endpoint("POST", creating, name, Kind.CREATE, family, tier)
    yield Endpoint("GET", path, f"get{stem}Tasks", Kind.LIST, family)
    yield Endpoint("GET", f"{path}/{{task-id}}", f"get{stem}Task", Kind.GET, family)


ENDPOINTS: tuple[Endpoint, ...] = tuple(each for family in Family for each in _family_endpoints(family))
"""All on tasks."""

REQUEST_UPLOADS = Operation("POST", "/v1/ai/uploads/request-url", "postAiUploadsRequestUrl", Kind.UPLOAD)
"""Where a program asks for the URLs by which it uploads pictures; no task comes of it."""

OPERATIONS: tuple[Operation, ...] = (*ENDPOINTS, REQUEST_UPLOADS)
"""All that the documents have."""
