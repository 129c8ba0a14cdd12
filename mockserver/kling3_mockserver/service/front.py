"""Front: who asks `GET /` of a server is shown what answers here, unless it is a program that asks for the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kling3_mockserver import service
from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.messages import Request
from kling3_mockserver.http.reached import is_service, reached_by
from kling3_mockserver.service.call import request_of
from kling3_mockserver.settings.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def with_front_page(settings: Callable[[], Settings], otherwise: ASGIApp) -> ASGIApp:
    """Return an ASGI callable for the path `/`; what it answers to people is not in the journal."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope)
        if IN_PROCESS in scope.get("extensions", ()) or not _looks_around(request):
            await otherwise(scope, receive, send)
            return
        url = reached_by(request.header(b"host"), scope.get("server"), scope.get("scheme", "http"))
        prefix = settings().path_prefix or ""
        response = service.front_page_of(f"{url}{prefix}", settings(), request.header(b"accept"))
        length = (b"content-length", b"%d" % len(response.body))
        body = b"" if request.method == "HEAD" else response.body
        await send({"type": "http.response.start", "status": response.status, "headers": [*response.headers, length]})
        await send({"type": "http.response.body", "body": body})

    return answer


def _looks_around(request: Request) -> bool:
    # With a key, or by the service's name, it is a program whose URL lost its path: that is a mistake to be named.
    return request.method in ("GET", "HEAD") and not request.key and not is_service(request.header(b"host"))
