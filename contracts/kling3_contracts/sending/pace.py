"""Pace: how fast requests may follow one another, and how long a 429 or the penalty box asks to wait."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kling3_contracts.errors import OptionError
from kling3_contracts.messages import Answer
from kling3_contracts.target import Target

TOO_MANY = 429
_SHUT_OUT = 403
MOST_PAUSES = 3
"""How often a run waits for a server that asks for it: one that always does must not hold it up for ever."""

_MINUTE = 60.0
_LONGEST_PAUSE = 300.0
"""Seconds that Retry-After may ask for."""
_PENALTY = b"Penalty Box"
"""What an address was seen to be answered by 403 that sent malformed bodies or bursts, as a referee does on purpose."""
_PENALTY_SECONDS = 600.0
"""About how long it was answered so (confidence C)."""
_SECONDS = {"s": 1.0, "m": _MINUTE, "h": 3600.0}
_WHOLE = re.compile(r"[0-9]{1,9}")
_RATE = re.compile(r"([1-9][0-9]{0,5})/(s|m|h)")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests within so many seconds, wherever these seconds begin."""

    requests: int
    seconds: float

    @classmethod
    def read(cls, text: str) -> Rate:
        """Return the rate that a text stands for, as `40/m`; raise OptionError for another."""
        match = _RATE.fullmatch(text.strip())
        if match is None:
            message = f"got '{text}', expected requests by second, minute or hour, as 40/m or 5/s"
            raise OptionError("--rate", message)
        return cls(int(match[1]), _SECONDS[match[2]])

    def __str__(self) -> str:
        """Return the rate as `--rate` takes it."""
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.requests}/{unit}"

    def duration(self, requests: int) -> float:
        """Return the seconds after which so many requests have been sent at the earliest."""
        return max(0, requests - 1) // self.requests * self.seconds


DEFAULT_RATE = Rate(40, _MINUTE)
"""For a server that is paid: newer pages of the provider allow 50 a minute for each key."""


class Pace:
    """Waits on a target's own clock; without a rate it waits only where an answer asks for it."""

    def __init__(
        self,
        target: Target | None = None,
        rate: Rate | None = None,
        tell: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._target, self._rate, self._tell = target, rate, tell
        self._sent: deque[float] = deque(maxlen=rate.requests if rate else 0)
        self._pauses = 0

    def allows(self, together: int) -> bool:
        """Return whether so many requests may ever be sent at once."""
        return self._rate is None or together <= self._rate.requests

    def keep(self, together: int = 1) -> None:
        """Return when so many more requests may be sent, which must not be more than it `allows`."""
        if self._rate is None or self._target is None:
            return
        too_many = len(self._sent) + together - self._rate.requests
        if too_many > 0:
            self._wait(self._target, self._sent[too_many - 1] + self._rate.seconds - self._target.now())
        self._sent.extend([self._target.now()] * together)

    def pause(self, answer: Answer) -> bool:
        """Wait for as long as a 429 asks, a minute where it does not say, and ten for the penalty box.

        Returns whether to ask again.
        """
        boxed = answer.status == _SHUT_OUT and _PENALTY in answer.body
        if not (boxed or answer.status == TOO_MANY) or self._target is None or self._pauses >= MOST_PAUSES:
            return False
        self._pauses += 1
        seconds = _PENALTY_SECONDS if boxed else _asked(answer)
        self._tell(f"{answer.status}{' Penalty Box' * boxed} from the server: waiting {seconds:.0f} s")
        self._wait(self._target, seconds)
        return True

    def _wait(self, target: Target, seconds: float) -> None:
        if seconds > 0:
            target.wait(seconds)


def _asked(answer: Answer) -> float:
    after = answer.header("retry-after")
    return min(float(after), _LONGEST_PAUSE) if _WHOLE.fullmatch(after) else _MINUTE
