"""Visit: one run of the uploads phase; whom to ask, and whom to tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kling3_contracts.context import Context
from kling3_contracts.errors import UnreachableError
from kling3_contracts.judging.places import Place, places_in
from kling3_contracts.messages import NO_ANSWER, Exchange, HeaderPairs, Request
from kling3_contracts.sending.sender import well_behaved
from kling3_openapi.endpoints import REQUEST_UPLOADS

PLACE = REQUEST_UPLOADS.operation_id
_SILENT = (NO_ANSWER, 429)
_FAILED = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """Asks for places, and their links without a key, as a program does."""

    context: Context

    def ask(self, types: Sequence[str]) -> Exchange:
        """Ask for places for pictures of these types."""
        body = json.dumps({"files": [{"content_type": each} for each in types]}, separators=(",", ":")).encode()
        return self.send_body(body)

    def send_body(self, body: bytes, headers: HeaderPairs = ()) -> Exchange:
        """Ask with a body; `headers` stand in the place of the one that says JSON."""
        request = well_behaved(REQUEST_UPLOADS.method, REQUEST_UPLOADS.path, self.context.options.key, body)
        if headers:
            request = request._replace(headers=(*request.headers[:1], *headers))
        return self.context.sender.send(request, PLACE)

    def place(self, content_type: str) -> Place | None:
        """Return a place for a picture of a type, None where there is none to be had."""
        places = places_in(self.ask((content_type,))) or ()
        return places[0] if places and places[0].is_whole else None

    def put(self, place: Place, content: bytes, url: str = "", headers: HeaderPairs | None = None) -> Exchange | None:
        """PUT bytes as the answer told, or to another URL or with other headers; None where nobody answers there."""
        told = place.headers if headers is None else headers
        return self._at_storage(Request("PUT", url or place.upload_url, told, content))

    def read(self, url: str) -> Exchange | None:
        """Read what is at a URL; None where nobody answers there."""
        return self._at_storage(Request("GET", url))

    def hold(self, code: str, holds: object, message: str, exchange: Exchange, detail: str) -> None:
        """Tell the judge of one try; an answer that says nothing is no try.

        That the server itself failed is told by K104, but not of its links, where no operation lies.
        """
        status, at_links = exchange.answer.status, "://" in exchange.request.target
        if status in _SILENT or (status >= _FAILED and not at_links):
            self.not_tried(f"the server answered {status}" if status else "the connection broke", code)
        else:
            self.context.judge.hold(code, holds and status < _FAILED, PLACE, message, exchange, detail=detail)

    def not_tried(self, reason: str, *codes: str) -> None:
        """Say of promises why they could not be put to the test."""
        for code in codes:
            self.context.judge.not_tried(code, reason)

    def _at_storage(self, request: Request) -> Exchange | None:
        try:
            return self.context.sender.send(request, PLACE)
        except UnreachableError as error:
            self.not_tried(f"the links of an upload could not be asked: {error.reason}", *_BY_LINKS)
            return None


_BY_LINKS = ("K252", "K253", "K254", "K255", "K256", "K257")
