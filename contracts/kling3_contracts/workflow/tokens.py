"""Tokens: the URL of a result opens that result, and no other way of writing it opens anything (K164 to K166)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from kling3_contracts.errors import UnreachableError
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import Status
from kling3_contracts.workflow.walk_state import Walk, without_body

CODES = ("K164", "K165", "K166")
_SHORTEST = 16
"""Characters of a value of a query that may be a token; what is shorter is a switch or a name."""
_NEAR_THE_END = 8
_END = re.compile(r"(exp(?:ires)?)=([0-9]{9,12})", re.IGNORECASE)
_HOUR = 3_600
_MENDS = {
    "K164": "without its token",
    "K165": "by the token of another task's result",
    "K166": "by a token that was changed",
}


class _Other(NamedTuple):
    """Another way to write the URL of a result, and what it is in short."""

    code: str
    url: str
    detail: str


def tells_its_end(url: str) -> bool:
    """Return whether the URL of a result names the end of its time."""
    return _END.search(url) is not None


def hold_tokens(walk: Walk, life: Life, other: Life | None) -> None:
    """Ask for a result, which downloads, in ways that must open nothing; `other` is a second task, or none."""
    url = life.last.urls[0]
    if not _token(url):
        walk.not_tried("the URL of the result has no token: its query string holds no long value", *CODES)
        return
    if other is None:
        walk.not_tried("it takes a second task at the same time, and orders are not free here", "K165")
    for each in (*_own(url), *(_others(walk, url, other) if other else ())):
        if walk.judge.wants(each.code):
            _hold(walk, life, each)


def _own(url: str) -> Iterator[_Other]:
    """The URL without its query, and with a token that says something else."""
    path, _, query = url.partition("?")
    token = _token(url)
    yield _Other("K164", path, "no query")
    yield _Other("K166", f"{path}?{query.replace(token, _changed(token))}", "one character of it")
    yield _Other("K166", f"{path}?{query.replace(token, f'{token}0')}", "a character behind it")
    if end := _END.search(url):
        later = f"{end[1]}={int(end[2]) + _HOUR}"
        yield _Other("K166", f"{url[: end.start()]}{later}{url[end.end() :]}", "a later end of its time")


def _others(walk: Walk, url: str, other: Life) -> Iterator[_Other]:
    """The URL with the query of another task's, once that has one."""
    walk.read(other)
    if other.last.status is not Status.COMPLETED or not other.last.urls:
        walk.not_tried(f"the second task was last seen {other.last.word}, without a URL", "K165")
        return
    query = other.last.urls[0].partition("?")[2]
    yield _Other("K165", f"{url.partition('?')[0]}?{query}", "another task's")


def _hold(walk: Walk, life: Life, other: _Other) -> None:
    try:
        exchange = walk.client.download(life.family, other.url)
    except UnreachableError as error:
        walk.not_tried(f"the result could not be asked for: {error.reason}", other.code)
        return
    status = exchange.answer.status
    if status == 429 or not 200 <= status < 500:
        walk.not_tried(f"the server answered {status}" if status else "the connection broke", other.code)
        return
    message = (
        f"the result is answered {status} {_MENDS[other.code]} ({other.detail}), expected 403 or another 4xx: "
        "look at the whole token before the file is served"
    )
    walk.judge.hold(other.code, status >= 300, life.place, message, without_body(exchange), detail=other.detail)


def _token(url: str) -> str:
    """Return the longest value of a URL's query as it stands there, or nothing where none is long enough."""
    pairs = urlsplit(url).query.split("&")
    longest = max((pair.partition("=")[2] for pair in pairs), key=len)
    return longest if len(longest) >= _SHORTEST else ""


def _changed(token: str) -> str:
    """Return a token with another character near its end, where no decoder of base64 passes over a difference."""
    place = len(token) - _NEAR_THE_END
    return token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
