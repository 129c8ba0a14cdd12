"""Path probes: the path of each list in other spellings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kling3_contracts.enforcement.probe import NOT_THERE, PATH_CODE, Probe
from kling3_openapi.endpoints import ENDPOINTS, Kind


def other_spellings() -> Iterator[Probe]:
    """Yield paths that only a loose comparison takes for that of a list; a list costs nothing."""
    for endpoint in (each for each in ENDPOINTS if each.kind is Kind.LIST):
        for label, path in _spellings(endpoint.path).items():
            yield Probe(PATH_CODE, endpoint.operation_id, label, "GET", path, allowed=NOT_THERE)


def _spellings(path: str) -> Mapping[str, str]:
    room, _, model = path.rpartition("/")
    return {
        "the model in capitals": f"{room}/{model.upper()}",
        "the whole path in capitals": path.upper(),
        "two slashes before the model": f"{room}//{model}",
        "two slashes within": path.replace("/ai/", "/ai//"),
        "a letter more": f"{path}s",
        "a letter less": path[:-1],
    }
