"""Tasks are watched along their line of time, ended by hand, and their videos played."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.fake import Fake, fake
from tests.browser.rows import rows
from tests.mockserver.taking import Receiver


def opened(page: Page) -> None:
    page.get_by_role("link", name="Tasks").click()
    rows(page, "tasks").click()


def test_a_task_completed_by_its_button_is_told_to_its_receiver(page: Page, server: Fake, receiver: Receiver) -> None:
    task_id = server.ordered(webhook_url=receiver.url)
    opened(page)
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.get_by_role("heading", name="kling-v3-pro: COMPLETED")).to_be_visible()
    told = [json.loads(receiver.next().body) for _ in range(2)]
    assert [each["status"] for each in told] == ["IN_PROGRESS", "COMPLETED"]
    assert {each["task_id"] for each in told} == {task_id}
    expect(page.get_by_role("list", name="What happened to the task")).to_contain_text(
        "webhook COMPLETED, attempt 1: 200"
    )


@pytest.mark.parametrize(
    ("words", "status", "videos"),
    [("Complete", "COMPLETED", 1), ("Fail", "FAILED", 0), ("Complete without URL", "COMPLETED", 0)],
)
def test_each_button_ends_a_task_as_it_says(page: Page, server: Fake, words: str, status: str, videos: int) -> None:
    task_id = server.ordered()
    opened(page)
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_role("heading", name=f"kling-v3-pro: {status}")).to_be_visible()
    answer = server.read(task_id).json()["data"]
    assert (answer["status"], len(answer["generated"])) == (status, videos)
    expect(page.get_by_role("button", name=words, exact=True)).to_be_disabled()


def test_the_video_plays_as_long_as_it_was_ordered(page: Page, server: Fake) -> None:
    server.ordered(duration="5")
    opened(page)
    page.get_by_role("button", name="Complete", exact=True).click()
    video = page.locator("video")
    video.evaluate("async video => { video.muted = true; await video.play(); }")
    assert video.evaluate("video => video.duration") == pytest.approx(5, abs=0.1)
    page.wait_for_function("document.querySelector('video').currentTime > 0")


def test_the_line_of_time_has_what_was_read(page: Page, server: Fake) -> None:
    server.read(server.ordered())
    opened(page)
    told = page.get_by_role("list", name="What happened to the task")
    expect(told).to_contain_text("ordered: 200")
    expect(told).to_contain_text("read: 200")
    assert page.locator("svg .reading").count() == 2


def test_what_was_ordered_stands_beside_it(page: Page, server: Fake) -> None:
    server.ordered(duration="7")
    opened(page)
    expect(page.get_by_role("region", name="What was ordered")).to_contain_text('"duration": "7"')


def test_a_task_is_seen_to_end_by_the_clock_alone(new_page: Callable[..., Page]) -> None:
    """A real clock moves tasks without a request that could tell of it."""
    with fake("--task-seconds", "0.5") as server:
        page = new_page()
        server.ordered()
        page.goto(f"{server.page}#/tasks")
        expect(rows(page, "tasks")).to_contain_text("COMPLETED")


def test_a_task_that_comes_while_the_list_is_asked_for_is_not_missed(page: Page, server: Fake) -> None:
    """Nothing else happens later that would have the page look again."""
    server.ordered()
    held = threading.Event()

    def answer(route: Route) -> None:
        response = route.fetch()
        if not held.is_set():
            held.set()
            server.ordered()
        route.fulfill(response=response)

    page.route("**/_mock/tasks?*", answer)
    page.get_by_role("link", name="Tasks").click()
    # The page waits for twenty times as long as it was answered.
    expect(rows(page, "tasks")).to_have_count(2, timeout=60_000)


def test_tasks_that_could_not_be_asked_for_are_asked_for_again(page: Page, server: Fake) -> None:
    server.ordered()
    page.route("**/_mock/tasks?*", lambda route: route.abort(), times=1)
    page.get_by_role("link", name="Tasks").click()
    expect(rows(page, "tasks")).to_have_count(1, timeout=15_000)
