"""The contract's coverage and the findings by code are counted as they come."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.fake import Fake


def test_what_was_exercised_grows(page: Page, server: Fake) -> None:
    page.get_by_role("link", name="Contract").click()
    operations = page.get_by_role("progressbar", name="operations")
    expect(operations).to_have_js_property("value", 0)
    server.read(server.ordered())
    expect(operations).to_have_js_property("value", 2)


def test_findings_are_counted_by_code_and_lead_to_their_requests(page: Page, server: Fake) -> None:
    server.order(image_list=[])
    server.order(image_list=[])
    server.order()
    page.get_by_role("link", name="Contract").click()
    row = page.get_by_role("row").filter(has_text="K001")
    expect(row).to_contain_text("2")
    row.get_by_role("link").click()
    expect(page.get_by_role("option")).to_have_count(2)


def test_what_was_never_tried_is_named(page: Page) -> None:
    page.get_by_role("link", name="Contract").click()
    page.get_by_text("operations: ").click()
    expect(page.get_by_role("listitem").first).to_be_visible()
