"""What is listed is exported in forms that other programs read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake import Fake


def exported(page: Page, words: str, folder: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("button", name=words).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


@pytest.fixture
def recorded(page: Page, server: Fake) -> Page:
    server.order()
    server.order(image_list=[])
    expect(page.get_by_role("option")).to_have_count(2)
    return page


def test_what_the_filter_left_is_a_har(recorded: Page, tmp_path: Path) -> None:
    recorded.get_by_label("Filter").fill("code:K001")
    expect(recorded.get_by_role("option")).to_have_count(1)
    entries = json.loads(exported(recorded, "HAR", tmp_path).read_text("utf-8"))["log"]["entries"]
    assert len(entries) == 1
    assert "image_list" in entries[0]["request"]["postData"]["text"]


def test_all_is_ndjson_that_the_referee_judges(recorded: Page, tmp_path: Path) -> None:
    path = exported(recorded, "ndjson", tmp_path)
    assert len(path.read_text("utf-8").splitlines()) == 2
    program = Path(sys.executable).with_name("kling3-contracts")
    told = subprocess.run([program, "traffic", path], capture_output=True, text=True, check=False)
    assert "K001" in told.stdout


def test_a_pytest_repeats_it(recorded: Page, tmp_path: Path) -> None:
    path = exported(recorded, "pytest", tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", path], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
