"""Models: the endpoint that creates videos of a model, found by its path or by its name where that is enough."""

from __future__ import annotations

from kling3_contracts.errors import OptionError
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind
from kling3_openapi.rules.echo import echoed

CREATING: tuple[Endpoint, ...] = tuple(each for each in ENDPOINTS if each.kind is Kind.CREATE)
"""The endpoints that create a task, in the order of the document."""


def endpoint_of(model: str | Endpoint) -> Endpoint:
    """Return the endpoint that orders of a model go to: `kling-v3-pro`, a path or its end, or the endpoint itself.

    Raises OptionError for a name that two endpoints have, as kling-v3-omni-pro, and for one that none has.
    """
    found = [each for each in CREATING if model in (each, each.path, each.path.removeprefix("/v1/ai/"), each.model)]
    if len(found) != 1:
        raise OptionError("model", _twice(found) if found else _unknown(model))
    return found[0]


def _twice(found: list[Endpoint]) -> str:
    paths = " or ".join(each.path for each in found)
    return f"'{found[0].model}' is the name of two models: give the path, {paths}"


def _unknown(model: str | Endpoint) -> str:
    names = ", ".join(dict.fromkeys(each.model for each in CREATING))
    if isinstance(model, Endpoint):
        return f"{model.method} {model.path} takes no orders: give an endpoint that creates a task"
    return f"no model is called '{echoed(model)}': give one of {names}, or a path such as {CREATING[0].path}"
