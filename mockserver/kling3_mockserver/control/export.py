"""Export: the handler that gives remembered requests away in a form of others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kling3_mockserver.control.bodies import json_object
from kling3_mockserver.control.guard import is_in_process
from kling3_mockserver.control.selection import selected, spans_of
from kling3_mockserver.exports.forms import Form, written
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.settings.options import described
from kling3_mockserver.settings.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_LIMIT = re.compile("[0-9]{1,9}", re.ASCII)
_PORTION = 64 * 1024
"""Characters that are sent at once; between two portions others are answered."""


class Exported(Protocol):
    """What is exported."""

    settings: Settings
    journal: Journal


class Exports:
    """The handler of exports."""

    def __init__(self, mock: Exported) -> None:
        self._mock = mock

    async def show(self, request: Request) -> Response:
        """Give the remembered requests: all, the newest so many, or those whose numbers are named."""
        forms = {each.value: each for each in Form}
        form = forms.get(request.path_params["form"])
        if form is None:
            raise HTTPException(404, f"expected /_mock/export with one of {', '.join(f'.{each}' for each in forms)}")
        exchanges: Sequence[Exchange] = self._mock.journal.exchanges(_limit(request))
        if request.method == "POST":
            exchanges = selected(exchanges, spans_of(await json_object(request)))
        settings = self._mock.settings
        return _InPortions(form, written(form, exchanges, settings.known_secrets, _changed(settings)))


class _InPortions(Response):
    """An answer that is made while it is sent."""

    def __init__(self, form: Form, parts: Iterator[str]) -> None:
        named = f'attachment; filename="{form.file_name}"'
        super().__init__(headers={"content-disposition": named}, media_type=form.media_type)
        self._parts = parts

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [each for each in self.raw_headers if each[0] != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for part in () if scope["method"] == "HEAD" else _portions(self._parts):
            await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
            if not is_in_process(scope):
                await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b""})


def _portions(parts: Iterator[str]) -> Iterator[str]:
    gathered, length = list[str](), 0
    for part in parts:
        gathered.append(part)
        length += len(part)
        if length >= _PORTION:
            yield "".join(gathered)
            gathered, length = [], 0
    yield "".join(gathered)


def _limit(request: Request) -> int | None:
    text = request.query_params.get("limit")
    if text is None:
        return None
    if _LIMIT.fullmatch(text) is None or not int(text):
        raise HTTPException(400, "limit must be a whole number from 1 to 999999999")
    return int(text)


def _changed(settings: Settings) -> dict[str, object]:
    """Return the settings that are otherwise than by themselves, by option name."""
    usual = described(Settings())
    return {name: value for name, value in described(settings).items() if value != usual[name]}
