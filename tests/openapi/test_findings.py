"""A finding shows in a failed assertion what it says, and no secret that it repeats."""

from __future__ import annotations

from kling3_openapi.findings import Finding, Location, Severity


def test_a_finding_is_shown_in_short_and_without_secrets() -> None:
    message = "no call can be made to 'ftp://bob:hunter2@shop.example/x'"
    finding = Finding("K053", Severity.IGNORED, Location.BODY, "/webhook_url", message)
    expected = "<Finding K053 ignored at body.webhook_url: no call can be made to 'ftp://...@shop.example/x'>"
    assert repr(finding) == expected
