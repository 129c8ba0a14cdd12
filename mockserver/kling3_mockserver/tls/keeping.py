"""Keeping: the authority of this machine, made once, so that programs which trust it need to be told once."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path

from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.certificates import TlsError

_NAME = "authority.pem"
_NEARLY_OVER = datetime.timedelta(days=30)


def kept_authority(folder: Path) -> Authority:
    """Return the authority that is kept in a folder; a new one where there is none, or its time is nearly over.

    The folder is this user's alone. Raises TlsError when it can't be read or written.
    """
    path = folder / _NAME
    try:
        found = Authority.load(path.read_bytes()) if path.exists() else None
        if found is not None and found.expires - datetime.datetime.now(datetime.UTC) > _NEARLY_OVER:
            return found
        return _new(path)
    except OSError as error:
        raise TlsError(
            f"can't keep an authority in {folder} ({error.strerror or error}): set XDG_DATA_HOME to a folder that can "
            "be written, or name a certificate by --tls-cert"
        ) from error


def data_folder() -> Path:
    """Return the folder of this user in which programs keep what they need again."""
    home = Path.home()
    if data := os.environ.get("XDG_DATA_HOME"):
        return Path(data, "kling3-mock")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home), "kling3-mock")
    return home / ("Library/Application Support" if sys.platform == "darwin" else ".local/share") / "kling3-mock"


def _new(path: Path) -> Authority:
    made = Authority.new()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Never for a moment with the rights of a usual file: it holds the key.
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(0o600, exist_ok=False)
    fresh.write_bytes(made.dump())
    fresh.replace(path)
    return made
