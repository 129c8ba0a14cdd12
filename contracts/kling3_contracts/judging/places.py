"""Places: what an answer to a request for uploads says of each picture, as far as it says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kling3_contracts.messages import Exchange, HeaderPairs
from kling3_openapi.strict_json import StrictJsonError, parse

_GOOD = 200


class Place(NamedTuple):
    """Where one picture is put and read; what an answer lacks is empty, or 0 seconds."""

    file_id: str
    upload_url: str
    headers: HeaderPairs
    asset_url: str
    expires_in: int
    asset_expires_in: int

    @property
    def content_type(self) -> str:
        """The type that the PUT has to send, or nothing."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")

    @property
    def is_whole(self) -> bool:
        """Whether a picture can be put there and read."""
        return bool(self.file_id and self.upload_url and self.asset_url)


def places_in(exchange: Exchange) -> tuple[Place, ...] | None:
    """Return the places that an answer hands out, None where it hands out none."""
    if exchange.answer.status != _GOOD:
        return None
    try:
        value = parse(exchange.answer.body).value
    except StrictJsonError:
        return None
    files = value.get("files") if isinstance(value, Mapping) else None
    return tuple(map(_place, files)) if isinstance(files, list) else None


def _place(value: object) -> Place:
    said = value if isinstance(value, Mapping) else {}
    headers = said.get("headers")
    pairs = headers.items() if isinstance(headers, Mapping) else ()
    return Place(
        _text(said.get("file_id")),
        _text(said.get("upload_url")),
        tuple((str(name), str(each)) for name, each in pairs),
        _text(said.get("asset_url")),
        _seconds(said.get("expires_in")),
        _seconds(said.get("asset_url_expires_in")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> int:
    return value if type(value) is int else 0
