"""The log is for a person: one line for each request and delivery, and nothing that moves a terminal."""

from __future__ import annotations

import asyncio
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.journal.order_prices import OrderPrices
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.tasks.task import Video
from kling3_openapi.findings import Severity
from kling3_openapi.prices import price_table
from tests.mockserver.samples import a_delivery, a_finding, a_message, a_request, an_exchange

UTC = time.gmtime


class Page(io.StringIO):
    """A stream that says when it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed = asyncio.Event()

    def flush(self) -> None:
        self.flushed.set()


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the local time be UTC."""
    monkeypatch.setattr(time, "localtime", UTC)


def written(*records: Exchange | Delivery | Notice, colour: bool = False) -> list[str]:
    """Return the lines that the records come to."""

    async def write() -> str:
        page = io.StringIO()
        log = RequestLog(page, colour=colour)
        for each in records:
            log.note(each)
        log.flush()
        return page.getvalue()

    return asyncio.run(write()).splitlines()


def asked(method: str, path: str, query: str = "") -> Exchange:
    return an_exchange(1, a_request(method, path, query))


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (an_exchange(task_id="task-1"), "22:13:20 POST /v1/ai/video/kling-v3-pro 200  1.2 ms  task task-1"),
        (asked("GET", "/v1", "api_key=key-of-somebody"), "22:13:20 GET  /v1?api_key=key-... 200  1.2 ms"),
        (
            an_exchange(1, a_request("GET", "/x/task-1"), task_id="task-1"),
            "22:13:20 GET  /x/task-1 200  1.2 ms",
        ),
        (asked("GET", "/x", "page=2"), "22:13:20 GET  /x?page=2 200  1.2 ms"),
        (asked("GET", "/x", "api_key=0123456789"), "22:13:20 GET  /x?api_key=0123... 200  1.2 ms"),
        (asked("DELETE", "/x"), "22:13:20 DELETE /x 200  1.2 ms"),
    ],
)
def test_a_request_is_one_line(exchange: Exchange, expected: str) -> None:
    assert written(exchange) == [expected]


def priced(*paths: str) -> list[str]:
    """Return the lines of orders, of five seconds with sound, in a log that knows prices."""
    page, video = io.StringIO(), Video(5, "16:9", audio=True)
    log = RequestLog(page, prices=OrderPrices(price_table))
    for path in paths:
        log.tell(an_exchange(1, a_request("POST", path), task_id="task-1")._replace(video=video))
    return page.getvalue().splitlines()


def test_an_order_has_its_price_and_once_what_that_rests_on() -> None:
    line = "22:13:20 POST /v1/ai/video/kling-v3-pro 200  1.2 ms  task task-1  EUR 1.96"
    basis = "         prices: measured 2026-05-06 by one operator, confidence B; the provider prints none"
    assert priced(*["/v1/ai/video/kling-v3-pro"] * 2) == [line, basis, line]


def test_prices_that_rest_on_something_else_say_so() -> None:
    lines = priced("/v1/ai/video/kling-v3-pro", "/v1/ai/video/kling-v3-motion-control-std")
    assert [each.rpartition("  ")[2] for each in lines if each.startswith("22")] == ["EUR 1.96", "about EUR 1.34"]
    assert [each for each in lines if "confidence C" in each] == lines[-1:]


def test_a_price_that_nobody_knows_is_said_to_be_unknown() -> None:
    (line,) = priced("/v1/ai/image-to-video/kling-v3-turbo-1080p")
    assert line.endswith("  task task-1  price unknown")


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (a_delivery(status=204), "204"),
        (a_delivery(status=500), "not taken: 500"),
        (a_delivery(status=500, retry_in=4.56), "not taken: 500, next try in 4.6 s"),
        (a_delivery(status=None, error="no answer within 10 s", retry_in=20),
         "not taken: no answer within 10 s, next try in 20.0 s"),
    ],
)  # fmt: skip
def test_a_delivery_is_one_line_with_what_came_of_it(delivery: Delivery, expected: str) -> None:
    start = "22:13:20 webhook COMPLETED of task task-1 to https://receiver.example/hook?user=7  try 1: "
    assert written(delivery) == [start + expected]


@pytest.mark.parametrize(
    ("url", "error", "expected"),
    [
        ("http://bob:hunter2@h:9/hook", "refused", "to http://...@h:9/hook  try 1: not taken: refused"),
        ("http://h/?key=abc", "OSError: http://b:x@h", "to http://h/?key=...  try 1: not taken: OSError: http://...@h"),
    ],
)  # fmt: skip
def test_a_delivery_is_told_of_without_the_password_of_its_url(url: str, error: str, expected: str) -> None:
    (line,) = written(a_delivery(1, a_message(url=url), status=None, error=error))
    assert line.endswith(expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/FPSX9f8e7d6c5b4a39281706/video", "/v1/FPSX.../video"),
        ("/v1/team-a/video", "/v1/.../video"),
        ("/v1/ai/video/kling-v3/046b6c7f-0b8a-43b9-b35d-6489e6daee91",) * 2,
    ],
)
def test_what_looks_like_a_key_or_is_known_as_one_is_masked_in_a_path(path: str, expected: str) -> None:
    page = io.StringIO()
    log = RequestLog(page, known=lambda: ["team-a"])

    async def write() -> None:
        log.note(asked("GET", path))
        log.flush()

    asyncio.run(write())
    assert page.getvalue() == f"22:13:20 GET  {expected} 200  1.2 ms\n"


