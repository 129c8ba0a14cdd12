"""Outage: models of which every task fails soon and without a reason, as a tier of the service was seen to do."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_mockserver.tasks.models import names_of
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_openapi.endpoints import Endpoint

OUTAGE = FailAfter(4.0)
"""After 3 to 5 seconds the tasks of such a tier were seen to fail (confidence B)."""


def outage_of(endpoint: Endpoint, models: Sequence[str]) -> FailAfter | None:
    """Return how a task ends that is ordered at an endpoint while these models are out; None where they are others.

    A model is a family or a tier, as `checked_model` returns it.
    """
    return None if names_of(endpoint).isdisjoint(models) else OUTAGE
