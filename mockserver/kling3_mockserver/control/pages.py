"""Pages: the handlers that show the files of the page, the one part of the control API that is for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kling3_mockserver.http.messages import Response as Answer
from kling3_mockserver.page.files import is_page, page_file, page_index

if TYPE_CHECKING:
    from starlette.types import Scope


class Pages:
    """The handlers of the page's files."""

    async def index(self, _request: Request) -> Response:
        """Show the page."""
        return _sent(page_index())

    async def file(self, request: Request) -> Response:
        """Show a module or a style sheet of the page."""
        name = request.path_params["file"]
        found = page_file(name)
        if found is None:
            raise HTTPException(404, f"the page has no file {name[:60]}: expected one that GET /_mock/ refers to")
        return _sent(found)


def is_open(scope: Scope) -> bool:
    """Return whether a request is for everybody: it reads a file of the page, and no data."""
    return is_page(scope["method"], scope["path"].removeprefix(scope.get("root_path", "")))


def _sent(answer: Answer) -> Response:
    return Response(answer.body, answer.status, {name.decode(): value.decode() for name, value in answer.headers})
