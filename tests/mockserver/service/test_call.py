"""Every answer has its frame: ids, budget and findings in headers, bounds on what is read, a journal page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.service.findings_header import findings_header
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Task
from kling3_openapi.findings import Finding, Location, Severity
from tests.mockserver.asking import create, created, data, get, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.samples import a_finding
from tests.mockserver.wire import (
    JSON,
    KLING3,
    KLING3_PRO,
    REFERENCE,
    codes,
    content,
    header,
    message,
    order,
    send,
    streamed,
    told,
)

NewMock = Callable[..., Mock]

BUDGET = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
MOST_BODY = 1_048_576


def several(mock: Mock) -> list[Response]:
    """One answer of each kind: 200, 200, 400, 401, 404, 404, and what is outside of the service."""
    return [
        create(mock),
        get(mock, KLING3),
        create(mock, duration=5),
        send(mock, "GET", KLING3, key=""),
        get(mock, f"{KLING3}/none"),
        send(mock, "PUT", KLING3),
        send(mock, "GET", "/", key=""),
    ]


def test_every_answer_has_an_id_of_its_own_and_forbids_caching(mock: Mock) -> None:
    answers = several(mock)
    ids = [str(header(each, "x-request-id")) for each in answers]
    assert [bool(re.fullmatch("ak-[0-9a-f]{32}", each)) for each in ids] == [True] * len(ids)
    assert len(set(ids)) == len(ids)
    assert {header(each, "cache-control") for each in answers} == {"max-age=0, no-cache, no-store"}


def test_every_answer_announces_its_length(mock: Mock) -> None:
    assert all(header(each, "content-length") == str(len(each.body)) for each in several(mock))


def budget(response: Response) -> tuple[str | None, ...]:
    return tuple(header(response, name) for name in BUDGET)


def test_reading_tells_what_is_left_of_the_minute(mock: Mock) -> None:
    task_id = created(mock)
    assert budget(get(mock, KLING3)) == ("300", "299", "60")
    mock.clock.advance(20)
    assert budget(read(mock, task_id)) == ("300", "298", "40")
    assert budget(get(mock, KLING3, key="beta-key")) == ("300", "299", "60")
    mock.clock.advance(40)
    assert budget(get(mock, REFERENCE)) == ("300", "299", "60")


def test_neither_orders_nor_refused_keys_tell_a_budget(mock: Mock) -> None:
    answers = [create(mock), create(mock, duration=5), send(mock, "GET", KLING3, key="")]
    assert [budget(each) for each in answers] == [(None, None, None)] * 3


def test_a_budget_that_is_spent_stays_at_zero(mock: Mock) -> None:
    answers = [get(mock, KLING3) for _ in range(302)]
    assert [header(each, "x-ratelimit-remaining") for each in answers[-3:]] == ["0", "0", "0"]


def padded(size: int) -> bytes:
    """Return an order of so many bytes."""
    return b'{"prompt": "A fox"}'.ljust(size)


@pytest.mark.parametrize(("size", "expected"), [(MOST_BODY, 200), (MOST_BODY + 1, 413), (5_000_000, 413)])
def test_a_body_has_one_mebibyte_at_most(mock: Mock, size: int, expected: int) -> None:
    assert order(mock, padded(size)).status == expected


def test_a_body_that_is_announced_too_large_is_not_read(mock: Mock) -> None:
    response = order(mock, b"{}", ("content-length", str(MOST_BODY + 1)))
    assert (response.status, codes(response), header(response, "connection")) == (413, ["K074"], "close")
    assert message(response) == "the body has more than 1,048,576 bytes: send files as URLs, not as base64"


@pytest.mark.parametrize("announced", ["-1", "many", "", "\xb2", "\xd9\xa1", "9" * 5_000])
def test_a_length_that_cannot_be_is_no_reason_to_crash(mock: Mock, announced: str) -> None:
    assert order(mock, {"prompt": "A fox"}, ("content-length", announced)).status in (200, 413)


def test_a_stream_that_grows_too_large_is_left_unread(mock: Mock) -> None:
    response, read_chunks = streamed(mock, [b"x" * 100_000] * 50)
    assert response is not None
    assert (response.status, codes(response), read_chunks) == (413, ["K074"], 11)


def test_a_body_may_come_in_pieces(mock: Mock) -> None:
    response, _ = streamed(mock, [b'{"prompt"', b": ", b'"A fox"}'])
    assert response is not None
    assert data(response)["status"] == "CREATED"


def test_a_client_that_leaves_gets_no_answer_and_no_task(mock: Mock) -> None:
    """The rest of the body never comes: the connection is gone."""
    response, _ = streamed(mock, iter([b'{"prompt": "A fox"']), leaves=True)
    assert response is None
    assert (list(mock.journal.exchanges()), content(get(mock, KLING3))) == ([], {"data": []})


@pytest.mark.parametrize("path", [KLING3_PRO, "/_mock/faults"])
def test_a_client_in_this_process_may_cancel_its_request(mock: Mock, path: str) -> None:
    """Only of a server of ours a cancellation means that it stops."""

    async def give_up() -> None:
        asked = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            asked.set()
            yield b"half of it"
            await asyncio.Event().wait()

        async with httpx.AsyncClient(transport=httpx.ASGITransport(mock), base_url="http://localhost") as client:
            request = asyncio.create_task(client.post(path, content=endless(), headers={"x-freepik-api-key": "any"}))
            await asyncio.wait_for(asked.wait(), PATIENCE)
            request.cancel()
            with pytest.raises(asyncio.CancelledError):
                await request

    asyncio.run(give_up())
    assert mock.journal.exchanges() == []


def test_a_good_request_has_no_findings_header(mock: Mock) -> None:
    assert {header(each, "x-kling3-findings") for each in (create(mock), get(mock, KLING3))} == {None}


def test_findings_travel_as_a_list_of_rfc_8941(mock: Mock) -> None:
    response = order(mock, {"prompt": "A fox", "image_list": [], 'a "b" \\ \N{FOX FACE}': 1})
    assert [each.code for each in told(response)] == ["K001", "K040"]
    first, second = told(response)
    assert first[:3] == ("K001", "ignored", "body.image_list")
    assert first.message.endswith("send start_image_url and end_image_url")
    assert second.at == 'body.a "b" \\ ?'


def test_findings_beyond_the_bound_are_counted(mock: Mock) -> None:
    response = order(mock, {"prompt": "A fox", **{f"field_{number}": 1 for number in range(500)}})
    text = str(header(response, "x-kling3-findings"))
    *shown, rest = told(response)
    found = len(mock.journal.exchanges()[-1].findings)
    assert (len(text) < 4_000, rest.code, found > 100) == (True, "more", True)
    assert text.endswith(f", more;count={found - len(shown)}")


def test_a_name_as_long_as_a_body_is_told_in_part(mock: Mock) -> None:
    response = order(mock, {"prompt": "A fox", "x" * 500_000: 1})
    assert [(each.code, len(each.at)) for each in told(response)] == [("K040", 200)]


FINDINGS = st.lists(
    st.builds(a_finding, severity=st.sampled_from(Severity), location=st.sampled_from(Location),
              pointer=st.text().map("/{}".format), message=st.text()),
    min_size=1, max_size=30,
)  # fmt: skip


@given(FINDINGS)
def test_any_findings_make_a_lawful_header(findings: Sequence[Finding]) -> None:
    value = findings_header(findings)
    response = Response(200, [(b"x-kling3-findings", value)], b"")
    assert len(value) < 4_000
    assert all(0x20 <= each <= 0x7E for each in value)
    assert len(told(response)) <= len(findings) + 1


def test_the_journal_has_each_exchange_with_masked_key_and_findings(mock: Mock) -> None:
    response = create(mock, image_list=[])
    (exchange,) = mock.journal.exchanges()
    assert (exchange.request.method, exchange.request.path) == ("POST", KLING3_PRO)
    assert exchange.request.body.startswith(b'{"prompt"')
    assert (exchange.response, exchange.key) == (response, "alph...")
    assert exchange.task_id == data(response)["task_id"]
    assert ([each.code for each in exchange.findings], exchange.at) == (["K001"], mock.clock.now())
    assert 0 < exchange.seconds < 5


def test_the_journal_has_refused_requests_too(mock: Mock) -> None:
    several(mock)
    kept = mock.journal.exchanges()
    assert [each.response.status for each in kept] == [200, 200, 400, 401, 404, 404, 404]
    assert [each.number for each in kept] == list(range(1, 8))


class BrokenStore(MemoryStore):
    """A store whose lists have a defect, and whose tasks are not to be had."""

    async def newest(self, key: str, *_: object) -> Sequence[Task]:
        raise ZeroDivisionError(key)

    async def get(self, _task_id: str) -> Task | None:
        raise ApiError(503, "Service Unavailable. Please try again later.")


@pytest.fixture
def broken() -> Mock:
    return Mock(Settings(clock=ClockKind.MANUAL, seed=1), store=BrokenStore())


def test_a_defect_is_a_500_in_the_services_words(broken: Mock, capsys: pytest.CaptureFixture[str]) -> None:
    """The traceback is for whoever runs the fake, and never for the client."""
    response = get(broken, KLING3)
    assert (response.status, response.body) == (500, b'{"message":"Internal Server Error"}')
    assert header(response, "content-type") == "application/json"
    assert re.fullmatch("ak-[0-9a-f]{32}", str(header(response, "x-request-id")))
    printed = capsys.readouterr()
    assert printed.err.startswith("Traceback")
    assert printed.err.rstrip().splitlines()[-1] == "ZeroDivisionError: alpha-key"


def test_a_defect_is_in_the_journal_and_the_next_request_is_answered(
    broken: Mock, capsys: pytest.CaptureFixture[str]
) -> None:
    get(broken, KLING3)
    assert [each.response.status for each in broken.journal.exchanges()] == [500]
    assert create(broken).status == 200
    assert capsys.readouterr().out == ""


def test_a_defect_is_flat_json_whatever_is_accepted(broken: Mock, capsys: pytest.CaptureFixture[str]) -> None:
    response = send(broken, "GET", KLING3, ("accept", "application/problem+json"), JSON)
    assert content(response) == {"message": "Internal Server Error"}
    assert capsys.readouterr().err.count("Traceback") == 1


def test_a_refusal_of_the_store_is_answered_as_it_says(broken: Mock) -> None:
    response = get(broken, f"{KLING3}/some-id")
    assert (response.status, message(response)) == (503, "Service Unavailable. Please try again later.")
