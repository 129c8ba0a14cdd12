"""Extra: whether the libraries are there by which pictures and videos are looked at."""

from __future__ import annotations

from importlib.util import find_spec

from kling3_mockserver.errors import MockError

_LIBRARIES = {"PIL": "Pillow", "av": "PyAV"}


class MediaError(MockError):
    """Pictures and videos that can't be looked at or made here."""


def is_installed() -> bool:
    """Return whether pictures and videos can be looked at."""
    return not _lacking()


def require_extra() -> None:
    """Return when pictures and videos can be looked at; raise MediaError, which names the extra, when they can't."""
    if lacking := _lacking():
        raise MediaError(
            "pictures and videos are looked at by libraries that are not installed, here without "
            f"{' and '.join(lacking)}: install the extra `media`, python -m pip install '.[media]' in a checkout of "
            "kling3-mock"
        )


def _lacking() -> list[str]:
    return [library for module, library in _LIBRARIES.items() if find_spec(module) is None]
