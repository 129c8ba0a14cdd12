"""Ten thousand requests are held while five hundred a second come, and no frame is frozen."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import httpx
from playwright.sync_api import Page, expect

from tests.browser.fake import KEY, LIST, Fake, fake
from tests.machine_speed import slowness

_REMEMBERED = 10_000
_COMING = 2_000
_RATE = 500
_CLIENTS = 4
"""One alone does not ask so often."""
_FROZEN = 0.25
"""Seconds between two frames: a browser that shares two processors with server and client takes its time too."""

_WATCH = """() => {
  window.longest = 0;
  let last = performance.now();
  const look = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def _ask(server: Fake, count: int, rate: float = math.inf) -> None:
    """Ask so often, by so many a second: what was late is made up for."""
    pace, began = threading.Event(), time.perf_counter()
    with httpx.Client(headers=KEY) as client:
        for number in range(count):
            pace.wait(max(0.0, began + number / rate - time.perf_counter()))
            client.get(f"{server.url}{LIST}")


def test_no_frame_is_frozen_by_a_crowd(new_page: Callable[..., Page]) -> None:
    with fake("--journal-size", "20000") as server, ThreadPoolExecutor(_CLIENTS) as workers:
        list(workers.map(lambda _: _ask(server, _REMEMBERED // _CLIENTS), range(_CLIENTS)))
        page = new_page()
        page.goto(server.page)
        expect(page.locator("#found")).to_have_text(f"all {_REMEMBERED}", timeout=60_000)
        page.evaluate(_WATCH)
        coming = [workers.submit(_ask, server, _COMING // _CLIENTS, _RATE / _CLIENTS) for _ in range(_CLIENTS)]
        page.get_by_role("option").nth(3).click()
        page.get_by_label("Filter").fill("status:200 kling")
        page.get_by_role("listbox").evaluate("box => { box.scrollTop = 50000; }")
        wait(coming)
        expect(page.locator("#found")).to_have_text(f"all {_REMEMBERED + _COMING}", timeout=60_000)
        assert page.evaluate("window.longest") < _FROZEN * 1000 * slowness()
        assert page.get_by_role("option").count() < 60
