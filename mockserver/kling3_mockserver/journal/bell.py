"""Bell: wakes what waits in an event loop, rung from any thread and as often as anybody likes."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """Made in a running event loop; to ring it again before it was heard costs next to nothing."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._heard = asyncio.Event()
        self._rung = False

    def ring(self) -> None:
        """Wake who waits, or will."""
        if self._rung:
            return
        self._rung = True
        with suppress(RuntimeError):  # the loop has ended, and nobody waits
            self._loop.call_soon_threadsafe(self._heard.set)

    async def wait(self, seconds: float) -> None:
        """Return once it was rung since the last time, or when so many seconds are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        # What is rung from here on is for the next time: who waited looks at everything now.
        self._heard.clear()
        self._rung = False
