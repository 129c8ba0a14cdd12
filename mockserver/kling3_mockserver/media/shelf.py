"""MediaShelf: what tests say lies behind URLs, so that nothing is fetched."""

from __future__ import annotations

from typing import NamedTuple


class Shelved(NamedTuple):
    """A file as bytes, or None where there is nothing; `content_type` as it would be served, or nothing."""

    content: bytes | None
    content_type: str = ""


class MediaShelf:
    """Holds files by their URLs, to the letter."""

    def __init__(self) -> None:
        self._files: dict[str, Shelved] = {}

    def __len__(self) -> int:
        return len(self._files)

    def put(self, url: str, file: Shelved) -> None:
        """Have a file lie behind a URL, in the place of the one before."""
        self._files[url] = file

    def get(self, url: str) -> Shelved | None:
        """Return what lies behind a URL; None for one of which nothing was said."""
        return self._files.get(url)
