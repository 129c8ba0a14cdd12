"""Ranges: a part of a result that was asked for is that part, or the whole (K174)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import NO_ANSWER, Answer
from kling3_contracts.workflow.video import Downloaded
from kling3_contracts.workflow.walk_state import Walk, without_body
from kling3_openapi.rules.echo import echoed

_PART = 100
_NO_PART = -1
_TYPE = "video/mp4"
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)", re.IGNORECASE)


class _Range(NamedTuple):
    """A Range header, and the first and last byte that it asks for; `first` beyond the end is none at all.

    One that means nothing has _NO_PART there: it is to be ignored, or refused (RFC 9110, section 14.2).
    """

    detail: str
    header: str
    first: int
    last: int


def hold_ranges(walk: Walk, whole: Downloaded) -> None:
    """Ask for parts of a result that downloads."""
    body = whole.exchange.answer.body
    if len(body) < 2 * _PART or whole.exchange.answer.header("content-encoding"):
        walk.not_tried("the result is too short to be asked for in parts, or encoded", "K174")
        return
    for each in _ranges(len(body)):
        _hold(walk, whole, each)


def _ranges(length: int) -> Iterator[_Range]:
    end, middle = length - 1, length // 2
    yield _Range("the first bytes", f"bytes=0-{_PART - 1}", 0, _PART - 1)
    yield _Range("bytes in the middle", f"bytes={middle}-{middle + _PART - 1}", middle, middle + _PART - 1)
    yield _Range("all from the middle on", f"bytes={middle}-", middle, end)
    yield _Range("the last bytes", f"bytes=-{_PART}", length - _PART, end)
    yield _Range("more than there are", f"bytes={length - _PART}-{length + _PART}", length - _PART, end)
    yield _Range("what lies behind the end", f"bytes={length}-", length, end)
    yield _Range("a unit that nobody knows", f"foxes=0-{_PART - 1}", _NO_PART, end)
    yield _Range("an end before its beginning", f"bytes={_PART}-0", _NO_PART, end)


def _hold(walk: Walk, whole: Downloaded, asked: _Range) -> None:
    try:
        exchange = walk.client.download(whole.life.family, whole.url, headers=(("range", asked.header),))
    except UnreachableError as error:
        walk.not_tried(f"the result could not be asked for: {error.reason}", "K174")
        return
    answer = exchange.answer
    if answer.status in (NO_ANSWER, 429, 503):
        return
    wrong = _wrong(answer, asked, whole.exchange.answer.body)
    message = f"asked for {asked.detail} ({asked.header}), got {wrong}; or ignore the header and answer 200 with all"
    walk.judge.hold("K174", not wrong, whole.life.place, message, without_body(exchange), detail=asked.detail)


def _wrong(answer: Answer, asked: _Range, body: bytes) -> str:
    """What is wrong with an answer to a range, with what was expected and the mend, or nothing."""
    behind = asked.first >= len(body)
    if answer.status == 200:
        return "" if answer.body == body else f"200 with {len(answer.body)} bytes, expected all {len(body)}: answer 206"
    if asked.first == _NO_PART:
        return "" if 400 <= answer.status < 500 else f"{answer.status}, expected 200: pass over what means nothing"
    if behind:
        return "" if answer.status == 416 else f"{answer.status}, expected 416: look at the length of the file"
    if answer.status != 206:
        return f"{answer.status}, expected 206: cut what was asked for"
    return _wrong_part(answer, asked, body)


def _wrong_part(answer: Answer, asked: _Range, body: bytes) -> str:
    """Look at a 206, which may hold less than was asked for (RFC 9110, section 15.3.7), if it says so."""
    said = answer.header("content-range")
    found = _CONTENT_RANGE.fullmatch(said.strip())
    if not found:
        return f"206 with content-range {echoed(said)!r}, expected `bytes FIRST-LAST/LENGTH`: send it"
    first, last = int(found[1]), int(found[2])
    if first != asked.first or not first <= last <= asked.last or found[3] not in ("*", str(len(body))):
        expected = f"bytes {asked.first}-{asked.last}/{len(body)}"
        return f"206 with content-range {echoed(said)!r}, expected {expected!r}: count bytes from 0, the last included"
    if answer.content_type not in ("", _TYPE):
        return f"206 with {echoed(answer.content_type)}, expected {_TYPE}: a part is of the type of the whole"
    if answer.body != body[first : last + 1]:
        return f"206 with {len(answer.body)} bytes that are not those of {echoed(said)!r}: cut the file by that header"
    return ""
