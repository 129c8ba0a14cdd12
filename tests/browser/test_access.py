"""Everybody can use the page: in both themes, on narrow and wide screens, by keyboard, with a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.fake import Fake
from tests.mockserver.taking import Receiver

VIEWS = ("requests", "tasks", "webhooks", "next", "contract")
WIDTHS = (360, 1440)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.fixture
def filled(server: Fake, receiver: Receiver) -> Fake:
    """Have a task that has ended, a webhook, and mistakes of each weight."""
    server.control("scenarios", {"scenario": "at-once"})
    server.read(server.ordered(image_list=[], webhook_url=receiver.url))
    receiver.next()
    receiver.next()
    server.order(duration="99")
    return server


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_breaks_a_rule_of_accessibility(
    new_page: Callable[..., Page], filled: Fake, theme: str, width: int, view: str
) -> None:
    """The policy of the page would keep out the tool that looks at it."""
    page = new_page(color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page.goto(f"{filled.page}#/{view}")
    page.get_by_text("Connected").wait_for()
    if view in VIEWS[:3]:
        page.get_by_role("option").last.click()
        page.locator(".detail h2").wait_for()
    else:
        page.locator("main h2").first.wait_for()
    page.locator("details").evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_tool_sees_a_violation(new_page: Callable[..., Page], server: Fake) -> None:
    page = new_page(bypass_csp=True)
    page.goto(server.page)
    page.evaluate("document.querySelector('label[for=filter]').remove()")
    page.evaluate("document.getElementById('filter').placeholder = ''")
    assert any(each.startswith("label:") for each in violations(page))


def test_both_themes_follow_the_system(new_page: Callable[..., Page], server: Fake) -> None:
    colours = set()
    for theme in ("light", "dark"):
        page = new_page(color_scheme=theme)
        page.goto(server.page)
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours == {"rgb(255, 255, 255)", "rgb(20, 23, 28)"}


def test_all_is_done_by_keyboard(page: Page, server: Fake) -> None:
    server.order()
    server.order(image_list=[])
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("/")
    expect(page.get_by_label("Filter")).to_be_focused()
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(3)
    page.locator(".detail").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_focused()


def test_on_a_narrow_screen_a_row_takes_the_place_of_the_list(new_page: Callable[..., Page], server: Fake) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    server.order()
    page.goto(server.page)
    page.get_by_role("option").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("listbox")).to_be_visible()
