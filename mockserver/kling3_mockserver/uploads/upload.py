"""Upload: the place for one picture, and what was put there."""

from __future__ import annotations

from dataclasses import dataclass, field

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A place that was asked for by a key; times are unix seconds.

    `content` is None before the first PUT, and again when the fake holds too many bytes to keep it. `puts` is how often
    something was put there.
    """

    file_id: str
    content_type: str
    key: str = field(repr=False)
    requested_at: float
    content: bytes | None = field(default=None, repr=False)
    uploaded_at: float | None = None
    puts: int = 0

    @property
    def name(self) -> str:
        """What its asset is called: its id, with the extension of its type."""
        return f"{self.file_id}.{_EXTENSIONS.get(self.content_type, 'bin')}"

    @property
    def size(self) -> int:
        """How many bytes are held of it."""
        return len(self.content or b"")
