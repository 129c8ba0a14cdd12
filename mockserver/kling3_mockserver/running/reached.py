"""Reached: the ports of one fake, by each of which some kind of program comes to it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Reached(NamedTuple):
    """Ports of 127.0.0.1, the proxy's URL with its password, and the files of authorities that are to be trusted."""

    http: int
    https: int
    proxy: str
    open_proxy: int
    """The port of a proxy that asks for no password, for Java, whose clients can't be told one from outside."""
    bundle: Path
    trust_store: Path
