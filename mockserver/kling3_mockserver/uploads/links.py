"""Links of an upload: where its bytes are put, and where they are read; each is signed once, when it is asked for."""

from __future__ import annotations

import hmac
import re
from typing import NamedTuple

from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.uploads.upload import Upload
from kling3_openapi.rules.storage import ASSET_SECONDS, UPLOAD_SECONDS, Link
from kling3_openapi.rules.upload_links import UploadLink

_TOKEN = re.compile(r"exp=([0-9]{1,12})~hmac=([0-9a-f]{64})", re.ASCII)
_LINK = re.compile(r"/asset_([0-9a-f-]{36})\.[a-z]+\?token=([^&]+)\Z", re.ASCII)
_SECONDS = {UploadLink.UPLOAD: UPLOAD_SECONDS, UploadLink.ASSET: ASSET_SECONDS}


class AssetLink(NamedTuple):
    """What the link of an asset says."""

    file_id: str
    token: str


class UploadLinks:
    """Makes and checks the links of uploads."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers

    def upload_url(self, host: str, upload: Upload) -> str:
        """Return where a picture is put; `host` is scheme and host."""
        return f"{host}/upload_{upload.file_id}?token={self._token(UploadLink.UPLOAD, upload)}"

    def asset_url(self, host: str, upload: Upload) -> str:
        """Return where it is read."""
        return f"{host}/asset_{upload.name}?token={self._token(UploadLink.ASSET, upload)}"

    def check(self, kind: UploadLink, file_id: str, token: str, now: float) -> Link:
        """Return what a token is worth at this moment to the link of this kind and file."""
        found = _TOKEN.fullmatch(token)
        genuine = found is not None and hmac.compare_digest(found[2], self._hmac(kind, file_id, found[1]))
        return Link(f"{kind.value}_url", genuine, found is not None and now >= int(found[1]))

    def _token(self, kind: UploadLink, upload: Upload) -> str:
        expires = str(int(upload.requested_at) + _SECONDS[kind])
        return f"exp={expires}~hmac={self._hmac(kind, upload.file_id, expires)}"

    def _hmac(self, kind: UploadLink, file_id: str, expires: str) -> str:
        return self._identifiers.digest(kind.value, file_id, str(int(expires)))


def asset_link_in(url: str) -> AssetLink | None:
    """Return what a text says as the link of an asset, None where it is none."""
    found = _LINK.search(url)
    return AssetLink(found[1], found[2]) if found else None
