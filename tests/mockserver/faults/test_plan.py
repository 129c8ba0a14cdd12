"""A plan says what it waits for and how often it happens; one that could never come about is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    CreditUsedUp,
    DocumentedError,
    Fault,
    HtmlPage,
    Latency,
    OrdersCollided,
    RateLimited,
    ResultExpired,
    TasksNotFound,
    TruncatedJson,
    WebhookDropped,
    WebhookOutOfOrder,
    WrongContentType,
)
from kling3_mockserver.faults.occasions import Group, Match, Occasion, When
from kling3_mockserver.faults.plan import PlannedFault, checked
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Kind
from tests.mockserver.faulting import API_FAULTS, RESULT_FAULTS, WEBHOOK_FAULTS, in_words

ERROR, HOOK, VIDEO = DocumentedError(503), WebhookDropped(), ResultExpired()
MODELS = (
    "kling-4k-i2v, kling-4k-t2v, kling-v3, kling-v3-motion-control-pro, kling-v3-motion-control-std, kling-v3-omni, "
    "kling-v3-omni-pro, kling-v3-omni-std, kling-v3-pro, kling-v3-std, kling-v3-turbo, kling-v3-turbo-1080p, "
    "kling-v3-turbo-720p, where a name is shared"
)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: PlannedFault(ERROR, times=0), "got times=0: expected a whole number of 1 or more, or None"),
        (lambda: PlannedFault(ERROR, times=-1), "got times=-1"),
        (lambda: PlannedFault(ERROR, times=True), "got times=True"),
        (lambda: PlannedFault(ERROR, times=1.5), "got times=1.5"),
        (lambda: PlannedFault(ERROR, probability=0), "got probability=0: expected a number above 0 and up to 1"),
        (lambda: PlannedFault(ERROR, probability=1.1), "got probability=1.1"),
        (lambda: PlannedFault(ERROR, probability=float("nan")), "got probability=nan"),
        (lambda: PlannedFault(TruncatedJson(), when=When.BEFORE), "TruncatedJson: it spoils the true answer, so the"),
        (lambda: PlannedFault(WrongContentType(), when=When.BEFORE), "leave `when` out"),
        (lambda: PlannedFault(ConnectionReset(midway=True), when=When.BEFORE), "ConnectionReset: it spoils"),
        (lambda: PlannedFault(HOOK, when=When.AFTER), "WebhookDropped: only faults of the API have it, leave it out"),
        (lambda: PlannedFault(VIDEO, when=When.BEFORE), "ResultExpired: only faults of the API have it"),
        (lambda: PlannedFault(HOOK, Match(model="kling-v3-pro", key="k")),
         "WebhookDropped can't be matched by model, key: use status or task_id"),
        (lambda: PlannedFault(VIDEO, Match(status=Status.FAILED)), "matched by status: use task_id or method"),
        (lambda: PlannedFault(ERROR, Match(status=Status.FAILED)),
         "matched by status: use kind or model or method or key or task_id"),
        (lambda: PlannedFault(ERROR, Match(kind=Kind.CREATE, method="GET")),
         "DocumentedError would never come: no endpoint for it has kind create, method GET"),
        (lambda: PlannedFault(ERROR, Match(kind=Kind.GET, model="kling-v3-pro")), "has kind get, model kling-v3-pro"),
        (lambda: PlannedFault(TasksNotFound(), Match(kind=Kind.GET)), "TasksNotFound would never come"),
        (lambda: PlannedFault(TasksNotFound(), Match(method="POST")), "TasksNotFound would never come"),
        (lambda: PlannedFault(WebhookOutOfOrder(), Match(status=Status.FAILED)), "nothing follows on FAILED"),
        (lambda: PlannedFault(TasksNotFound), r"got the class TasksNotFound: expected .* as in TasksNotFound\(\)"),
        (lambda: PlannedFault("5O3"), r"unknown fault '5O3' \(did you mean 503\?\): expected 400, 401, "),
        (lambda: PlannedFault(418), r"unknown fault '418'.*: expected 400, 401, "),
        (lambda: PlannedFault(1.5), "got 1.5: expected a fault of kling3_mockserver.faults or its words, as in"),  # type: ignore[arg-type]
        (lambda: Match(model="kling-v2"),
         rf"got model 'kling-v2' \(did you mean kling-v3\?\): expected one of {MODELS}"),
        (lambda: Match(model=5), "got model 5: expected one of kling-4k-i2v, "),  # type: ignore[arg-type]
        (lambda: Match(method="pots"), r"got method 'pots' \(did you mean POST\?\): expected one of GET, HEAD, POST"),
        (lambda: Match(method=5), "got method 5: expected one of GET, HEAD, POST"),  # type: ignore[arg-type]
        (lambda: Match(kind="creat"), r"got kind 'creat' \(did you mean create\?\): expected one of create, list, get"),
        (lambda: Match(kind=When.AFTER), "got kind <When.AFTER: 'after'>: expected one of create"),  # type: ignore[arg-type]
        (lambda: Match(status="done"), "got status 'done': expected one of created, in_progress, completed, failed"),
        (lambda: Match(status=Kind.GET), "got status <Kind.GET: 'get'>: expected one of"),  # type: ignore[arg-type]
        (lambda: Match(key=5), "got key 5: expected a text"),  # type: ignore[arg-type]
        (lambda: Match(task_id=b"1"), "got task_id b'1': expected a text"),  # type: ignore[arg-type]
        (lambda: PlannedFault(ERROR, probability="2"), "got probability='2'"),  # type: ignore[arg-type]
        (lambda: PlannedFault(ERROR, when="late"), r"got when 'late' \(did you mean after\?\): expected one of before"),
        (lambda: PlannedFault(ERROR, {"metod": "GET"}),
         r"got 'metod' in match \(did you mean method\?\): expected kind, model, method, key, task_id, status"),
        (lambda: PlannedFault(ERROR, "POST"),  # type: ignore[arg-type]
         r"got match='POST': expected Match\(method=.POST.\), of"),
        (lambda: PlannedFault(ERROR, Match(kind=Kind.LIST, model="kling-v3-omni-std")),
         "kling-v3-omni-std; only the paths of orders name a tier: ask for the family kling-v3-omni, or leave the"),
        (lambda: checked(ERROR), r"got DocumentedError\(status=503\) alone: plan it, as in PlannedFault\(Documented"),
        (lambda: checked(TasksNotFound), "got the class TasksNotFound"),
        (lambda: checked(None), "got None: expected a fault of"),
    ],
)  # fmt: skip
def test_what_could_never_come_about_is_refused_with_what_to_do(make: Callable[[], object], expected: str) -> None:
    with pytest.raises(FaultError, match=expected):
        make()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (PlannedFault("503"), PlannedFault(ERROR)),
        (PlannedFault(503, when="after"), PlannedFault(ERROR, when=When.AFTER)),
        (PlannedFault("webhook-dropped", {"status": "completed"}), PlannedFault(HOOK, Match(status=Status.COMPLETED))),
        (PlannedFault(429, {"kind": "create", "model": "kling-v3"}),
         PlannedFault(RateLimited(), Match(Kind.CREATE, "kling-v3"))),
        (PlannedFault(504, Match(kind="Create")), PlannedFault(HtmlPage(504), Match(kind=Kind.CREATE))),
        (PlannedFault(ERROR, {"status": None}), PlannedFault(ERROR)),
    ],
)  # fmt: skip
def test_the_words_of_the_control_api_stand_for_the_same_values(words: PlannedFault, expected: PlannedFault) -> None:
    assert words == expected


def test_choices_may_be_written_freely() -> None:
    free = Match(kind=" CREATE ", method="post", status="in-progress", model="KLING-V3-PRO")
    assert free == Match(kind=Kind.CREATE, method="POST", status=Status.IN_PROGRESS, model="kling-v3-pro")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PlannedFault(ERROR), 1),
        (PlannedFault(ERROR, times=3), 3),
        (PlannedFault(ERROR, probability=0.5), None),
        (PlannedFault(ERROR, times=3, probability=0.5), 3),
    ],
)
def test_a_fault_happens_once_unless_more_is_said(plan: PlannedFault, expected: int | None) -> None:
    assert plan.uses == expected


def test_what_is_left_of_a_plan_counts_what_has_happened() -> None:
    assert PlannedFault(ERROR, times=3).after(2) == PlannedFault(ERROR, times=1)
    assert PlannedFault(ERROR, probability=0.5).after(2) == PlannedFault(ERROR, probability=0.5)
    assert PlannedFault(ERROR).after(0) == PlannedFault(ERROR)


@pytest.mark.parametrize(**in_words((*API_FAULTS, *WEBHOOK_FAULTS, *RESULT_FAULTS)))
def test_a_fault_comes_to_its_own_group_at_its_own_end(fault: Fault) -> None:
    plan = PlannedFault(fault)
    spoils = type(fault) in (TruncatedJson, WrongContentType) or fault == ConnectionReset(midway=True)
    group = Group.API if fault in API_FAULTS else Group.WEBHOOK if fault in WEBHOOK_FAULTS else Group.RESULT
    assert (plan.group, plan.moment) == (group, When.AFTER if spoils or group is Group.RESULT else When.BEFORE)
    kind = Kind.CREATE if type(fault) in (CreditUsedUp, OrdersCollided) else Kind.LIST
    suited = [(each, when) for each in Group for when in When if plan.suits(Occasion(each, when, kind, status=None))]
    assert suited == [(group, plan.moment)]


@pytest.mark.parametrize("fault", [CreditUsedUp(), OrdersCollided()])
def test_what_only_orders_meet_is_planned_for_nothing_else(fault: Fault) -> None:
    assert not PlannedFault(fault).suits(Occasion(Group.API, When.BEFORE, Kind.LIST))
    with pytest.raises(FaultError, match=r"would never come: no endpoint for it has kind get"):
        PlannedFault(fault, {"kind": "get"})


KNOWN = Occasion(Group.API, When.BEFORE, Kind.CREATE, frozenset({"kling-v3", "kling-v3-pro"}), "POST", "alpha-key", "")


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (Match(), True),
        (Match(kind=Kind.CREATE), True),
        (Match(kind=Kind.LIST), False),
        (Match(model="kling-v3-pro"), True),
        (Match(model="kling-v3-std"), False),
        (Match(method="POST"), True),
        (Match(method="GET"), False),
        (Match(key="alpha-key"), True),
        (Match(key="beta-key"), False),
        (Match(task_id="some"), False),
        (Match(kind=Kind.CREATE, model="kling-v3-pro", key="alpha-key"), True),
        (Match(kind=Kind.CREATE, model="kling-v3-pro", key="beta-key"), False),
    ],
)
def test_a_fault_comes_where_all_that_is_asked_for_is_so(match: Match, *, expected: bool) -> None:
    assert PlannedFault(ERROR, match).suits(KNOWN) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status.CREATED, True), (Status.IN_PROGRESS, True), (Status.COMPLETED, False), (Status.FAILED, False)],
)
def test_nothing_overtakes_the_last_webhook_of_a_task(status: Status, *, expected: bool) -> None:
    assert PlannedFault(WebhookOutOfOrder()).suits(Occasion(Group.WEBHOOK, status=status)) is expected


@pytest.mark.parametrize(("kind", "expected"), [(Kind.CREATE, False), (Kind.LIST, True), (Kind.GET, False)])
def test_only_a_list_is_not_found(kind: Kind, *, expected: bool) -> None:
    assert PlannedFault(TasksNotFound()).suits(Occasion(Group.API, kind=kind)) is expected


def test_a_span_of_times_becomes_one_of_them() -> None:
    plan = PlannedFault(Latency(1, 3))
    drawn = iter((0.0, 0.5, 1.0))
    assert [plan.happening(lambda: next(drawn)) for _ in range(3)] == [Latency(1), Latency(2), Latency(3)]
    assert PlannedFault(Latency(1)).happening(lambda: 0.5) == Latency(1)
