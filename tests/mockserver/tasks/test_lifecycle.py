"""Whatever is asked in whatever order, a task moves as a naive model says, and each change is told once."""

from __future__ import annotations

import json

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import BODIES, at_once, control, create, data, get, read
from tests.mockserver.model import ENDS, RANK, Expected, Move, expected

HOOK = "https://receiver.example/hook?a=1&b=%20"
SECOND_OUTCOMES = {"complete": "COMPLETED", "fail": "FAILED"}

keys, families, models = (
    st.sampled_from(["alpha-key", "beta-key"]),
    st.sampled_from(Family),
    st.sampled_from([(family, tier) for family in Family for tier in family.tiers]),
)
# A third of a quarter second is far from where floating-point numbers near today are rounded either way.
quarters = st.integers(0, 80).map(lambda number: number / 4)
timed = st.sampled_from(["complete", "fail", "no-url"])
read_or_timed = st.sampled_from(["complete", "fail", "no-url", "reads 1", "reads 3"])
others = st.sampled_from(["", "at-once", "never", "reads 1", "reads 2", "reads 5"])
scenarios = others | timed | st.builds("{} {}".format, read_or_timed, quarters)


class LifecycleMachine(RuleBasedStateMachine):
    """A mock whose due messages are asked for by hand, beside a model of each of its tasks."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, Expected] = {}
        self.told: set[str] = set()

    @initialize(task_seconds=quarters, skipped=st.integers(0, 2), seed=st.integers(0, 9))
    def begin(self, task_seconds: float, skipped: int, seed: int) -> None:
        told = tuple(Status)[skipped:]
        self.task_seconds, self.statuses = task_seconds, {each.value for each in told}
        self.clock = ManualClock()
        settings = Settings(clock=ClockKind.MANUAL, seed=seed, task_seconds=task_seconds, webhook_statuses=told)
        self.mock = Mock(settings, clock=self.clock)
        self.mock.lifecycle.on_due = self.clock.moved = lambda: None

    def teardown(self) -> None:
        self.clock.advance(1_000)
        self.tell()
        assert at_once(self.mock.lifecycle.due(self.clock.now() + 1e9)) == []
        self.mock.close()

    # What clients do.

    @rule(
        key=keys, model=models, scenario=scenarios, hook=st.sampled_from([True, True, False]),
        way=st.sampled_from(["header", "prompt", "queue"]),
    )  # fmt: skip
    def order(self, key: str, model: tuple[Family, Tier], scenario: str, way: str, *, hook: bool) -> None:
        family, tier = model
        fields: dict[str, object] = {"webhook_url": HOOK} if hook else {}
        if way == "prompt" and scenario:
            fields["prompt"] = f"{BODIES[family].get('prompt', 'A fox')} [[kling3: {scenario}]]"
        if way == "queue" and scenario:
            control(self.mock, "POST", "/scenarios", scenario=scenario)
        header = scenario if way == "header" else ""
        shown = data(create(self.mock, family, tier, key=key, scenario=header, **fields))
        task_id = str(shown["task_id"])
        assert shown == {"task_id": task_id, "status": "CREATED", "generated": []}
        assert task_id not in self.model
        self.model[task_id] = expected(
            key, family, HOOK if hook else None,
            scenario=scenario, now=self.clock.now(), task_seconds=self.task_seconds,
        )  # fmt: skip

    @precondition(lambda self: self.model)
    @rule(choice=st.data())
    def read_own(self, choice: st.DataObject) -> None:
        """The answer is the model's, and a second look finds the same unless reads are what is waited for."""
        task_id, task = self.chosen(choice)
        task.read(self.clock.now())
        shown = data(read(self.mock, task_id, task.family, key=task.key))
        self.check_shown(task_id, shown)
        if not task.reads_left or task.status(self.clock.now()) in ENDS:
            assert data(read(self.mock, task_id, task.family, key=task.key)) == shown

    @precondition(lambda self: self.model)
    @rule(choice=st.data(), key=keys, family=families)
    def read_as_anyone(self, choice: st.DataObject, key: str, family: Family) -> None:
        """A look by another key or through another family finds nothing, and counts as no read."""
        task_id, task = self.chosen(choice)
        if (key, family) != (task.key, task.family):
            assert read(self.mock, task_id, family, key=key).status == 404

    @rule(key=keys, family=families)
    def list_all(self, key: str, family: Family) -> None:
        query = "?page_size=100" if family is Family.REFERENCE else ""
        assert listed(get(self.mock, family.path + query, key=key)) == self.newest_first(key, family)

    @rule(key=keys, size=st.integers(1, 4))
    def list_by_pages(self, key: str, size: int) -> None:
        whole = self.newest_first(key, Family.REFERENCE)
        queries = [f"?page={page}&page_size={size}" for page in range(1, len(whole) // size + 2)]
        pages = [listed(get(self.mock, Family.REFERENCE.path + query, key=key)) for query in queries]
        assert [item for page in pages for item in page] == whole
        assert all(len(page) == size for page in pages[:-1])

    # What time and testers do.

    @rule(span=st.just(0.0) | st.floats(0, 30))
    def advance(self, span: float) -> None:
        assert control(self.mock, "POST", "/clock", advance=span).status == 200

    @precondition(lambda self: self.ahead())
    @rule(choice=st.data(), early=st.sampled_from([0, 0.001]))
    def advance_to_a_change(self, choice: st.DataObject, early: float) -> None:
        """To the very moment of a change, or to just before it."""
        moment = choice.draw(st.sampled_from(self.ahead()))
        self.clock.set(max(self.clock.now(), moment - early))

    @precondition(lambda self: self.model)
    @rule(choice=st.data(), outcome=st.sampled_from(["complete", "fail"]))
    def force(self, choice: st.DataObject, outcome: str) -> None:
        task_id, task = self.chosen(choice)
        ended = task.status(self.clock.now()) in ENDS
        assert control(self.mock, "POST", f"/tasks/{task_id}/{outcome}").status == (409 if ended else 200)
        if not ended:
            task.force(SECOND_OUTCOMES[outcome], self.clock.now())

    @precondition(lambda self: len(self.model) > 4)  # else most walks would be over before they begin
    @rule()
    def reset(self) -> None:
        assert control(self.mock, "POST", "/reset").status == 204
        self.model.clear()
        self.told.clear()

    @rule()
    def tell(self) -> None:
        """What is due is every change that came since it was last asked, once and in order."""
        now = self.clock.now()
        messages = at_once(self.mock.lifecycle.due(now))
        moments: dict[tuple[str, str], float] = {}
        for task_id, task in self.model.items():
            new: list[Move] = task.untold(now, self.statuses)
            moments |= {(task_id, status): moment for moment, status in new}
            mine = [each.status.value for each in messages if each.task_id == task_id]
            assert mine == [status for _, status in new]
        in_order = [moments[each.task_id, each.status.value] for each in messages]
        assert in_order == sorted(in_order)
        for each in messages:
            self.check_message(each)

    # What holds after every step.

    @invariant()
    def every_task_is_as_the_model_says(self) -> None:
        """The control API shows all tasks without reading them."""
        shown = json.loads(control(self.mock, "GET", "/tasks?limit=1000").body)
        assert [each["task_id"] for each in shown] == [*self.model][::-1]
        for each in shown:
            self.check_shown(each["task_id"], each)

    def check_shown(self, task_id: str, shown: dict[str, object]) -> None:
        task, status, generated = self.model[task_id], str(shown["status"]), shown["generated"]
        assert (shown["task_id"], status) == (task_id, task.status(self.clock.now()))
        assert status == task.seen or RANK[status] > RANK[task.seen]
        task.seen = status
        assert isinstance(generated, list)
        assert len(generated) == (1 if task.has_url(self.clock.now()) else 0)
        for url in generated:
            expires = int(task.moves[-1][0]) + 3_600
            assert url.startswith(f"http://mock.test/kling_{task_id}.mp4?token=exp={expires}~hmac=")

    def check_message(self, message: Message) -> None:
        assert message.id not in self.told
        self.told.add(message.id)
        task, status = self.model[message.task_id], message.status.value
        assert message.url == HOOK
        told: dict[str, object] = {"task_id": message.task_id, "status": status, "generated": []}
        if status in ENDS:
            told = data(read(self.mock, message.task_id, task.family, key=task.key))
        assert message.body == json.dumps(told, separators=(",", ":")).encode()

    def chosen(self, choice: st.DataObject) -> tuple[str, Expected]:
        return choice.draw(st.sampled_from([*self.model.items()]))

    def ahead(self) -> list[float]:
        moments = {moment for task in self.model.values() for moment, _ in task.moves}
        return sorted(each for each in moments if each > self.clock.now())

    def newest_first(self, key: str, family: Family) -> list[tuple[str, str]]:
        mine = [item for item in self.model.items() if (item[1].key, item[1].family) == (key, family)]
        return [(task_id, task.status(self.clock.now())) for task_id, task in reversed(mine)]


def listed(answer: Response) -> list[tuple[str, str]]:
    assert answer.status == 200
    return [(each["task_id"], each["status"]) for each in json.loads(answer.body)["data"]]


TestLifecycle = LifecycleMachine.TestCase


@pytest.fixture
def told(mock: Mock) -> list[float | None]:
    """Note the next moment whenever a message falls due earlier than any before it."""
    moments: list[float | None] = []
    mock.lifecycle.on_due = lambda: moments.append(mock.lifecycle.next_moment())
    return moments


def test_who_waits_for_messages_is_told_when_one_falls_due_earlier(mock: Mock, told: list[float | None]) -> None:
    now = mock.clock.now()
    create(mock, scenario="complete 30", webhook_url=HOOK)
    create(mock, scenario="complete 60", webhook_url=HOOK)
    create(mock, scenario="complete 3", webhook_url=HOOK)
    create(mock, scenario="at-once")
    assert told == [now + 10, now + 1]


def test_without_a_message_ahead_there_is_no_next_moment(mock: Mock) -> None:
    create(mock)
    assert mock.lifecycle.next_moment() is None


def test_a_task_that_has_ended_keeps_its_end(mock: Mock, told: list[float | None]) -> None:
    task_id = data(create(mock, scenario="at-once", webhook_url=HOOK))["task_id"]
    task = at_once(mock.store.get(str(task_id)))
    assert task is not None
    told.clear()
    assert at_once(mock.lifecycle.end(task, Status.FAILED)) is task
    assert told == []


def test_a_task_that_is_no_longer_held_is_not_told_of(mock: Mock, told: list[float | None]) -> None:
    create(mock, scenario="at-once", webhook_url=HOOK)
    at_once(mock.store.clear())
    assert told != []
    assert at_once(mock.lifecycle.due(mock.clock.now())) == []


@pytest.mark.usefixtures("told")
def test_messages_from_before_a_reset_never_come_although_ids_begin_anew(mock: Mock) -> None:
    for _ in range(2):
        assert control(mock, "POST", "/reset").status == 204
        create(mock, scenario="at-once", webhook_url=HOOK)
    messages = at_once(mock.lifecycle.due(mock.clock.now()))
    assert [each.status for each in messages] == [Status.IN_PROGRESS, Status.COMPLETED]
