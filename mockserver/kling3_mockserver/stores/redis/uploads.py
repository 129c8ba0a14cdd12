"""SharedUploads: the pictures that programs uploaded to whichever process."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import cast

from kling3_mockserver.stores.redis.line import Word
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.uploads.upload import Upload

_MOST_PLACES = 10_000


class SharedUploads:
    """Holds uploads on the server; raises ApiError 503 while it can't be asked."""

    def __init__(self, lines: Lines, space: Space) -> None:
        self._lines, self._space = lines, space

    async def keep(self, upload: Upload, most_bytes: int) -> None:
        """Hold an upload as it is now, and of all together at most so many bytes."""
        space, content = self._space, base64.b64encode(upload.content or b"").decode()
        facts = [upload.content_type, upload.key, upload.requested_at, upload.uploaded_at, upload.puts]
        words: Sequence[Word] = (
            space.generation, upload.file_id, json.dumps(facts), content, upload.size, most_bytes, _MOST_PLACES,
        )  # fmt: skip
        await self._lines.run(Script.KEEP, (space.base, space.state), *words)

    async def get(self, file_id: str) -> Upload | None:
        """Return an upload with its bytes; None if it is held no more."""
        facts, content = await self._fields(file_id, "content")
        return None if facts is None else _upload(file_id, facts, base64.b64decode(content or ""))

    async def all(self) -> Sequence[Upload]:
        """Return all uploads without their bytes, the oldest first."""
        ids = cast("list[str]", await self._lines.asked("ZRANGE", f"{self._space.base}uploads", 0, -1))
        found = [(each, (await self._fields(each, "size"))[0]) for each in ids]
        return [_upload(file_id, facts, b"") for file_id, facts in found if facts is not None]

    async def _fields(self, file_id: str, name: str) -> tuple[str | None, str | None]:
        reply = await self._lines.asked("HMGET", f"{self._space.base}upload:{file_id}", "facts", name)
        facts, value = cast("list[str | None]", reply)
        return facts, value


def _upload(file_id: str, facts: str, content: bytes) -> Upload:
    content_type, key, requested_at, uploaded_at, puts = json.loads(facts)
    return Upload(file_id, content_type, key, requested_at, content or None, uploaded_at, puts)
