"""What only a socket shows is put to a server in plain HTTP on this machine, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kling3_contracts.enforcement.connections import share
from kling3_contracts.messages import Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import HttpTarget
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_openapi.document import Strictness
from tests.contracts.broken.fake import KEY, a_mock, a_target
from tests.contracts.broken.judged import codes, judged, untried
from tests.contracts.broken.lines import LineTarget, behind_a_socket
from tests.contracts.sending.counting import CountingTarget

CODES = {"K117", "K147"}


@pytest.fixture
def whole() -> Iterator[LineTarget]:
    target = behind_a_socket()()
    yield target
    target.close()


def test_a_server_that_keeps_to_http_breaks_nothing_and_everything_is_tried(whole: LineTarget) -> None:
    judge = judged(share, whole)
    assert judge.violations() == ()
    assert untried(judge, CODES) == {}


def test_the_fake_behind_its_own_server_breaks_nothing() -> None:
    with closing(a_mock()) as mock, ThreadedServer(mock) as served, closing(HttpTarget(served.url)) as target:
        judge = judged(share, target)
    assert judge.violations() == ()
    assert untried(judge, CODES) == {}


def test_a_body_that_was_left_on_the_line_is_told_by_what_it_was_taken_for() -> None:
    with closing(behind_a_socket(reads_refused_bodies=False)()) as target:
        found = judged(share, target).violations()
    assert {each.detail for each in found} == {
        "an order without a key, after its answer",
        "an order without a key, at once",
        "an order in chunks without a key, after its answer",
    }
    start = "GET /v1/ai/reference-to-video/kling-v3-omni behind an order without a key, at once, on one connection, "
    (message,) = (each.message for each in found if each.detail == "an order without a key, at once")
    assert message == f"{start}was answered 501, expected 200: read each body to its end, or close the connection"


def test_what_costs_nothing_is_sent_where_creations_are_counted(whole: LineTarget) -> None:
    judge = judged(share, whole, budget=Budget(MemoryAccount(0), Creating((KEY,))))
    assert (codes(judge), untried(judge, {"K147"})) == (set(), {})


def test_without_a_socket_the_reason_is_told() -> None:
    reason = "it takes a connection to a server on this machine, without TLS"
    with closing(a_target()) as in_process, closing(HttpTarget("https://127.0.0.1:1")) as by_tls:
        for target in (in_process, by_tls, CountingTarget()):
            assert untried(judged(share, target), {"K147"}) == {"K147": reason}


def test_the_published_document_asks_for_none_of_it(whole: LineTarget) -> None:
    judge = judged(share, whole, strictness=Strictness.PUBLISHED)
    assert untried(judge, {"K147"}) == {"K147": "the published document does not say so, the strict one does"}


def test_who_listens_is_told_of_the_first_answer_of_a_connection_alone(whole: LineTarget) -> None:
    heard: list[Exchange] = []
    sender = Sender(whole, Budget(), Pace())
    sender.listeners.append(heard.append)
    read = Request("GET", "/v1/ai/video/kling-v3", (("x-freepik-api-key", KEY),))
    exchanges = sender.send_on_one_connection(whole, (read, read._replace(method="HEAD")), "here", at_once=True)
    assert [each.answer.status for each in exchanges] == [200, 200]
    assert (heard, sender.sent) == ([exchanges[0]], 2)
