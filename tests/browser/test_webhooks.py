"""Webhooks are seen with their bytes, verified by the programs that the page writes, and sent again, well or ill."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET
from tests.browser.fake import Fake
from tests.browser.rows import rows
from tests.mockserver.taking import Receiver


@pytest.fixture
def attempt(page: Page, server: Fake, receiver: Receiver) -> Page:
    """Open the one attempt that told of a task's end."""
    server.control("scenarios", {"scenario": "at-once"})
    server.ordered(webhook_url=receiver.url)
    page.get_by_role("link", name="Webhooks").click()
    rows(page, "webhooks").filter(has_text="COMPLETED").click()
    page.get_by_role("heading", name="COMPLETED, attempt 1: 200").wait_for()
    while b"COMPLETED" not in receiver.next().body:
        pass
    return page


def check_of(page: Page, language: str) -> str:
    page.get_by_text(f"Verify it in {language}").click()
    return page.get_by_role("region", name=f"the check in {language}").inner_text()


@pytest.mark.parametrize(("secret", "good"), [(DEFAULT_WEBHOOK_SECRET, True), ("another", False)])
@pytest.mark.parametrize("language", ["Python", "JavaScript"])
def test_the_check_that_is_shown_knows_a_good_secret(
    attempt: Page, tmp_path: Path, language: str, secret: str, *, good: bool
) -> None:
    program = tmp_path / ("check.py" if language == "Python" else "check.mjs")
    program.write_text(check_of(attempt, language), "utf-8")
    runner = sys.executable if language == "Python" else shutil.which("node") or "node"
    ended = subprocess.run([runner, program], env={"WEBHOOK_SECRET": secret}, capture_output=True, check=False)
    assert (ended.returncode == 0) is good


def test_the_headers_that_were_sent_are_shown(attempt: Page) -> None:
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type"):
        expect(attempt.get_by_role("row").filter(has_text=name)).to_be_visible()


def test_a_webhook_is_sent_again_with_its_id(attempt: Page, receiver: Receiver) -> None:
    first = attempt.get_by_role("row").filter(has_text="webhook-id").inner_text().split()[-1]
    attempt.get_by_role("button", name="Send again").click()
    assert receiver.next().headers["webhook-id"] == first


def test_a_forged_webhook_is_one_that_a_receiver_has_to_refuse(attempt: Page, receiver: Receiver) -> None:
    attempt.get_by_text("Send forged").first.click()
    attempt.get_by_label("What").last.select_option("webhook-wrong-signature")
    signed = attempt.get_by_role("row").filter(has_text="webhook-signature").inner_text().split()[-1]
    attempt.get_by_role("button", name="Send forged").click()
    assert receiver.next().headers["webhook-signature"] != signed
    expect(rows(attempt, "webhooks").first).to_contain_text("webhook-wrong-signature")


def test_what_was_sent_instead_stands_beside_what_was_signed(attempt: Page) -> None:
    attempt.get_by_text("Send forged").first.click()
    attempt.get_by_label("What").last.select_option("webhook-tampered")
    attempt.get_by_role("button", name="Send forged").click()
    rows(attempt, "webhooks").filter(has_text="webhook-tampered").click()
    expect(attempt.get_by_role("region", name="the signed body")).to_contain_text('"COMPLETED"')
    expect(attempt.get_by_role("region", name="the sent body")).to_contain_text('"FAILED"')


def test_a_webhook_without_a_task_is_sent(page: Page, receiver: Receiver) -> None:
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_text("Send one of your own").click()
    page.get_by_label("To", exact=True).fill(receiver.url)
    page.get_by_label("Status").select_option("FAILED")
    page.get_by_role("button", name="Send", exact=True).click()
    assert b'"status":"FAILED"' in receiver.next().body
    expect(rows(page, "webhooks")).to_contain_text("FAILED")


def test_a_webhook_to_the_fake_itself_is_not_delivered(page: Page, server: Fake) -> None:
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_text("Send one of your own").click()
    page.get_by_label("To", exact=True).fill(f"{server.url}/_mock/reset")
    page.get_by_role("button", name="Send", exact=True).click()
    row = rows(page, "webhooks")
    expect(row).to_contain_text("none")
    row.click()
    expect(page.locator(".detail")).to_contain_text("itself")
