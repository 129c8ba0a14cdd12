"""Layers: functions of other libraries put in the place of their own, and taken away again in any order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps

Function = Callable[..., object]

_MARK = "kling3_layer"


def replaced(owner: object, name: str, replacement: Callable[[Function], Function]) -> AbstractContextManager[None]:
    """Have `owner.name` be what `replacement` makes of it, until the end of the block.

    Another library may replace the same function meanwhile, and end later than this block: its own replacement
    stays, and what lies below it does nothing from then on but call the original.
    """
    return _Layer(owner, name, replacement)


class _Layer(AbstractContextManager[None]):
    """A block of its own, since each test lays a dozen of them: a generator's would take twice as long."""

    def __init__(self, owner: object, name: str, replacement: Callable[[Function], Function]) -> None:
        self._owner, self._name, self._replacement = owner, name, replacement
        self.alive = False

    def __enter__(self) -> None:
        self._inherited = self._name not in vars(self._owner)
        self._original: Function = getattr(self._owner, self._name)
        self.alive = True
        self._lay()

    def __exit__(self, *_error: object) -> None:
        self.alive = False
        _peel(self._owner, self._name)

    def _lay(self) -> None:
        original, new = self._original, self._replacement(self._original)

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
