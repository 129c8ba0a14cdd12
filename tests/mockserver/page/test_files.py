"""The files of the page are answered as a browser is to take them, and nothing else of the disk is."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from kling3_mockserver.page import is_page, page_file, page_index


@pytest.mark.parametrize(
    ("name", "expected"), [("page.mjs", "text/javascript; charset=utf-8"), ("page.css", "text/css; charset=utf-8")]
)
def test_a_file_is_of_the_kind_that_a_browser_asks_for(name: str, expected: str) -> None:
    answer = page_file(name)
    assert answer is not None
    assert dict(answer.headers)[b"content-type"] == expected.encode()


def test_the_policy_lets_the_page_load_its_own_files_alone() -> None:
    headers = dict(page_index().headers)
    assert headers[b"content-security-policy"] == (
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        b"media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    rest = [headers[name] for name in (b"x-content-type-options", b"referrer-policy", b"cache-control")]
    assert rest == [b"nosniff", b"no-referrer", b"no-store"]


def test_the_page_refers_to_its_own_files_by_paths_that_a_prefix_can_stand_before() -> None:
    links = re.findall('(?:src|href)="([^"]*)"', page_index().body.decode())
    files = [each.removeprefix("page/") for each in links if not each.startswith(("data:", "#"))]
    assert files
    assert [each for each in files if page_file(each) is None] == []


def test_the_page_has_nothing_in_it_that_its_policy_forbids() -> None:
    """A script or a style in the page itself would be silently left out."""
    assert not re.search(r"<style|<script(?![^>]* src=)| style=| on[a-z]+=", page_index().body.decode())


@pytest.mark.parametrize(
    "name",
    ["", "index.html", "nowhere.mjs", "../files.py", "..%2ffiles.py", "/etc/passwd", ".css", "page.mjs\n", "assets"],
)
def test_nothing_else_is_a_file_of_the_page(name: str) -> None:
    assert page_file(name) is None


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", True),
        ("HEAD", "/page/page.css", True),
        ("POST", "/", False),
        ("OPTIONS", "/page/page.css", False),
        ("GET", "/page/nowhere.css", False),
        ("GET", "/page/../requests", False),
        ("GET", "/requests", False),
        ("GET", "", False),
    ],
)
def test_only_to_read_a_file_is_to_read_the_page(method: str, path: str, *, expected: bool) -> None:
    assert is_page(method, path) is expected


def test_modules_and_style_are_less_than_sixty_kilobytes() -> None:
    assets = files("kling3_mockserver.page") / "assets"
    sizes = [len(each.read_bytes()) for each in assets.iterdir() if each.name.endswith((".mjs", ".css"))]
    assert len(sizes) > 10
    assert sum(sizes) < 60_000
