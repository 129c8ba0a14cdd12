"""Witness: whom checks tell how promises were kept: a Judge, who collects, or Strict, who stops at the first breach."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, Protocol

from kling3_contracts.messages import Exchange


class Witness(Protocol):
    """Is told of each try of a promise."""

    def hold(  # noqa: PLR0913  (what a Judge takes)
        self,
        code: str,
        holds: object,
        place: str,
        message: str,
        exchange: Exchange | None = None,
        *,
        detail: str = "",
    ) -> bool:
        """Take one try: kept when `holds` is truthy, else broken; return which."""


class BreachError(AssertionError):
    """A broken promise; `steps` is what led there, when it was found by trying many ways."""

    def __init__(self, code: str, place: str, message: str, exchange: Exchange | None, detail: str) -> None:
        super().__init__(f"{code} {place}: {message}")
        self.code, self.place, self.message = code, place, message
        self.exchange, self.detail = exchange, detail
        self.steps: tuple[str, ...] = ()


class Strict:
    """Raises a BreachError for the first broken promise, save for ignored codes; tells `kept` of what was kept."""

    def __init__(
        self,
        ignored: Callable[[str], bool] = lambda _code: False,
        kept: Callable[[str], None] = lambda _code: None,
    ) -> None:
        self._ignored, self._kept = ignored, kept
        self.last: BreachError | None = None
        """The breach that was raised last: the shortest way to it, after Hypothesis has tried for shorter ones."""

    def hold(  # noqa: PLR0913  (what a Judge takes)
        self,
        code: str,
        holds: object,
        place: str,
        message: str,
        exchange: Exchange | None = None,
        *,
        detail: str = "",
    ) -> bool:
        """Take one try; raise BreachError when it was broken."""
        if holds:
            self._kept(code)
        elif not self._ignored(code):
            self._raise(BreachError(code, place, message, exchange, detail))
        return bool(holds)

    def _raise(self, breach: BreachError) -> NoReturn:
        self.last = breach
        raise breach
