"""Arrivals: modules of other libraries, from the moment at which a program has them loaded.

A door is opened then and no sooner: nobody pays for a library that their program does not use, and one that is
imported in the middle of a test is served from its first request on.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

Opening = Callable[[], AbstractContextManager[None]]


@contextmanager
def opened(doors: Mapping[str, Opening]) -> Iterator[None]:
    """Open each door once its module is loaded, until the end of the block, which closes all of them."""
    with ExitStack() as stack:
        arrivals = _Arrivals(doors, stack)
        arrivals.open_loaded()
        sys.meta_path.insert(0, arrivals)
        try:
            yield
        finally:
            arrivals.end()


class _Arrivals(MetaPathFinder):
    """Looks on while modules are loaded, and loads none by itself."""

    def __init__(self, doors: Mapping[str, Opening], stack: ExitStack) -> None:
        self._doors, self._stack = doors, stack
        self._lock = threading.RLock()
        self._looked_for: set[tuple[int, str]] = set()
        self._ended = False

    def open_loaded(self) -> None:
        """Open the doors of what is there by now."""
        for name in self._doors:
            if sys.modules.get(name) is not None:
                self._open(name)

    def end(self) -> None:
        """Open no more."""
        with self._lock:
            self._ended = True
        sys.meta_path[:] = [each for each in sys.meta_path if each is not self]

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return what the finders behind it know of a module with a door, and have its loader tell of its end."""
        this = (threading.get_ident(), name)
        # A finder behind it may ask all others in its turn, as one does that measures what tests run.
        if name not in self._doors or this in self._looked_for:
            return None
        self._looked_for.add(this)
        try:
            spec = self._found(name, path, target)
        finally:
            self._looked_for.discard(this)
        if spec is not None and spec.loader is not None:
            self._listen(name, spec.loader)
        return spec

    def _found(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        finders = sys.meta_path.copy()
        if self not in finders:
            return None
        # Those before it have been asked already, and among them are those of other blocks.
        found = (each.find_spec(name, path, target) for each in finders[finders.index(self) + 1 :])
        return next((each for each in found if each is not None), None)

    def _listen(self, name: str, loader: Loader) -> None:
        attributes, before = vars(loader), vars(loader).get("exec_module")

        def exec_module(module: ModuleType) -> None:
            # Some loaders serve many modules, so nothing of ours is left on it.
            attributes.pop("exec_module") if before is None else attributes.update(exec_module=before)
            loader.exec_module(module)
            self._open(name)

        attributes["exec_module"] = exec_module

    def _open(self, name: str) -> None:
        with self._lock:
            if not self._ended:
                self._stack.enter_context(self._doors[name]())
