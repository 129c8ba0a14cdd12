"""Make the pictures of the page that README.md and docs/page.md show: `python -m tests.browser.pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import running
from tests.browser.fake import Fake, fake
from tests.mockserver.taking import receiving

_FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
_SECOND_IN = """video => new Promise((resolve) => {
  video.addEventListener("seeked", resolve, { once: true });
  video.addEventListener("loadedmetadata", () => { video.currentTime = 1; }, { once: true });
  video.load();
})"""
_WIDE, _NARROW = (1280, 760), (360, 720)


def main() -> None:
    """Write each picture anew."""
    with running() as browser, fake("--clock", "manual", "--seed", "1") as server, receiving() as receiver:
        _fill(server, receiver.url)
        for theme in ("light", "dark"):
            _take(_shown(browser, server, theme, _WIDE), "requests", "K001", f"page-{theme}.png")
        _take(_shown(browser, server, "light", _WIDE), "tasks", "COMPLETED", "page-task.png")
        _take(_shown(browser, server, "dark", _NARROW), "requests", "K001", "page-narrow.png")


def _fill(server: Fake, receiver: str) -> None:
    server.order(image_list=[], duration="5", webhook_url=receiver)
    done = server.ordered(duration="5", webhook_url=receiver)
    for seconds in (0.5, 1, 2):
        server.control("clock", {"advance": seconds})
        server.read(done)
    server.control("faults", {"fault": "503"})
    server.order("/v1/ai/video/kling-v3-omni-std")
    server.order("/v1/ai/video/kling-v3-omni-std", multi_prompt=["A fox", {"prompt": "A hare"}])


def _shown(browser: Browser, server: Fake, theme: str, size: tuple[int, int]) -> Page:
    width, height = size
    page = browser.new_page(color_scheme=theme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
    page.goto(server.page)
    return page


def _take(page: Page, view: str, row: str, name: str) -> None:
    page.goto(f"{page.url.partition('#')[0]}#/{view}")
    page.get_by_role("option").filter(has_text=row).last.click()
    page.locator(".detail h2").wait_for()
    for video in page.locator("video").all():
        video.evaluate(_SECOND_IN)
    page.screenshot(path=_FOLDER / name, animations="disabled")


if __name__ == "__main__":
    main()
