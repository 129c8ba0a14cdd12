"""RunPage: the ASGI application that lists the fakes of a run, and has each answer behind a prefix of its own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from kling3_mockserver.http.addresses import Authority, is_loopback_name
from kling3_mockserver.http.messages import Response
from kling3_mockserver.http.own_page import own_headers, own_page
from kling3_mockserver.http.path_prefix import behind
from kling3_mockserver.testing.run_page.fakes import Fakes
from kling3_mockserver.testing.run_page.listing import listing

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_FAKE = re.compile(r"(/tests/([0-9]{1,9}))(/.*)?")
_READING = ("GET", "HEAD")
_EXPORT = "/_mock/export."
"""What reads by POST, since it is told what to read."""
_FORGOTTEN = "the fake of this test is forgotten, as only the newest are kept: run fewer tests to see it"
_ENDED = "the test of this fake has ended, so nothing changes in it any more: run the test again to act on its fake"


class RunPage:
    """Answers at `/` with the list, and at `/tests/NUMBER/` as the fake of that number; names of this machine alone.

    A fake whose test has ended can be read as before, and changes no more.
    """

    def __init__(self, fakes: Fakes) -> None:
        self._fakes = fakes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        await self._answering(scope)(scope, receive, send)

    def _answering(self, scope: Scope) -> ASGIApp:
        path, reads = scope["path"], scope["method"] in _READING
        # By a name that was made to point here, a page from elsewhere would read the names of the tests.
        if not _is_local(scope):
            return _refused(403, "the page answers to localhost and 127.0.0.1 only: open it by the address as printed")
        if path == "/" and reads:
            return _whole(own_page(listing(self._fakes.newest())))
        found = _FAKE.fullmatch(path)
        if found is None:
            return _refused(404, "nothing is here: GET / lists the fakes of this run")
        prefix, number, rest = found.groups()
        if rest in (None, "/"):
            return _whole(Response(307, [(b"location", f"{prefix}/_mock/".encode())], b""))
        return self._fake(int(number), prefix, reads=reads or rest.startswith(_EXPORT))

    def _fake(self, number: int, prefix: str, *, reads: bool) -> ASGIApp:
        fake = self._fakes.get(number)
        if fake is None:
            return _refused(404, f"no fake {number} was opened in this run: GET / lists those that were")
        if fake.kling3 is None:
            return _refused(404, _FORGOTTEN)
        return behind(prefix, fake.kling3.mock) if reads or fake.is_open else _refused(409, _ENDED)


def _is_local(scope: Scope) -> bool:
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    asked = Authority.parse(hosts[0]) if len(hosts) == 1 else None
    return asked is not None and is_loopback_name(asked.host)


def _refused(status: int, words: str) -> ASGIApp:
    headers = [(b"content-type", b"application/json"), *own_headers("default-src 'none'")]
    return _whole(Response(status, headers, json.dumps({"message": words}).encode()))


def _whole(answer: Response) -> ASGIApp:
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]

    async def send_all(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    return send_all
