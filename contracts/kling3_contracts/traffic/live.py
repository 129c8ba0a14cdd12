"""Live: the journal of a fake that runs, asked over its control API."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile

from kling3_contracts.addresses.base_url import base_url, without_api_path
from kling3_contracts.addresses.no_answer import reason_of
from kling3_contracts.errors import SubjectError, UnreachableError
from kling3_contracts.traffic.reading import entries
from kling3_contracts.traffic.recorded import Entry

TOKEN_HEADER = "x-kling3-control-token"  # noqa: S105  (the name of a header)
MOST_RECORDS = 1_000
"""The most that the control API shows at once."""
_SECONDS = 30.0
_PAGES = ("requests", "deliveries")


def read_live(url: str, token: str = "") -> Iterator[Entry]:
    """Yield what a running fake remembers: its newest 1,000 requests, then as many deliveries.

    Raises UnreachableError without an answer, and SubjectError for one that is no journal.
    """
    for page in _PAGES:
        yield from _page(f"{base_url(url, '--from')}/_mock/{page}", token)


def _page(url: str, token: str) -> Iterator[Entry]:
    import httpx2  # recordings in files need no client

    headers = {TOKEN_HEADER: token} if token else {}
    with TemporaryFile() as file:
        try:
            with httpx2.stream(
                "GET", url, params={"limit": MOST_RECORDS}, headers=headers, timeout=_SECONDS, trust_env=False
            ) as response:
                _refuse(url, response.status_code)
                for chunk in response.iter_bytes():
                    file.write(chunk)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise UnreachableError(url, reason_of(error)) from error
        file.seek(0)
        yield from entries(file, url.rpartition("/_mock/")[2])


def _refuse(url: str, status: int) -> None:
    if status == 200:
        return
    base = url.rpartition("/_mock/")[0]
    root = without_api_path(base)
    if root != base:
        raise SubjectError(url, f"got {status}, expected the journal: end the URL at the fake's host, --from {root}")
    if status in (401, 403):
        raise SubjectError(url, f"got {status}, expected the journal: give the fake's --control-token")
    raise SubjectError(url, f"got {status}, expected 200: is a fake (kling3-mock serve) running there?")
