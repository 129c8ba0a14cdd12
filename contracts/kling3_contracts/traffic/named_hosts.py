"""Named hosts: what `--host` says: who stands for the API and, of a proxy, what it puts before the API's paths."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from kling3_contracts.errors import OptionError
from kling3_openapi.rules.echo import echoed

_EXAMPLES = "a host, as proxy.example.com, or one with a path, as http://proxy.example.com/api/freepik"


class NamedHost(NamedTuple):
    """A host, in lower case and without a port, and the beginning of a path, without a slash at its end, or nothing."""

    name: str
    prefix: str = ""


def named_host(text: str) -> NamedHost:
    """Return what one word of `--host` names; raise OptionError for what is neither host nor URL."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        name = parts.hostname or ""
    except ValueError:
        name = ""
    if not name or not name.isprintable() or " " in name:
        raise OptionError("--host", f"got '{echoed(text.rpartition('@')[2])}', expected {_EXAMPLES}")
    return NamedHost(name.lower(), parts.path.rstrip("/"))
