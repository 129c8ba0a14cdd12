"""The twelve endpoints of the Kling 3 video API, by family, kind and tier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Family(Enum):
    """A family of models that share a request schema and a list of tasks; the value is the path of that list."""

    # A member is equal to itself alone, and by its identity it is found in a table four times as fast.
    __hash__ = object.__hash__

    KLING3 = "/v1/ai/video/kling-v3"
    OMNI = "/v1/ai/video/kling-v3-omni"
    REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni"

    @property
    def title(self) -> str:
        """The name by which messages call the family."""
        return _TITLES[self]


class Tier(Enum):
    """The quality that is paid for; only paths that create a task name it."""

    __hash__ = object.__hash__  # as in Family

    PRO = "pro"
    STD = "std"


class Kind(Enum):
    """What an endpoint does."""

    CREATE = "create"
    LIST = "list"
    GET = "get"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the document; `path` is its template, with `{task-id}` for one task."""

    method: str
    path: str
    operation_id: str
    kind: Kind
    family: Family
    tier: Tier | None = None

    @property
    def model(self) -> str:
        """The model's name, the last segment of the path without a task: `kling-v3-pro`."""
        return self.path.removesuffix("/{task-id}").rpartition("/")[2]


_TITLES = {
    Family.KLING3: "Kling 3",
    Family.OMNI: "Kling 3 Omni",
    Family.REFERENCE: "Kling 3 Omni reference-to-video",
}

_OPERATION_STEMS = {
    Family.KLING3: "AiVideoKlingV3",
    Family.OMNI: "AiVideoKlingV3Omni",
    Family.REFERENCE: "AiReferenceToVideoKlingV3Omni",
}


def _family_endpoints(family: Family) -> tuple[Endpoint, ...]:
    stem, path = _OPERATION_STEMS[family], family.value
    return (
        Endpoint("POST", f"{path}-pro", f"post{stem}Pro", Kind.CREATE, family, Tier.PRO),
        Endpoint("POST", f"{path}-std", f"post{stem}Std", Kind.CREATE, family, Tier.STD),
        Endpoint("GET", path, f"get{stem}Tasks", Kind.LIST, family),
        Endpoint("GET", f"{path}/{{task-id}}", f"get{stem}Task", Kind.GET, family),
    )


ENDPOINTS: tuple[Endpoint, ...] = tuple(e for family in Family for e in _family_endpoints(family))
