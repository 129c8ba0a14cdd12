"""What a test holds: a fake of its own whose time it moves, with webhooks that have come when a call returns."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from contextlib import suppress

import httpx
import httpx2
import pytest
import requests

from kling3_mockserver.clock import RealClock
from kling3_mockserver.doors import BrokenAnswerError
from kling3_mockserver.errors import ClockError, FaultError, MockError, ScenarioError
from kling3_mockserver.faults.fault import ConnectionReset, DocumentedError, EmptyBody, Fault, TruncatedJson
from kling3_mockserver.faults.occasions import Match, When
from kling3_mockserver.service import app
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.models import ModelError
from kling3_mockserver.tasks.scenario import FailAfter, NeverEnd
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Task
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.switchboard import Switchboard
from kling3_mockserver.testing.tenant import Kling3
from kling3_openapi.endpoints import Tier
from kling3_openapi.rules.catalogue import CatalogueError
from tests.mockserver.asking import KEY, create, created, data, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.samples import HOOK
from tests.mockserver.tenants import order

MANUAL = ClockKind.MANUAL
LIST = "https://api.freepik.com/v1/ai/video/kling-v3"
KEYS = {"x-freepik-api-key": KEY}


def test_it_tells_a_program_all_that_it_must_know(kling3: Kling3) -> None:
    assert (kling3.url, kling3.base_url) == ("http://fake.test", "http://fake.test/v1")
    assert (kling3.api_key, kling3.secret) == ("tenant-key", Settings().webhook_secrets[0])


def test_any_key_is_good_unless_the_settings_name_keys_and_its_own_is_always_good(
    new_kling3: Callable[..., Kling3],
) -> None:
    assert create(new_kling3().mock, key="any").status == 200
    strict = new_kling3(api_keys=("theirs",))
    assert [create(strict.mock, key=each).status for each in ("any", "theirs", strict.api_key)] == [401, 200, 200]


def test_settings_that_are_good_for_a_test_as_they_are_are_not_checked_anew() -> None:
    settings = Settings(clock=MANUAL)
    kling3 = Kling3(str, "tenant-key", settings, Switchboard())
    assert kling3.mock.settings is settings
    kling3.close()


def test_a_test_that_asks_nothing_has_no_application_made(
    new_kling3: Callable[..., Kling3], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    build = app.build

    def counted(*parts: object) -> object:
        made.append(parts)
        return build(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(app, "build", counted)
    kling3 = new_kling3()
    assert made == []
    created(kling3.mock)
    created(kling3.mock)
    assert len(made) == 1


def test_what_answered_goes_with_its_test_and_not_with_the_garbage_collector(new_kling3: Callable[..., Kling3]) -> None:
    kling3 = new_kling3()
    created(kling3.mock)
    answering = weakref.ref(vars(kling3.mock)["_app"])
    kling3.close()
    assert answering() is None
    assert read(kling3.mock, kling3.tasks[0].id).status == 200


def test_time_stands_still_until_it_is_moved(kling3: Kling3) -> None:
    created(kling3.mock, scenario="complete 60")
    (task,) = kling3.tasks
    assert task.status == "CREATED"
    kling3.clock.advance(59)
    assert task.status == "IN_PROGRESS"
    kling3.clock.advance(1)
    assert task.status == "COMPLETED"


def test_a_real_clock_runs_by_itself_and_refuses_to_be_moved(new_kling3: Callable[..., Kling3]) -> None:
    kling3 = new_kling3(clock=ClockKind.REAL, task_seconds=3_600.0)
    assert isinstance(kling3.clock, RealClock)
    with pytest.raises(ClockError, match="can't advance a real clock by 5 s: it runs by itself; use a ManualClock"):
        kling3.clock.advance(5)
    created(kling3.mock)
    with pytest.raises(ClockError, match="can't set a real clock to"):
        kling3.run_to_end()


@pytest.mark.parametrize("scenario", ["fail", FailAfter()])
def test_the_next_order_ends_as_told_and_the_one_after_it_as_ever(kling3: Kling3, scenario: str | FailAfter) -> None:
    kling3.next(scenario)
    order(kling3)
    order(kling3)
    assert [each.status for each in kling3.run_to_end()] == ["COMPLETED", "FAILED"]


def test_the_next_scenario_waits_for_the_order_that_it_is_meant_for(kling3: Kling3) -> None:
    kling3.next("fail", times=2, model="kling-v3-std", fields={"duration": "10"})
    for tier, duration in ((Tier.PRO, "10"), (Tier.STD, "5"), (Tier.STD, "10"), (Tier.STD, "10"), (Tier.STD, "10")):
        create(kling3.mock, tier=tier, duration=duration)
    ended = [each.status == "FAILED" for each in reversed(kling3.run_to_end())]
    assert ended == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("explode", "unknown scenario 'explode': expected complete [SECONDS], at-once, "),
        (
            FailAfter,
            "unknown scenario '<class 'kling3_mockserver.tasks.scenario.FailAfter'>': expected complete [SECONDS]",
        ),
        (5, "unknown scenario '5': expected complete [SECONDS]"),
    ],
)
def test_an_unknown_scenario_is_refused_at_the_call(kling3: Kling3, scenario: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        kling3.next(scenario)
    assert str(refused.value).startswith(expected)


def test_a_model_that_there_is_not_is_refused_with_those_that_there_are(kling3: Kling3) -> None:
    with pytest.raises(ModelError) as refused:
        kling3.next("fail", model="kling-v3-por")
    assert str(refused.value) == (
        "got model 'kling-v3-por' (did you mean kling-v3-pro?): expected one of kling-4k-i2v, kling-4k-t2v, "
        "kling-v3, kling-v3-motion-control-pro, kling-v3-motion-control-std, kling-v3-omni, kling-v3-omni-pro, "
        "kling-v3-omni-std, kling-v3-pro, kling-v3-std, kling-v3-turbo, kling-v3-turbo-1080p, kling-v3-turbo-720p, "
        "where a name is shared with video/, reference-to-video/, text-to-video/ or image-to-video/ before it"
    )


def test_a_family_stands_for_both_its_tiers_wherever_a_model_is_asked_for(kling3: Kling3) -> None:
    kling3.next("fail", times=2, model="kling-v3")
    kling3.fail_next("503", {"model": "kling-v3"}, times=1, when="after")
    assert [create(kling3.mock, tier=each).status for each in (Tier.PRO, Tier.STD)] == [503, 200]
    assert [each.status for each in kling3.run_to_end()] == ["FAILED", "FAILED"]
    assert kling3.assert_created(model="kling-v3").request.path.endswith("-std")
    assert kling3.assert_created(model="kling-v3-pro").request.path.endswith("-pro")
    with pytest.raises(ExpectationError, match="model is kling-v3-std, not kling-v3-omni"):
        kling3.assert_created(model="kling-v3-omni")


@pytest.mark.parametrize("times", [0, -1])
def test_a_scenario_for_no_order_is_refused(kling3: Kling3, times: int) -> None:
    with pytest.raises(MockError, match=f"got times={times}, expected a whole number of 1 or more: leave the call out"):
        kling3.next("fail", times=times)


def test_what_is_to_go_wrong_goes_wrong_as_often_and_where_it_was_told_to(kling3: Kling3) -> None:
    kling3.fail_next(DocumentedError(503), Match(model="kling-v3-std"), times=2)
    tiers = (Tier.PRO, Tier.STD, Tier.STD, Tier.STD)
    assert [create(kling3.mock, tier=each).status for each in tiers] == [200, 503, 503, 200]
    kling3.fail_next(DocumentedError(500), probability=1.0, when=When.AFTER)
    assert (create(kling3.mock).status, len(kling3.tasks)) == (500, 3)


def test_what_a_fault_waits_for_may_be_said_by_name_and_not_in_two_ways(kling3: Kling3) -> None:
    kling3.fail_next("503", kind="create", model="kling-v3", when="after")
    assert (create(kling3.mock).status, len(kling3.tasks)) == (503, 1)
    with pytest.raises(FaultError, match="got match and kind beside it: expected one of the two"):
        kling3.fail_next("503", Match(method="GET"), kind="list")
    with pytest.raises(FaultError, match=r"got 'modle' in match \(did you mean model\?\)"):
        kling3.fail_next("503", modle="kling-v3")


def test_a_fault_that_could_never_come_is_refused_at_the_call(kling3: Kling3) -> None:
    with pytest.raises(FaultError, match="got the class DocumentedError: expected a fault, as in DocumentedError"):
        kling3.fail_next(DocumentedError)  # type: ignore[arg-type]


def _by_httpx(kling3: Kling3) -> object:
    with httpx.Client(transport=kling3.httpx_transport(), headers=KEYS) as client:
        return client.get(LIST).json()


def _by_httpx2(kling3: Kling3) -> object:
    with httpx2.Client(transport=kling3.httpx2_transport(), headers=KEYS) as client:
        return client.get(LIST).json()


def _by_requests(kling3: Kling3) -> object:
    with requests.Session() as session:
        session.mount("https://api.freepik.com", kling3.requests_adapter())
        return session.get(LIST, headers=KEYS, timeout=PATIENCE).json()


def _by_urllib3(kling3: Kling3) -> object:
    return kling3.urllib3_pool_manager().request("GET", LIST, headers=KEYS).json()


@pytest.mark.parametrize("by", [_by_httpx, _by_httpx2, _by_requests, _by_urllib3])
def test_it_has_a_door_for_programs_that_take_one(kling3: Kling3, by: Callable[[Kling3], object]) -> None:
    assert by(kling3) == {"data": []}
    assert len(kling3.requests) == 1


def test_running_to_the_end_ends_every_task_that_the_clock_can_end(kling3: Kling3) -> None:
    for scenario in ("complete 60", "fail 3600", "never", "reads 2", "reads 2 90"):
        created(kling3.mock, scenario=scenario)
    ended = [each.status for each in reversed(kling3.run_to_end())]
    assert ended == ["COMPLETED", "FAILED", "IN_PROGRESS", "CREATED", "COMPLETED"]


def test_running_to_the_end_without_tasks_moves_nothing(kling3: Kling3) -> None:
    before = kling3.clock.now()
    assert (kling3.run_to_end(), kling3.clock.now()) == ([], before)


def test_findings_are_those_of_all_requests_but_the_allowed(kling3: Kling3) -> None:
    create(kling3.mock, image_list=[])
    create(kling3.mock, duration=5)
    assert [each.code for each in kling3.findings] == ["K001", "K009"]
    kling3.allow("k001")
    assert [each.code for each in kling3.findings] == ["K009"]


def test_a_code_that_there_is_not_cannot_be_allowed(kling3: Kling3) -> None:
    with pytest.raises(CatalogueError, match="there is no code 'K1000'"):
        kling3.allow("K001", "K1000")


def test_an_order_that_was_made_is_found_and_one_that_was_not_is_explained(kling3: Kling3) -> None:
    task_id = order(kling3, prompt="a fox")
    assert kling3.assert_created(model="kling-v3-pro", prompt="a fox").task_id == task_id
    with pytest.raises(ExpectationError, match=r"POST /v1/ai/video/kling-v3-pro 200: prompt is 'a fox', not 'a wolf'"):
        kling3.assert_created(prompt="a wolf")


@pytest.mark.parametrize("fault", [DocumentedError(503), ConnectionReset(), EmptyBody(), TruncatedJson()])
def test_an_order_that_was_carried_out_is_found_though_its_answer_was_a_fault(kling3: Kling3, fault: Fault) -> None:
    kling3.fail_next(fault, when=When.AFTER)
    with suppress(BrokenAnswerError):
        create(kling3.mock, prompt="a fox")
    found = kling3.assert_created(model="kling-v3-pro", prompt="a fox")
    assert (found.task_id, bool(found.fault)) == (kling3.tasks[0].id, True)


def test_an_order_that_a_fault_kept_from_being_carried_out_is_not_found(kling3: Kling3) -> None:
    kling3.fail_next(EmptyBody())
    create(kling3.mock, prompt="a fox")
    with pytest.raises(ExpectationError, match="200 by the fault 'empty-body', no task was created"):
        kling3.assert_created(prompt="a fox")


def test_a_webhook_that_came_is_found_and_one_that_did_not_is_explained(kling3: Kling3) -> None:
    task_id = order(kling3)
    kling3.run_to_end()
    assert kling3.assert_webhook(status="COMPLETED", task_id=task_id).trusted
    with pytest.raises(ExpectationError, match=f"status=IN_PROGRESS task_id={task_id} to {HOOK[:8]}"):
        kling3.assert_webhook(status="FAILED")


@pytest.mark.parametrize(
    ("scenario", "expected"), [("fail", "FAILED"), ("no-url", "COMPLETED"), ("fail 90", "CREATED")]
)
def test_where_reads_end_tasks_they_end_those_too_that_a_test_wants_to_fail(
    new_kling3: Callable[..., Kling3], scenario: str, expected: str
) -> None:
    """A program that polls in a loop would never come back to the test that has to move the clock."""
    kling3 = new_kling3(task_reads=3)
    kling3.next(scenario)
    task_id = order(kling3)
    assert [data(read(kling3.mock, task_id))["status"] for _ in range(3)][-1] == expected


def test_after_its_end_it_answers_no_more_and_can_still_be_read(kling3: Kling3) -> None:
    task_id = order(kling3)
    kling3.close()
    assert [each.id for each in kling3.tasks] == [task_id]
    assert kling3.requests[0].task_id == task_id


class WaitingStore(MemoryStore):
    """A store that waits, as one over a network would."""

    async def all(self, limit: int) -> list[Task]:
        await asyncio.sleep(0)
        return [*await super().all(limit)]


def test_tasks_of_a_store_that_waits_cannot_be_read(kling3: Kling3) -> None:
    kling3.mock.store = WaitingStore()
    with pytest.raises(MockError, match="the store waited: only a store in memory can be read without an event loop"):
        kling3.tasks  # noqa: B018  (reading it is what is tested)


def test_its_own_key_leads_to_it() -> None:
    board = Switchboard()
    first, second = (Kling3(lambda: "http://fake.test", key, Settings(clock=MANUAL), board) for key in ("one", "two"))
    try:
        create(board, key=first.api_key)  # type: ignore[arg-type]
        create(board, key=KEY)  # type: ignore[arg-type]
        assert (len(first.requests), len(second.requests)) == (1, 1)
    finally:
        second.close()
        first.close()


def test_a_task_that_never_ends_does_not_hold_up_the_end(kling3: Kling3) -> None:
    kling3.next(NeverEnd())
    order(kling3)
    assert [each.status for each in kling3.run_to_end()] == ["CREATED"]
