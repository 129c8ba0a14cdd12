"""The list of a run's fakes is for everybody, and leads to the page of each, of those whose tests have ended too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.testing.run_page import Fakes, RunPage
from kling3_mockserver.testing.switchboard import Switchboard
from kling3_mockserver.testing.tenant import Kling3
from tests.browser.rows import rows
from tests.mockserver.asking import create

TEST = "tests/of/a/project/test_orders.py::test_it[a-parameter-that-is-long-and-has-no-place-to-break-it-at]"


@pytest.fixture
def ended() -> Iterator[Kling3]:
    """Have the fake of a test that ordered a video with a mistake, saw it end, and has ended itself."""
    kling3 = Kling3(lambda: "http://fake.test", "tenant-key", Settings(clock=ClockKind.MANUAL), Switchboard())
    create(kling3.mock, image_list=[])
    kling3.run_to_end()
    kling3.close()
    yield kling3
    kling3.close()


@pytest.fixture
def url(ended: Kling3) -> Iterator[str]:
    fakes = Fakes()
    fakes.add(TEST, ended)
    with ThreadedServer(RunPage(fakes)) as server:
        yield f"{server.url}/"


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_breaks_no_rule_of_accessibility(
    new_page: Callable[..., Page], url: str, theme: str, width: int
) -> None:
    page = new_page(color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page.goto(url)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_test_that_has_ended_is_looked_into_by_its_link(new_page: Callable[..., Page], url: str) -> None:
    page = new_page()
    page.goto(url)
    page.get_by_role("link", name="test_orders.py").click()
    expect(page.get_by_text("Connected")).to_be_visible()
    expect(page.get_by_role("option")).to_contain_text("K001")
    page.get_by_role("link", name="Tasks").click()
    rows(page, "tasks").click()
    page.locator("video").evaluate("async video => { video.muted = true; await video.play(); }")
    assert page.locator("video").evaluate("video => video.duration") == pytest.approx(5, abs=0.1)


def test_what_would_change_an_ended_fake_is_refused_in_words(new_page: Callable[..., Page], url: str) -> None:
    page = new_page()
    page.goto(f"{url}tests/1/_mock/")
    page.get_by_role("option").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("alert")).to_contain_text("the test of this fake has ended")
    expect(page.get_by_role("option")).to_have_count(1)


def test_the_page_of_an_ended_fake_stays_connected(new_page: Callable[..., Page], url: str) -> None:
    """Its stream would end at once, and be asked for four times a second."""
    page, asked = new_page(), []

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    page.goto(f"{url}tests/1/_mock/")
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("link", name="Contract").click()
    page.get_by_role("progressbar").first.wait_for()
    assert asked.count("events") == 1
