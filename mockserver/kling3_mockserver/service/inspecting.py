"""Inspecting: an order after a look at the pictures and videos that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from kling3_mockserver.errors import ApiError
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.service.call import Call
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.order import VideoOrder
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_openapi.endpoints import Endpoint
from kling3_openapi.findings import Finding

if TYPE_CHECKING:
    from kling3_mockserver.media import Inspector
    from kling3_mockserver.service.validation import Validation

_FAILS = FailAfter(3.0)
"""After a few seconds, without a reason, as was seen live."""


class Asked(Protocol):
    """What a look at an order's inputs needs; settings may be others from one order to the next."""

    settings: Settings

    @property
    def validation(self) -> Validation:
        """The rules that requests are held to."""

    @property
    def inspector(self) -> Inspector:
        """What looks at pictures and videos."""


async def inspected(
    mock: Asked, endpoint: Endpoint, call: Call, body: Mapping[str, object], order: VideoOrder
) -> VideoOrder:
    """Return the order as its inputs have it, and tell with the call what is wrong with them.

    By a flaw its task fails unless the request itself says how it ends; raises ApiError 400 where flaws are refused.
    """
    found = await mock.inspector.inspect(mock.validation.read(endpoint, body), order.video)
    call.findings += (*found.flaws, *found.doubts)
    if found.flaws and mock.settings.inspect_media is InspectMedia.REFUSE:
        raise _refusal(found.flaws)
    scenario = order.scenario or (_FAILS if found.flaws else None)
    return order._replace(video=found.video, scenario=scenario)


def _refusal(flaws: tuple[Finding, ...]) -> ApiError:
    return ApiError(400, f"Validation error: {flaws[0].message}", refused=flaws)
