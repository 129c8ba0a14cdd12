"""What a page in a browser sends is told of; what a server sends with the same headers is not."""

from __future__ import annotations

import pytest

from kling3_openapi.findings import Severity
from kling3_openapi.rules.browsers import BrowserHeaders, browser_findings

PAGE = "http://localhost:5173"
MEND = "call the API from a server of yours, and let the page call that"


def test_a_preflight_is_told_that_it_has_no_key_and_gets_no_leave() -> None:
    (finding,) = browser_findings(BrowserHeaders("OPTIONS", PAGE, "POST", "cors", "cross-site"))
    assert (finding.code, finding.severity) == ("K087", Severity.ERROR)
    assert finding.field == "header.access-control-request-method"
    assert finding.message == (
        f"a browser's preflight for POST from the page {PAGE} carries no key, and the service sends no CORS headers: "
        f"{MEND}"
    )


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_that_calls_is_advised_against(site: str) -> None:
    (finding,) = browser_findings(BrowserHeaders("POST", PAGE, "", "cors", site))
    assert (finding.code, finding.severity, finding.field) == ("K088", Severity.ADVICE, "header.origin")
    assert finding.message == (
        f"the page {PAGE} calls the API from a browser, where its key is open to everybody and the answer stays "
        f"hidden: {MEND}"
    )


@pytest.mark.parametrize(
    "headers",
    [
        BrowserHeaders("POST"),
        BrowserHeaders("POST", PAGE),
        # What a development server's proxy passes on: the page called its own origin.
        BrowserHeaders("POST", PAGE, "", "cors", "same-origin"),
        BrowserHeaders("GET", "", "", "navigate", "none"),
        BrowserHeaders("OPTIONS", PAGE),
        BrowserHeaders("OPTIONS", "", "POST"),
        BrowserHeaders("POST", PAGE, "POST"),
    ],
)
def test_of_all_else_nothing_is_said(headers: BrowserHeaders) -> None:
    assert browser_findings(headers) == ()
