"""What a fake that serves in this process prints, and when its banner is there."""

from __future__ import annotations

import io
import threading


class Screen(io.StringIO):
    """Calls back, in a thread of its own, when the banner is there."""

    def __init__(self, seen: threading.Thread) -> None:
        super().__init__()
        self._seen = seen

    def write(self, text: str) -> int:
        written = super().write(text)
        if "Stop with Ctrl-C" in text:
            self._seen.start()
        return written
