"""Extra: the libraries that come with the extra `contracts` alone; who needs one asks here before the work begins."""

from __future__ import annotations

from importlib.util import find_spec

from kling3_contracts.errors import ExtraError

ENGINE = ("schemathesis", "hypothesis", "requests")
"""What tries a server."""
PARSER = ("ijson",)
"""What reads recordings."""
PRINTER = ("rich",)
"""What prints reports."""


def require(*names: str) -> None:
    """Return when these libraries are installed; raise ExtraError, which names the extra, for those that are not."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise ExtraError(missing)
