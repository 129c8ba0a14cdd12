"""Deferred context: a TLS context whose certificates are read when somebody first needs them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable

_MAKING = "_making"


class Making:
    """Makes one context, once, when it is first asked for it."""

    def __init__(self, make: Callable[[], ssl.SSLContext]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Return the context; raise what making it raises, and try again at the next call."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class DeferredContext(ssl.SSLContext):
    """Stands for a context that is not made yet: whatever is asked of it, or set, makes that and is asked of that.

    It is a context itself because libraries look whether they were given one. As such it trusts nobody, should any
    come past its attributes.
    """

    def __new__(cls, _making: Making) -> DeferredContext:
        """Make one that trusts nobody."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self, making: Making) -> None:
        object.__setattr__(self, _MAKING, making)

    def __getattribute__(self, name: str) -> object:
        # `isinstance` asks for it, and httpx looks so whether it was given a path.
        if name == "__class__":
            return DeferredContext
        return getattr(object.__getattribute__(self, _MAKING).context(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(object.__getattribute__(self, _MAKING).context(), name, value)


def ssl_is_its_own() -> bool:
    """Return whether contexts are those of Python, and nobody (truststore, a test) has put others in their place."""
    own = ssl.SSLContext is DeferredContext.__base__ and ssl.SSLContext.__module__ == ssl.__name__
    return own and ssl.create_default_context.__module__ == ssl.__name__
