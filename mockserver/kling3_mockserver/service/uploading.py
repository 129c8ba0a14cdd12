"""Uploading: places for pictures, as a program asks for them; and the pictures that an order names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from kling3_mockserver.http.messages import Response
from kling3_mockserver.service.call import Call
from kling3_mockserver.service.responses import JSON_TYPE
from kling3_mockserver.service.storage import told_headers
from kling3_mockserver.uploads.links import asset_link_in
from kling3_mockserver.uploads.shelf import Uploads
from kling3_mockserver.uploads.upload import Upload
from kling3_openapi.findings import Finding, pointer_to
from kling3_openapi.rules.storage import ASSET_SECONDS, UPLOAD_SECONDS
from kling3_openapi.rules.upload_links import UploadLink, upload_link_in
from kling3_openapi.rules.uploaded import OrderedAsset, asset_missing

if TYPE_CHECKING:
    from kling3_mockserver.service.validation import Validation

_DEEPEST = 6
"""Levels of an order in which pictures are named."""


class Asked(Protocol):
    """What a request for uploads needs."""

    @property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded."""

    @property
    def validation(self) -> Validation:
        """The rules that requests are held to."""


class Uploading:
    """The handler of a request for uploads."""

    def __init__(self, mock: Asked) -> None:
        self._mock = mock

    async def request(self, call: Call) -> Response:
        """Hand out a place for each picture, in the order of the request."""
        validation = self._mock.validation
        types = validation.uploads(call, await call.read_body())
        await call.act()
        host = validation.results_at(call)
        uploads = self._mock.uploads
        files = [self._place(host, await uploads.kept(uploads.request(call.key, each))) for each in types]
        body = json.dumps({"files": files}, separators=(",", ":")).encode()
        return Response(200, [(b"content-type", JSON_TYPE)], body)

    def _place(self, host: str, upload: Upload) -> dict[str, object]:
        links = self._mock.uploads.links
        return {
            "file_id": upload.file_id,
            "upload_url": links.upload_url(host, upload),
            "headers": told_headers(upload),
            "expires_in": UPLOAD_SECONDS,
            "asset_url": links.asset_url(host, upload),
            "asset_url_expires_in": ASSET_SECONDS,
        }


async def asset_findings(uploads: Uploads, body: object) -> tuple[Finding, ...]:
    """Return what is to be told of the assets that the body of an order names."""
    named = [(pointer, text) for pointer, text in _texts(body) if upload_link_in(text) is UploadLink.ASSET]
    for _, text in named:
        if (link := asset_link_in(text)) is not None:
            await uploads.found(link.file_id)
    ordered = (OrderedAsset(pointer, uploads.asset_state(text)) for pointer, text in named)
    return tuple(finding for each in ordered for finding in asset_missing.findings(each))


def _texts(value: object, pointer: str = "", levels: int = _DEEPEST) -> Iterator[tuple[str, str]]:
    """Yield the texts of a JSON value, each with its place."""
    if isinstance(value, str):
        yield pointer, value
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in within if levels else ():
        yield from _texts(each, f"{pointer}{pointer_to(step)}", levels - 1)
