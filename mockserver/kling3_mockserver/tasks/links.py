"""Links: the URL of a result in the service's form, signed once for its moment of completion, and its check."""

from __future__ import annotations

import hmac
import re
from enum import Enum
from functools import lru_cache

from kling3_mockserver.tasks.identifiers import Identifiers

LINK_LIFETIME = 3_600
"""Seconds for which a link is good (seen in recorded result URLs)."""
_MOST_REMEMBERED = 1_024
"""URLs: a program that polls asks for the same ones again and again."""
_TOKEN = re.compile(r"exp=([0-9]{1,12})~hmac=([0-9a-f]{64})", re.ASCII)


class LinkState(Enum):
    """What a token is worth."""

    GOOD = "good"
    FORGED = "forged"
    EXPIRED = "expired"


REFUSALS = {
    LinkState.FORGED: "this link has no token or a wrong one: use the URL in `generated` whole, with its query string",
    LinkState.EXPIRED: "this link has expired: result links are good for an hour after the task completed",
}
"""What is said of links that open nothing."""
NOT_HELD = "no such video: its task is no longer held (was the fake reset or restarted?)"


class Links:
    """Makes and checks result links."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self.url = lru_cache(maxsize=_MOST_REMEMBERED)(self._url)
        """Returns the URL of a task's video: of the same task again and again, as it is polled, the same."""

    def _url(self, host: str, task_id: str, completed_at: float) -> str:
        """Return the URL of a task's video; `host` is scheme and host."""
        expires = int(completed_at) + LINK_LIFETIME
        return f"{host}/kling_{task_id}.mp4?token=exp={expires}~hmac={self._hmac(task_id, expires)}"

    def check(self, task_id: str, token: str, now: float) -> LinkState:
        """Return whether `token` opens the video of this task at this moment."""
        found = _TOKEN.fullmatch(token)
        if found is None or not hmac.compare_digest(found[2], self._hmac(task_id, int(found[1]))):
            return LinkState.FORGED
        return LinkState.GOOD if now < int(found[1]) else LinkState.EXPIRED

    def _hmac(self, task_id: str, expires: int) -> str:
        return self._identifiers.digest("link", task_id, str(expires))
