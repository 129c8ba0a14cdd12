"""Rules on requests that a page in a browser sends: the service is made to be called by servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.rule import Rule, Spot, rule

_SHOWN_CHARACTERS = 60
_FROM_ELSEWHERE = ("cross-site", "same-site")
_MEND = "call the API from a server of yours, and let the page call that"


@dataclass(frozen=True, slots=True)
class BrowserHeaders:
    """What of a request tells of a browser; a header that is missing is the empty string.

    `requested_method` is Access-Control-Request-Method, `fetch_mode` and `fetch_site` are Sec-Fetch-Mode and -Site.
    """

    method: str
    origin: str = ""
    requested_method: str = ""
    fetch_mode: str = ""
    fetch_site: str = ""

    @property
    def is_preflight(self) -> bool:
        """Whether a browser asks by it for leave to send another request (Fetch standard, CORS-preflight)."""
        return self.method == "OPTIONS" and bool(self.origin and self.requested_method)


def browser_findings(headers: BrowserHeaders) -> tuple[Finding, ...]:
    """Return the findings of a request that a page in a browser sent, none for any other."""
    return tuple(finding for each in RULES for finding in each.findings(headers))


@rule("K087", Severity.ERROR, Location.HEADER, source="Fetch standard; no CORS headers are known of")
def preflight(headers: BrowserHeaders) -> Iterator[Spot]:
    """A browser asks for leave to call the API.

    Before a page's request a browser sends OPTIONS, a preflight, which carries no key; the service answers it
    as any request without a key, and sends no CORS headers, so the browser never sends what the page asked
    for. Call the API from a server, where the key is safe as well.
    """
    if headers.is_preflight:
        asked = f"{echoed(headers.requested_method, _SHOWN_CHARACTERS)} from the page {_page(headers)}"
        yield (
            pointer_to("access-control-request-method"),
            f"a browser's preflight for {asked} carries no key, and the service sends no CORS headers: {_MEND}",
        )


@rule("K088", Severity.ADVICE, Location.HEADER, source="Fetch standard; no CORS headers are known of")
def page_calls(headers: BrowserHeaders) -> Iterator[Spot]:
    """A page in a browser calls the API.

    Everybody who opens the page can read the key that it sends, and the service sends no CORS headers, so
    that the browser hides the answer from the page. Call the API from a server.
    """
    crosses = headers.fetch_mode == "cors" and headers.fetch_site in _FROM_ELSEWHERE
    if headers.origin and crosses and not headers.is_preflight:
        harm = "where its key is open to everybody and the answer stays hidden"
        yield pointer_to("origin"), f"the page {_page(headers)} calls the API from a browser, {harm}: {_MEND}"


RULES: tuple[Rule[BrowserHeaders], ...] = (preflight, page_calls)


def _page(headers: BrowserHeaders) -> str:
    return echoed(headers.origin, _SHOWN_CHARACTERS)
