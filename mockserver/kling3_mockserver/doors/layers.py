"""Layers: functions of other libraries put in the place of their own, and taken away again in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

Function = Callable[..., object]

_MARK = "kling3_layer"


@contextmanager
def replaced(owner: object, name: str, replacement: Callable[[Function], Function]) -> Iterator[None]:
    """Have `owner.name` be what `replacement` makes of it, until the end of the block.

    Another library may replace the same function meanwhile, and end later than this block: its own replacement
    stays, and what lies below it does nothing from then on but call the original.
    """
    layer = _Layer(owner, name)
    layer.lay(replacement)
    try:
        yield
    finally:
        layer.alive = False
        _peel(owner, name)


class _Layer:
    def __init__(self, owner: object, name: str) -> None:
        self._owner, self._name = owner, name
        self._inherited = name not in vars(owner)
        self._original: Function = getattr(owner, name)
        self.alive = True

    def lay(self, replacement: Callable[[Function], Function]) -> None:
        """Put a replacement over the original."""
        original, new = self._original, replacement(self._original)

        @wraps(original)
        def call(*arguments: object, **named: object) -> object:
            return (new if self.alive else original)(*arguments, **named)

        call.__dict__[_MARK] = self
        setattr(self._owner, self._name, call)

    def lift(self) -> None:
        """Put the original back."""
        if self._inherited:
            delattr(self._owner, self._name)
        else:
            setattr(self._owner, self._name, self._original)


def _peel(owner: object, name: str) -> None:
    """Take off the layers on top that are no longer in use."""
    while isinstance(top := getattr(vars(owner).get(name), _MARK, None), _Layer) and not top.alive:
        top.lift()
