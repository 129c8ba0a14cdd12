"""Rows: those of one view, and not those of the one that stood there a moment before."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator, Page

_LABELS = {"tasks": "Tasks, ", "webhooks": "Attempts to deliver webhooks, "}
View = Literal["tasks", "webhooks"]


def rows(page: Page, view: View) -> Locator:
    """Return the rows of the view that a link of the page leads to."""
    return page.get_by_role("listbox", name=_LABELS[view]).get_by_role("option")
