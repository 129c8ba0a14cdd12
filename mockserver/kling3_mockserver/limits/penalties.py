"""Penalties: addresses that are shut out for a while, as the service was seen to do; off unless set."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from kling3_mockserver.errors import ApiError
from kling3_openapi.rules.bursts import PENALTY_SECONDS, Penalty, in_penalty_box

WORDS = "Penalty Box"
"""What the service's answer was seen to say (confidence C); the rest of its body is not known."""
STRIKES = (400, 429)
"""The statuses that count: a malformed body, and a request of a burst."""
STRIKES_WINDOW = 60
_MOST_ADDRESSES = 10_000


class _Record(NamedTuple):
    """What an address did: how often it was refused since `began`, and until when it is shut out."""

    began: float
    strikes: int
    until: float


class Penalties:
    """Answers 403 to an address for ten minutes of the clock when so many of its requests were refused in a minute.

    The longest unused address is forgotten first.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def admit(self, address: str, now: float) -> None:
        """Raise ApiError 403 while an address is shut out."""
        record = self._records.get(address)
        if record is not None and now < record.until:
            raise shut_out(record.strikes, record.until, now)

    def refused(self, address: str, status: int, now: float) -> None:
        """Count an answer to an address, if it is one of those that shut it out in the end."""
        if status not in STRIKES:
            return
        began, strikes, _ = self._records.pop(address, _Record(now, 0, now))
        began, strikes = (began, strikes + 1) if now - began < STRIKES_WINDOW else (now, 1)
        until = now + PENALTY_SECONDS if strikes >= self.most else now
        self._records[address] = _Record(began, strikes, until)
        if len(self._records) > _MOST_ADDRESSES:
            self._records.popitem(last=False)

    def counts(self) -> list[tuple[str, float, int, float]]:
        """Return which address was refused: since when, how often, and until when it is shut out (unix seconds)."""
        return [(address, *record) for address, record in list(self._records.items())]

    def resume(self, counts: Iterable[tuple[str, float, int, float]]) -> None:
        """Go on from what was counted before."""
        self._records.update({who: _Record(began, strikes, until) for who, began, strikes, until in counts})

    def clear(self) -> None:
        """Forget all addresses."""
        self._records.clear()


def shut_out(strikes: int, until: float, now: float) -> ApiError:
    """Return the answer to an address that is shut out until a moment, after so many strikes."""
    penalty = Penalty(strikes, until - now, until)
    (finding,) = in_penalty_box.findings(penalty)
    return ApiError(403, f"{WORDS}: {finding.message}", (finding,))
