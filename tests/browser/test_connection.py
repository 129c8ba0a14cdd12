"""The page finds a server that was started again, asks for the token, and loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from signal import SIGTERM

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.fake import Fake, fake
from tests.mockserver.taking import Receiver

_BREAKABLE = """
  const known = window.fetch;
  window.fetch = (url, options) => {
    const control = new AbortController();
    if (String(url).endsWith("/events")) window.hangUp = () => control.abort();
    return known(url, { ...options, signal: control.signal });
  };
"""
"""Lets a test break the stream of events off, as a network does."""


def test_a_server_that_was_started_again_is_found(new_page: Callable[..., Page]) -> None:
    page = new_page()
    with fake() as first:
        page.goto(first.page)
        first.order()
        expect(page.get_by_role("option")).to_have_count(1)
        first.program.stop(SIGTERM)
        expect(page.get_by_role("status").first).to_contain_text("does not answer")
    with fake("--port", first.url.rpartition(":")[2]) as second:
        expect(page.get_by_role("status").first).to_have_text("Connected")
        expect(page.get_by_role("option")).to_have_count(0)
        second.order(image_list=[])
        expect(page.get_by_role("option")).to_contain_text("K001")


def test_after_a_break_only_what_was_missed_is_asked_for(new_page: Callable[..., Page], server: Fake) -> None:
    page = new_page()
    page.add_init_script(_BREAKABLE)
    page.goto(server.page)
    server.order()
    expect(page.get_by_role("option")).to_have_count(1)
    with page.expect_request("**/_mock/events") as asked:
        page.evaluate("window.hangUp()")
        server.order(duration="7")
    assert asked.value.headers["last-event-id"].endswith("-1-0")
    expect(page.get_by_role("option")).to_have_count(2)


def test_a_reset_empties_the_lists(page: Page, server: Fake) -> None:
    server.order()
    expect(page.get_by_role("option")).to_have_count(1)
    page.request.post(f"{server.url}/_mock/reset")
    expect(page.get_by_role("option")).to_have_count(0)


def test_the_token_is_asked_for_once_and_kept_in_the_tab(new_page: Callable[..., Page]) -> None:
    with fake("--control-token", "open-sesame") as server:
        page = new_page()
        page.goto(server.page)
        page.get_by_label("Token", exact=True).fill("wrong")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Token", exact=True).fill("open-sesame")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Connected")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Connected")).to_be_visible()
        assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
        other = page.context.new_page()
        other.goto(server.page)
        expect(other.get_by_label("Token", exact=True)).to_be_visible()


def test_nothing_is_loaded_from_elsewhere(new_page: Callable[..., Page], server: Fake) -> None:
    page = new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    server.ordered()
    page.goto(server.page)
    for view in ("Tasks", "Webhooks", "What goes wrong next", "Contract"):
        page.get_by_role("link", name=view).click()
    page.get_by_role("progressbar").first.wait_for()
    assert len(asked) > 10
    assert [each for each in asked if not each.startswith(f"{server.url}/_mock/")] == []


@pytest.mark.parametrize("action", ["reset", "tasks/x/complete"])
def test_another_origins_page_may_not_act(page: Page, server: Fake, receiver: Receiver, action: str) -> None:
    """A simple POST of text needs no leave of CORS, so the fake itself has to refuse it."""
    server.order()
    page.goto(receiver.url)
    page.evaluate(
        "url => fetch(url, {method: 'POST', mode: 'no-cors', headers: {'content-type': 'text/plain'}, body: '{}'})",
        f"{server.url}/_mock/{action}",
    )
    assert len(server.control("requests")) == 1


def test_behind_a_prefix_the_page_finds_its_parts(new_page: Callable[..., Page]) -> None:
    with fake("--path-prefix", "/api/kling") as server:
        page = new_page()
        page.goto(f"{server.url}/api/kling/_mock/")
        expect(page.get_by_text("Connected")).to_be_visible()
