"""Records: the handlers that show one request or one attempt to deliver, by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.views import delivery_view, exchange_view
from kling3_mockserver.settings.settings import Settings

_NUMBER = re.compile("[0-9]{1,15}", re.ASCII)

Record = TypeVar("Record", Exchange, Delivery)


class Remembering(Protocol):
    """What records are read from."""

    settings: Settings
    journal: Journal


class Records:
    """The handlers of single records."""

    def __init__(self, mock: Remembering) -> None:
        self._mock = mock

    async def request(self, request: Request) -> Response:
        """Show one request with its answer and findings."""
        found = numbered(self._mock.journal.exchanges(), request, "request")
        return JSONResponse(exchange_view(found, self._mock.settings.known_secrets))

    async def delivery(self, request: Request) -> Response:
        """Show one attempt to deliver a webhook."""
        found = numbered(self._mock.journal.deliveries(), request, "delivery")
        return JSONResponse(delivery_view(found, self._mock.settings.known_secrets))


def numbered(records: Iterable[Record], request: Request, what: str) -> Record:
    """Return the record whose number stands in the path; raise HTTPException 404 for one that is not remembered."""
    number = request.path_params["number"]
    if _NUMBER.fullmatch(number):
        wanted = int(number)
        for each in records:
            if each.number == wanted:
                return each
    lists = {"request": "requests", "delivery": "deliveries"}
    raise HTTPException(404, f"no {what} {number[:20]} is remembered: see GET /_mock/{lists[what]}")