def test_what_was_no_request_is_one_line_too() -> None:
    at = an_exchange().at
    assert written(Notice(at, "not served, 400 to 127.0.0.1:1: \x1b[2J came")) == [
        "22:13:20 not served, 400 to 127.0.0.1:1: \N{REPLACEMENT CHARACTER}[2J came"
    ]


def test_findings_stand_below_their_request() -> None:
    findings = (a_finding(), a_finding("K002", Severity.IGNORED, message="elements, not element_list"))
    lines = written(an_exchange(findings=findings), an_exchange(2))
    assert [line.split(" ")[0] for line in lines] == ["22:13:20", "", "", "22:13:20"]
    assert lines[1:3] == [
        "         K064 error: duration must be a string",
        "         K002 ignored: elements, not element_list",
    ]


@pytest.mark.parametrize(
    ("severity", "expected"), [(Severity.ERROR, 31), (Severity.IGNORED, 33), (Severity.ADVICE, 36)]
)
def test_severities_have_colours_when_asked_for_and_only_then(severity: Severity, expected: int) -> None:
    exchange = an_exchange(findings=(a_finding(severity=severity),))
    told = f"K064 {severity.value}"
    assert written(exchange, colour=True)[1].strip() == f"\x1b[{expected}m{told}\x1b[0m: duration must be a string"
    assert "\x1b" not in "".join(written(exchange))


def test_the_reason_of_a_refusal_stands_below_its_request() -> None:
    lines = written(an_exchange(status=400, reason="unknown scenario 'explode'\n\x1b[2J"))
    assert lines == [
        "22:13:20 POST /v1/ai/video/kling-v3-pro 400  1.2 ms",
        "         refused: unknown scenario 'explode'\ufffd\ufffd[2J",
    ]


@pytest.mark.parametrize(("status", "expected"), [(200, 32), (302, 32), (404, 33), (503, 31)])
def test_statuses_have_colours_when_asked_for_and_only_then(status: int, expected: int) -> None:
    exchange = an_exchange(status=status, reason="so it is")
    first, second = written(exchange, colour=True)
    assert f" \x1b[{expected}m{status}\x1b[0m  1.2 ms" in first
    assert second == "         \x1b[31mrefused\x1b[0m: so it is"
    assert "\x1b" not in "".join(written(exchange))


@pytest.mark.parametrize(("status", "expected"), [(204, "\x1b[32m204\x1b[0m"), (500, "\x1b[31mnot taken: 500\x1b[0m")])
def test_what_came_of_a_delivery_is_coloured_too(status: int, expected: str) -> None:
    (line,) = written(a_delivery(status=status), colour=True)
    assert line.endswith(f"  try 1: {expected}")


@given(st.text(), st.text(), st.sampled_from(["GET", "G\x1b[2J"]))
def test_no_control_character_of_a_request_reaches_the_terminal(path: str, message: str, method: str) -> None:
    exchange = an_exchange(1, a_request(method, path, path), findings=(a_finding(message=message),))
    delivery = a_delivery(1, a_message(url=path), status=None, error=message)
    lines = written(exchange, delivery, colour=False)
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)


def test_what_can_not_be_shown_is_replaced_and_the_rest_stays() -> None:
    (line,) = written(asked("GET", "/\x1b[31mfox\r\n\u202e é"))
    assert line == "22:13:20 GET  /\ufffd[31mfox\ufffd\ufffd\ufffd é 200  1.2 ms"


def test_a_long_path_is_cut() -> None:
    (line,) = written(asked("GET", "/" + "x" * 5_000))
    assert line == f"22:13:20 GET  /{'x' * 394}... 200  1.2 ms"


def test_each_record_has_its_own_time() -> None:
    times = [0.0, 0.5, 1.0, 86_399.0, 1.0]
    lines = written(*(an_exchange(1)._replace(at=at) for at in times))
    assert [line[:8] for line in lines] == ["00:00:00", "00:00:00", "00:00:01", "23:59:59", "00:00:01"]


def test_lines_are_written_together_soon_after_the_first_without_being_asked_for() -> None:
    async def note() -> list[str]:
        page = Page()
        log = RequestLog(page)
        for number in (1, 2):
            log.note(an_exchange(number))
        assert page.getvalue() == ""
        await asyncio.wait_for(page.flushed.wait(), 10)
        return page.getvalue().splitlines()

    assert len(asyncio.run(note())) == 2


def test_after_writing_the_next_record_is_waited_for_anew() -> None:
    async def note() -> int:
        page = Page()
        log = RequestLog(page)
        for _ in range(2):
            page.flushed.clear()
            log.note(an_exchange(1))
            await asyncio.wait_for(page.flushed.wait(), 10)
        return len(page.getvalue().splitlines())

    assert asyncio.run(note()) == 2


def test_with_nothing_to_tell_nothing_is_written() -> None:
    page = Page()
    RequestLog(page).flush()
    assert (page.getvalue(), page.flushed.is_set()) == ("", False)
