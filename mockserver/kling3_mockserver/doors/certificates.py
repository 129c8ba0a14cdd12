"""Certificates: those of the public authorities, which httpx and httpx2 read anew for each client.

That takes 20 ms, and a client that asks the service alone never looks at them, since a door answers without TLS. So
the first client of a run reads them as ever, and for each later one that would read the same files this is put off
until it needs them, or to the end of its test: what outlives a test has what it would have had. Who says by `verify`
or `cert` what to trust is not touched, nor is who names a folder by SSL_CERT_DIR alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakSet

from kling3_mockserver.doors.layers import Function, replaced

if TYPE_CHECKING:
    import ssl
    from types import ModuleType

    from kling3_mockserver.doors.deferred_context import Making

_Create = Callable[..., "ssl.SSLContext"]


class Certificates:
    """Knows which files the clients of a run have read already."""

    def __init__(self) -> None:
        self._read: set[tuple[str, _Bundle]] = set()

    @contextmanager
    def spared(self, library: ModuleType) -> Iterator[None]:
        """Have each client of httpx or httpx2 that is made in this block read no file again before it needs it."""
        put_off: WeakSet[Making] = WeakSet()
        replacement = self._sparing(library.__name__, library.create_ssl_context, put_off)
        try:
            with (
                replaced(library.HTTPTransport, "__init__", replacement),
                replaced(library.AsyncHTTPTransport, "__init__", replacement),
            ):
                yield
        finally:
            _make_up_for(put_off)

    def _sparing(self, library: str, create: _Create, put_off: WeakSet[Making]) -> Callable[[Function], Function]:
        def replacement(original: Function) -> Function:
            def make(  # the first words of both libraries
                transport: object, verify: object = True, cert: object = None, trust_env: bool = True,  # noqa: FBT001, FBT002
                *rest: object, **options: object,
            ) -> None:  # fmt: skip
                if verify is not True or cert:
                    original(transport, verify, cert, trust_env, *rest, **options)
                    return
                bundle = _Bundle.named(trust_env=trust_env)
                is_known = (library, bundle) in self._read and not (bundle.folder and not bundle.file)
                trusted = _deferred(bundle, create, put_off) if is_known else verify
                original(transport, trusted, cert, trust_env, *rest, **options)
                self._read.add((library, bundle))

            return make

        return replacement


class _Bundle(NamedTuple):
    """The files that a client reads which is told nothing, and what tells whether they are still the same."""

    file: str | None
    folder: str | None
    log: str | None
    stamp: tuple[int, int, int] | None
    trust_env: bool

    @classmethod
    def named(cls, *, trust_env: bool) -> _Bundle:
        file, folder = (_named("SSL_CERT_FILE"), _named("SSL_CERT_DIR")) if trust_env else (None, None)
        return cls(file, folder, _named("SSLKEYLOGFILE"), _stamp(file), trust_env)

    def context(self, create: _Create) -> ssl.SSLContext:
        """Return what the library makes of it, even where the environment says something else by now."""
        if self == self.named(trust_env=self.trust_env):
            return create(trust_env=self.trust_env)
        if self.file is None:
            return create(trust_env=False)
        import ssl  # 20 ms, and it is loaded

        return ssl.create_default_context(cafile=self.file)


def _named(name: str) -> str | None:
    return os.environ.get(name) or None


def _stamp(path: str | None) -> tuple[int, int, int] | None:
    if path is None:
        return None
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _deferred(bundle: _Bundle, create: _Create, put_off: WeakSet[Making]) -> object:
    """Return what stands for a context of these files, or what has the library make one where nothing may."""
    from kling3_mockserver.doors.deferred_context import DeferredContext, Making, ssl_is_its_own  # loads ssl

    if not ssl_is_its_own():
        return True
    making = Making(lambda: bundle.context(create))
    put_off.add(making)
    return DeferredContext(making)


def _make_up_for(put_off: WeakSet[Making]) -> None:
    for making in list(put_off):
        # What fails here fails again for who needs it.
        with suppress(Exception):
            making.context()
