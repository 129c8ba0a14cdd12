"""Identifiers: task ids, request ids, message ids and link tokens, all drawn from one seed."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets

_SEED_BITS = 64
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit of a UUID that tells its variant (RFC 9562), for each digit that may be drawn there."""


class Identifiers:
    """Makes what the service makes at random; equal seeds give equal series.

    `life` counts the processes of a store before this one, which all have one seed: none repeats a series of another.
    """

    def __init__(self, seed: int | None, life: int = 0) -> None:
        self._seed = secrets.randbits(_SEED_BITS) if seed is None else seed
        self._series = f"{self._seed} {life}" if life else self._seed
        self._random = random.Random(self._series)  # noqa: S311  (ids of a fake are to be repeatable)
        self._key = hashlib.sha256(f"kling3-mock {self._seed}".encode()).digest()

    def restart(self) -> None:
        """Begin the series of task and request ids anew."""
        self._random.seed(self._series)

    def task_id(self) -> str:
        """Return a UUID of version 4."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = _VARIANTS[digits[16]]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def request_id(self) -> str:
        """Return the value of an `x-request-id` header: `ak-` and 32 hex digits."""
        return f"ak-{self._random.getrandbits(128):032x}"

    def message_id(self, *parts: str) -> str:
        """Return the `webhook-id` of the message that `parts` describe; the same parts have the same id."""
        return f"msg_{self.digest('message', *parts)[:24]}"

    def digest(self, *parts: str) -> str:
        """Return 64 hex digits that only this seed and these parts give."""
        return hmac.digest(self._key, "\n".join(parts).encode(), "sha256").hex()

    def fraction(self, *parts: str) -> float:
        """Return a number from 0 up to 1 that only this seed and these parts give: jitter that can be repeated."""
        return int(self.digest(*parts)[:13], 16) / 16**13
