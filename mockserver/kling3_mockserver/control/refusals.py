"""ControlRefusals: the answers of the control API to what it can't do, and a line of the log for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.display import shown_failure
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.service.call import request_of
from kling3_mockserver.settings.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Scope

_BEGAN = "kling3_began"


class ControlRefusals:
    """Tells whoever listens to the journal, which does not remember them: they are no requests to the service."""

    def __init__(self, journal: Journal, clock: Clock, settings: Callable[[], Settings]) -> None:
        self._journal, self._clock, self._settings = journal, clock, settings

    def begin(self, scope: Scope) -> None:
        """Note when a request came."""
        scope[_BEGAN] = perf_counter()

    def tell(self, scope: Scope, status: int, message: str) -> Mapping[str, str]:
        """Have a refusal told in the log; return the body of its answer."""
        if self._journal.on_exchange is not None:
            self._journal.mention(self._exchange(scope, status, message))
        return {"message": message}

    def _exchange(self, scope: Scope, status: int, message: str) -> Exchange:
        request = request_of(scope)
        shown = shown_failure(ApiError(status, message), request, self._settings().known_secrets)
        return Exchange(
            0, self._clock.now(), request, Response(status, [], b""),
            "", "", (), perf_counter() - scope[_BEGAN], reason=shown.message,
        )  # fmt: skip
