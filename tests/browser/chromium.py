"""Chromium: the browser of this machine, in which the page is tried, and which one that is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_VARIABLE = "KLING3_BROWSER"


def chromium() -> str:
    """Return the path of the browser; raise LookupError, with what to install, where there is none."""
    named = os.environ.get(_VARIABLE)
    found = named or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError(
            f"no browser is here: got none of {', '.join(_NAMES)}, expected one to try the page in. On Debian "
            f"`apt-get install chromium`; elsewhere name yours in {_VARIABLE}"
        )
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """Give the browser without a window."""
    # Where root runs it, as in many a container, it starts only without its sandbox.
    alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*alone, "--disable-dev-shm-usage"])
        yield browser
        browser.close()
