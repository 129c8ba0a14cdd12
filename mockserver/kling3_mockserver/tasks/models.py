"""Models: by which names a request's model is called, wherever a scenario, a fault or a test asks for one.

A family (`kling-v3`) stands for every request of it; a tier (`kling-v3-pro`) for its orders, since of most families no
other path names one. Omni and reference-to-video share their names, and so do Turbo's two families, so a name may have
more of its path before it: `reference-to-video/kling-v3-omni-pro`, or all of it.
"""

from __future__ import annotations

from functools import lru_cache

from kling3_mockserver.errors import MockError
from kling3_mockserver.suggestion import suggestion
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Operation

_PREFIX = "/v1/ai/"
"""With what the paths of all models begin."""


class ModelError(MockError):
    """A model that there is not; `model` is what was got."""

    def __init__(self, model: object) -> None:
        meant, plain = suggestion(model, _known()), [each for each in _known() if "/" not in each]
        super().__init__(
            f"got model {model!r:.60}{meant}: expected one of {', '.join(plain)}, where a name is shared with "
            "video/, reference-to-video/, text-to-video/ or image-to-video/ before it"
        )
        self.model = model


@lru_cache(maxsize=len(ENDPOINTS))
def names_of(endpoint: Operation) -> frozenset[str]:
    """Return the names by which a request to an endpoint may be asked for: of its family, and of its tier if any.

    An operation that is no family's has no model.
    """
    if not isinstance(endpoint, Endpoint):
        return frozenset()
    return frozenset(name for path in (endpoint.family.path, endpoint.path) for name in _names(path))


def names_at(path: str) -> frozenset[str]:
    """Return the same for the path of an order; none for a path that creates nothing."""
    return next((names_of(each) for each in ENDPOINTS if each.tier is not None and each.path == path), frozenset())


def model_names() -> tuple[str, ...]:
    """Return the names of all families and tiers, those first that one segment of a path is enough for."""
    return _known()


def checked_model(model: object) -> str:
    """Return the name of a family or tier as paths write it; raise ModelError for anything else."""
    name = model.strip().lower().removeprefix(_PREFIX) if isinstance(model, str) else ""
    if name not in _known():
        raise ModelError(model)
    return name


def _names(path: str) -> tuple[str, str]:
    """Return the last segment of a path without a task, and the last two, which tell families of one name apart."""
    *_, group, name = path.removesuffix("/{task-id}").split("/")
    return name, f"{group}/{name}"


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    """Return all names, those of one segment first."""
    names = dict.fromkeys(name for each in ENDPOINTS for name in _names(each.path))
    return tuple(sorted(names, key=lambda name: ("/" in name, name)))
