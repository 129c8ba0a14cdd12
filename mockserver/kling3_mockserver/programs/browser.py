"""Browser: the page of a fake, shown to a person while the fake serves."""

from __future__ import annotations

import threading
import webbrowser

from kling3_mockserver.journal.notices import Tell, noticed

_OF_TERMINALS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""They would take the terminal in which the log is written."""


def page_of(url: str) -> str:
    """Return the address of the page of the fake that answers at a URL."""
    return f"{url}/_mock/"


def open_in_browser(page: str, tell: Tell) -> None:
    """Open a page in a thread of its own, since nothing shall wait for a browser; tell where there is none."""
    threading.Thread(target=_open, args=(page, tell), name="kling3-browser", daemon=True).start()


def _open(page: str, tell: Tell) -> None:
    try:
        trouble = "" if _is_shown(page) else "no browser with a window was found"
    except (OSError, webbrowser.Error) as error:
        trouble = str(error)
    if trouble:
        tell(noticed(f"the page was not opened ({trouble}): open {page} in any browser of this machine"))


def _is_shown(page: str) -> bool:
    browser = webbrowser.get()
    return getattr(browser, "basename", "") not in _OF_TERMINALS and browser.open(page)
