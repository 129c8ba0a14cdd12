"""A real browser before a real server; what the browser complains of fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.chromium import running
from tests.browser.fake import Fake, fake
from tests.mockserver.taking import Receiver, receiving

_LOST = "Failed to load resource"
"""What Chromium says of each answer that is no 2xx, and of a server that is gone: tests see these by themselves."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running() as found:
        yield found


@pytest.fixture
def server() -> Iterator[Fake]:
    """Serve a fake whose time a test moves."""
    with fake("--clock", "manual", "--seed", "1") as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open windows, by the options of Playwright's contexts; none may have an error, nor break the policy."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_LOST):
            complaints.append(message.text)

    def opened(**options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page], server: Fake) -> Page:
    """Open the page of the fake, connected."""
    opened = new_page()
    opened.goto(server.page)
    opened.get_by_text("Connected").wait_for()
    return opened
