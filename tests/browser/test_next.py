"""What goes wrong next is chosen from what there is; switches switch, and a clock that stands is moved."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake import KEY, LIST, Fake, fake


@pytest.fixture
def switches(page: Page) -> Page:
    page.get_by_role("link", name="What goes wrong next").click()
    page.get_by_role("heading", name="Switches").wait_for()
    return page


def test_a_fault_is_queued_and_met(switches: Page, server: Fake) -> None:
    panel = switches.locator("section").filter(has_text="Faults").first
    panel.get_by_label("What").select_option("503")
    panel.get_by_role("button", name="Queue", exact=True).click()
    expect(panel.get_by_role("listitem")).to_contain_text("503")
    assert server.order().status_code == 503
    expect(panel.get_by_role("listitem")).to_have_count(0)
    assert server.order().status_code == 200


def test_a_fault_takes_its_fields_and_its_match(switches: Page, server: Fake) -> None:
    panel = switches.locator("section").filter(has_text="Faults").first
    panel.get_by_label("What").select_option("latency")
    panel.get_by_label("seconds").fill("0.01")
    panel.get_by_label("kind").select_option("list")
    panel.get_by_label("times").fill("3")
    panel.get_by_role("button", name="Queue", exact=True).click()
    expect(panel.get_by_role("listitem")).to_contain_text("latency 0.01")
    waiting = server.control("faults")
    assert [(each["fault"], each["kind"], each["times"]) for each in waiting] == [("latency 0.01", "list", 3)]


def test_a_scenario_is_queued_and_met(switches: Page, server: Fake) -> None:
    panel = switches.locator("section").filter(has_text="Scenarios").first
    panel.get_by_label("What").select_option("fail")
    panel.get_by_label("seconds").fill("2")
    panel.get_by_role("button", name="Queue", exact=True).click()
    expect(panel.get_by_role("listitem")).to_contain_text("fail 2")
    task_id = server.ordered()
    server.control("clock", {"advance": 2})
    assert server.read(task_id).json()["data"]["status"] == "FAILED"


def test_a_queue_is_emptied(switches: Page, server: Fake) -> None:
    server.control("scenarios", {"scenario": "never"})
    panel = switches.locator("section").filter(has_text="Scenarios").first
    expect(panel.get_by_role("listitem")).to_contain_text("never")
    panel.get_by_role("button", name="Empty the queue").click()
    expect(panel.get_by_role("listitem")).to_have_count(0)
    assert server.control("scenarios") == []


@pytest.mark.parametrize(("name", "value", "expected"), [("chaos", "0.5", 0.5), ("rate-limit", "7", "7")])
def test_a_value_is_set(switches: Page, server: Fake, name: str, value: str, expected: object) -> None:
    control = switches.get_by_label(name, exact=False).first
    control.fill(value)
    control.press("Tab")
    switches.wait_for_function(
        "([name, wanted]) => fetch('settings').then(r => r.json()).then(s => String(s[name]) === wanted)",
        arg=[name, str(expected)],
    )
    assert str(server.control("settings")[name]) == str(expected)


def test_strictness_is_switched(switches: Page, server: Fake) -> None:
    assert server.order(image_list=[]).status_code == 200
    switches.get_by_label("strict").first.check()
    switches.wait_for_function("fetch('settings').then(r => r.json()).then(s => s.strict)")
    assert server.order(image_list=[]).status_code == 400


def test_what_others_set_is_shown(switches: Page, server: Fake) -> None:
    httpx.patch(f"{server.url}/_mock/settings", json={"task-seconds": 42})
    expect(switches.get_by_label("task-seconds")).to_have_value("42")


def test_a_bad_value_is_refused_in_words(switches: Page) -> None:
    control = switches.get_by_label("chaos").first
    control.fill("2")
    control.press("Tab")
    expect(switches.get_by_role("alert")).to_contain_text("chaos")


def test_a_clock_that_stands_is_moved(page: Page, server: Fake) -> None:
    task_id = server.ordered()
    page.get_by_text("Move", exact=True).click()
    page.get_by_label("Seconds to advance").fill("60")
    before = server.control("clock")["now"]
    page.get_by_role("button", name="Advance").click()
    page.wait_for_function("before => fetch('clock').then(r => r.json()).then(c => c.now === before + 60)", arg=before)
    assert httpx.get(f"{server.url}{LIST}/{task_id}", headers=KEY).json()["data"]["status"] == "COMPLETED"


def test_a_clock_that_runs_by_itself_is_not_to_be_moved(new_page: Callable[..., Page]) -> None:
    with fake() as server:
        page = new_page()
        page.goto(server.page)
        page.get_by_text("Connected").wait_for()
        expect(page.get_by_text("Move", exact=True)).to_be_hidden()


def test_a_clock_that_stands_is_shown_standing(new_page: Callable[..., Page], server: Fake) -> None:
    page = new_page(timezone_id="UTC")
    page.clock.install()
    page.goto(server.page)
    expect(page.locator("#now")).to_have_text("2023-11-14 22:13:20")
    page.clock.run_for(5_000)
    expect(page.locator("#now")).to_have_text("2023-11-14 22:13:20")
    server.control("clock", {"advance": 60})
    expect(page.locator("#now")).to_have_text("2023-11-14 22:14:20")
