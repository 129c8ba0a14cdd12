"""CORS: for development, leave for pages of chosen origins to call the fake; the service gives none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.browser import browser_headers
from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call, Handler
from kling3_openapi.rules.browsers import BrowserHeaders, browser_findings
from kling3_openapi.rules.echo import echoed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS = ("GET", "HEAD", "POST")
_EXPOSED = (
    "x-kling3-findings", "x-kling3-fault", "x-request-id",
    "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
    "accept-ranges", "content-range",
)  # fmt: skip
"""What a page may read of an answer beside its body."""
_OF_A_BODY = (b"content-length", b"content-type")
_SHOWN_CHARACTERS = 60


class Cors:
    """Gives leave to the pages of these origins, `*` to those of all; what a browser sends is told of all the same."""

    def __init__(self, origins: Sequence[str], methods: Sequence[str] = _METHODS) -> None:
        self._origins, self._methods = origins, methods

    def handler(self, handler: Handler) -> Handler:
        """Return a handler that answers preflights itself, before a key is asked for."""
        leave = self._around(_no_app)

        async def handle(call: Call) -> Response:
            headers = browser_headers(call.request)
            call.findings += browser_findings(headers)
            if not headers.is_preflight:
                return await handler(call)
            answer = leave.preflight_response(Headers(raw=list(call.request.headers.items())))
            if answer.status_code != 200:
                raise ApiError(400, self._refusal(headers))
            kept = [each for each in answer.raw_headers if each[0] not in _OF_A_BODY]
            return Response(answer.status_code, kept, b"")

        return handle

    def app(self, app: ASGIApp) -> ASGIApp:
        """Return an application whose answers, refusals too, may be read by the pages."""
        return self._around(app)

    def _refusal(self, headers: BrowserHeaders) -> str:
        method, origin = (echoed(each, _SHOWN_CHARACTERS) for each in (headers.requested_method, headers.origin))
        leave = f"{', '.join(self._methods)} from {', '.join(self._origins)}"
        return f"--cors gives no leave for {method} from {origin}: it allows {leave}"

    def _around(self, app: ASGIApp) -> _Leave:
        return _Leave(
            app,
            allow_origins=self._origins,
            allow_methods=self._methods,
            allow_headers=("*",),
            expose_headers=_EXPOSED,
            allow_private_network=True,
        )


class _Leave(CORSMiddleware):
    """The library's rules, but for preflights: those are a handler's, so that they are told of like every request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
        else:
            await self.simple_response(scope, receive, send, Headers(scope=scope))


async def _no_app(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand behind rules that are asked only for headers."""
