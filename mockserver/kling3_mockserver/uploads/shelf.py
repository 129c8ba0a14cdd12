"""Uploads: the places that the fake has handed out, and the bytes that it holds, bounded by number and by bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from kling3_mockserver.clock import Clock
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.uploads.links import UploadLinks, asset_link_in
from kling3_mockserver.uploads.upload import Upload
from kling3_openapi.rules.upload_links import UploadLink
from kling3_openapi.rules.uploaded import AssetState

MOST_HELD_BYTES = 256 * 1024 * 1024
"""Of all uploads together: as many as 25 of the largest pictures that an order takes, and what a small machine has."""
_MOST_PLACES = 10_000


class Elsewhere(Protocol):
    """Where uploads are held that several processes share."""

    async def keep(self, upload: Upload, most_bytes: int) -> None:
        """Hold an upload as it is now, and of all together at most so many bytes."""

    async def get(self, file_id: str) -> Upload | None:
        """Return an upload with its bytes; None if it is held no more."""

    async def all(self) -> Sequence[Upload]:
        """Return all uploads without their bytes, the oldest first."""


class Uploads:
    """Holds uploads by id, the oldest first; the oldest go when there are too many, and their bytes before that."""

    def __init__(
        self,
        identifiers: Identifiers,
        clock: Clock,
        most_bytes: int = MOST_HELD_BYTES,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.links = UploadLinks(identifiers)
        self._elsewhere = elsewhere
        self.most_bytes = most_bytes
        self._identifiers, self._clock = identifiers, clock
        self._held: dict[str, Upload] = {}
        self._bytes = 0

    def request(self, key: str, content_type: str) -> Upload:
        """Return a new place for a picture."""
        upload = Upload(self._identifiers.task_id(), content_type, key, self._clock.now())
        self._hold(upload)
        return upload

    def get(self, file_id: str) -> Upload | None:
        """Return the upload of this id, whoever asked for it."""
        return self._held.get(file_id)

    async def found(self, file_id: str) -> Upload | None:
        """Return the upload of this id, whichever process was asked for it."""
        if self._elsewhere is not None and (upload := await self._elsewhere.get(file_id)) is not None:
            self._hold(upload)
        return self.get(file_id)

    async def kept(self, upload: Upload) -> Upload:
        """Have other processes that share the store find an upload as it is now; return it."""
        if self._elsewhere is not None:
            await self._elsewhere.keep(upload, self.most_bytes)
        return upload

    async def listed(self) -> Sequence[Upload]:
        """Return all that are held, by whichever process, the oldest first."""
        return self.all() if self._elsewhere is None else await self._elsewhere.all()

    def put(self, file_id: str, content: bytes) -> Upload | None:
        """Hold the bytes of an upload, in the place of others that it may have had; None if it is held no more."""
        upload = self._held.get(file_id)
        if upload is None:
            return None
        held = replace(upload, content=content, uploaded_at=self._clock.now(), puts=upload.puts + 1)
        self._hold(held)
        return held

    def all(self) -> Sequence[Upload]:
        """Return all that are held, the oldest first."""
        return tuple(self._held.values())

    def asset_state(self, url: str) -> AssetState:
        """Return what is behind a text that has the form of an asset's link."""
        link = asset_link_in(url)
        if link is None:
            return AssetState.UNKNOWN
        told, upload = self.links.check(UploadLink.ASSET, *link, self._clock.now()), self.get(link.file_id)
        if not told.genuine or upload is None:
            return AssetState.UNKNOWN
        if told.expired:
            return AssetState.EXPIRED
        return AssetState.READY if upload.puts else AssetState.EMPTY

    async def readable(self, url: str) -> Upload | None:
        """Return the upload behind the link of an asset; None for one that can't be read, and for any other URL."""
        link = asset_link_in(url)
        upload = None if link is None else await self.found(link.file_id)
        return upload if self.asset_state(url) is AssetState.READY else None

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._bytes = 0

    def _hold(self, upload: Upload) -> None:
        before = self._held.get(upload.file_id)
        self._held[upload.file_id] = upload
        self._bytes += upload.size - (0 if before is None else before.size)
        if len(self._held) > _MOST_PLACES:
            self._bytes -= self._held.pop(next(iter(self._held))).size
        if self._bytes > self.most_bytes:
            self._drop_bytes(upload)

    def _drop_bytes(self, kept: Upload) -> None:
        """Let go of the bytes of the oldest, until what is left is not too much."""
        for file_id, each in self._held.items():
            if self._bytes <= self.most_bytes:
                break
            if each.content is not None and each is not kept:
                self._held[file_id] = replace(each, content=None)
                self._bytes -= each.size
