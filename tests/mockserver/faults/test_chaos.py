"""Chaos mixes what a good program must survive, as often as asked, alike in each run, and names each."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

import httpx
import pytest

from kling3_mockserver.doors import BrokenAnswerError
from kling3_mockserver.faults.chaos import Chaos
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    CreditUsedUp,
    DocumentedError,
    Fault,
    Latency,
    OrdersCollided,
    PenaltyBox,
    TasksNotFound,
)
from kling3_mockserver.faults.occasions import Group, Occasion, When
from kling3_mockserver.faults.text import parse, words
from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.serve_words import banner
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Kind
from tests.mockserver.asking import control, create
from tests.mockserver.faulting import API_FAULTS, RESULT_FAULTS, WEBHOOK_FAULTS
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import served, url_of
from tests.mockserver.samples import a_delivery, an_exchange
from tests.mockserver.wire import KLING3

NewMock = Callable[..., Mock]

READ = Occasion(Group.API, kind=Kind.GET)
HOOK = Occasion(Group.WEBHOOK, status=Status.IN_PROGRESS)
VIDEO = Occasion(Group.RESULT, When.AFTER)
MANY = 1_000
GIVEN_UP_ON = {TasksNotFound, PenaltyBox, CreditUsedUp, OrdersCollided}


def course(chaos: Chaos, fraction: Callable[..., float]) -> Fault | None:
    """Return what a good request meets, before its work or after it."""
    return chaos.fault(READ, fraction) or chaos.fault(READ._replace(when=When.AFTER), fraction)


def met(occasion: Occasion | None, probability: float, times: int = MANY) -> list[Fault]:
    chaos, fraction = Chaos(probability), Identifiers(1).fraction
    found = [course(chaos, fraction) if occasion is None else chaos.fault(occasion, fraction) for _ in range(times)]
    return [each for each in found if each is not None]


@pytest.mark.parametrize("occasion", [None, HOOK, VIDEO])
@pytest.mark.parametrize(
    ("probability", "least", "most"), [(0, 0, 0), (0.05, 30, 70), (0.5, 450, 550), (1, MANY, MANY)]
)
def test_as_much_goes_wrong_as_was_asked_for(
    occasion: Occasion | None, probability: float, least: int, most: int
) -> None:
    assert least <= len(met(occasion, probability)) <= most


def kinds(faults: Iterable[Fault]) -> set[type[Fault]]:
    return {type(each) for each in faults}


def test_every_kind_of_fault_comes_but_those_that_a_program_may_give_up_on() -> None:
    found = {*met(None, 1), *met(HOOK, 1), *met(VIDEO, 1)}
    assert kinds(found) == kinds((*API_FAULTS, *WEBHOOK_FAULTS, *RESULT_FAULTS)) - GIVEN_UP_ON
    assert {each.status for each in found if isinstance(each, DocumentedError)} == {500, 503}
    assert {ConnectionReset(), ConnectionReset(midway=True)} <= found


def test_each_kind_is_about_as_likely_as_the_others() -> None:
    counts = Counter(map(type, met(HOOK, 1)))
    assert all(MANY / 9 * 0.7 < count < MANY / 9 * 1.3 for count in counts.values())


def test_latencies_are_drawn_too() -> None:
    seconds = {each.seconds for each in met(None, 1) if isinstance(each, Latency)}
    assert len(seconds) > 50
    assert all(0.1 <= each <= 2 for each in seconds)


def asked(mock: Mock) -> list[str]:
    """Create tasks, whatever becomes of it; return what the journal says went wrong."""
    for _ in range(60):
        try:
            create(mock)
        except BrokenAnswerError:
            continue
    return [each.fault for each in mock.journal.exchanges()]


def test_equal_seeds_and_requests_meet_equal_faults_and_the_journal_names_them(new_mock: NewMock) -> None:
    first, second, other = (asked(new_mock(chaos=0.5, seed=seed)) for seed in (1, 1, 2))
    assert first == second != other
    assert len(first) == 60
    assert 10 < len([parse(each) for each in first if each]) < 50


def test_a_reset_begins_the_same_chaos_anew(new_mock: NewMock) -> None:
    mock = new_mock(chaos=0.5)
    first = asked(mock)
    control(mock, "POST", "/reset")
    assert asked(mock) == first


def test_chaos_is_set_and_ended_while_running(mock: Mock) -> None:
    control(mock, "PATCH", "/settings", chaos=1)
    assert mock.faults.active
    control(mock, "PATCH", "/settings", strict=True)
    assert mock.faults.active
    control(mock, "PATCH", "/settings", chaos=0)
    assert not mock.faults.active


def logged() -> list[str]:
    async def write() -> str:
        page = io.StringIO()
        log = RequestLog(page)
        log.note(an_exchange()._replace(fault="latency 0.5"))
        log.note(a_delivery()._replace(fault="webhook-tampered"))
        log.note(an_exchange()._replace(response=Response(0, [], b""), fault="reset"))
        log.flush()
        return page.getvalue()

    return asyncio.run(write()).splitlines()


def test_the_log_names_each_fault_so_that_none_is_taken_for_a_defect() -> None:
    request, delivery, unanswered = logged()
    assert request.endswith("200  1.2 ms  fault on purpose: latency 0.5")
    assert delivery.endswith("try 1: 200  fault on purpose: webhook-tampered")
    assert unanswered.endswith("kling-v3-pro no answer  1.2 ms  fault on purpose: reset")


def test_the_banner_says_that_things_go_wrong() -> None:
    told = banner(Settings(chaos=0.05), "http://127.0.0.1:1")
    assert "5 % of requests, webhooks and results go wrong on purpose: each is named below. Stop with Ctrl-C." in told
    assert "on purpose" not in banner(Settings(), "http://127.0.0.1:1")


def test_a_served_chaos_is_named_in_each_line_and_in_the_journal() -> None:
    with (
        served("--chaos", "1", "--seed", "7") as (program, told),
        httpx.Client(base_url=url_of(told), trust_env=False, timeout=PATIENCE) as client,
    ):
        lines = []
        for _ in range(5):
            with suppress(httpx.HTTPError):
                client.get(KLING3, headers={"x-freepik-api-key": "any"}, timeout=0.2)
            lines.append(program.until(KLING3)[-1].strip())
        shown = [str(each["fault"]) for each in client.get("/_mock/requests").json()]
    assert "100 % of requests" in told
    assert [line.rpartition("fault on purpose: ")[2] for line in lines] == shown
    assert [words(parse(each)) for each in shown] == shown
