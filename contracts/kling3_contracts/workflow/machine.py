"""TaskWorkflow: the state machine over create, poll, list, end, pages and several keys, for Hypothesis to walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
)
from hypothesis.strategies import SearchStrategy

from kling3_contracts.errors import OptionError, SpendError
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import Target
from kling3_contracts.workflow.client import Client, place_of
from kling3_contracts.workflow.life import Life, ordered
from kling3_contracts.workflow.listing import hold_listing, hold_unrepeated, listed
from kling3_contracts.workflow.strangers import hold_family, hold_key, hold_unknown
from kling3_contracts.workflow.video_order import VideoOrder, by_price
from kling3_contracts.workflow.witness import BreachError, Strict
from kling3_openapi.endpoints import Family, Kind, Tier

_WAITS = (0.1, 1.0, 5.0, 60.0)
"""Seconds."""
_MOST_PAGES = 4
_Choice = TypeVar("_Choice")


def _of(choices: Callable[[TaskWorkflow], Sequence[_Choice]]) -> SearchStrategy[_Choice]:
    """Return what draws from what the machine itself has."""
    return st.runner().flatmap(lambda machine: st.sampled_from(choices(machine)))


class TaskWorkflow(RuleBasedStateMachine):
    """Walks tasks through their lives in every order; the first broken promise raises a BreachError, an AssertionError.

    Make one by `workflow_of`, or set `sender` and `options` in a subclass. With `waits` it also lets time pass, which
    is only quick where a clock is moved by hand.
    """

    sender: ClassVar[Sender | None] = None
    options: ClassVar[Options | None] = None
    witness: ClassVar[Strict | None] = None
    waits: ClassVar[bool] = True

    tasks: Bundle[Life] = Bundle("tasks")

    def __init__(self) -> None:
        super().__init__()
        if self.sender is None or self.options is None:
            raise OptionError(
                "TaskWorkflow",
                "got no sender or no options: make the machine by workflow_of(target, options)",
            )
        self.families = self.options.held
        self.models = tuple((family, tier) for family in self.families for tier in by_price(family))
        self.paged = next((each for each in self.families if each.pages), None)
        self._client = Client(self.sender, self.options.key)
        self._other = Client(self.sender, self.options.other_key) if self.options.other_key else None
        self._witness = self.witness or Strict()
        self._lives: list[Life] = []
        self.steps: list[str] = []

    @rule(target=tasks, model=_of(lambda machine: machine.models))
    def order(self, model: tuple[Family, Tier]) -> Life | MultipleResults[Life]:
        """Order a task, where the budget allows it: CREATED, and a new id."""
        order = VideoOrder(*model)
        family, tier = model
        self.steps.append(f"order {family.title} {tier.value}")
        try:
            exchange = self._client.order(order)
        except SpendError:
            return multiple()
        seen = ordered(self._witness, order, exchange, frozenset(each.task_id for each in self._lives))
        if seen is None:
            return multiple()
        self._lives.append(Life(order, seen, self._now()))
        return self._lives[-1]

    @rule(life=tasks)
    def poll(self, life: Life) -> None:
        """Read a task: it is there, it is this one, and it only moves forward."""
        self._read(life, "poll")

    @rule(family=_of(lambda machine: machine.families))
    def list_tasks(self, family: Family) -> None:
        """List a family: all its tasks, newest first, in the status that reading them tells."""
        self.steps.append(f"list {family.title}")
        before = {each.task_id: each.last for each in self._lives}
        exchange = self._client.listing(family)
        shown = hold_listing(self._witness, family, exchange, self._ids(family)) or ()
        for life in self._of(family):
            status = next((each.status for each in shown if each.task_id == life.task_id), None)
            was = before[life.task_id].status
            if status is not None and was is not None:
                message = f"the list says {status.value} where the task said {was.value}: let both read the same task"
                place = place_of(family, Kind.LIST)
                self._witness.hold("K138", was.rank <= status.rank, place, message, exchange, detail=status.value)

    @precondition(lambda self: self.paged is not None)
    @rule(size=st.integers(min_value=1, max_value=5))
    def page(self, size: int) -> None:
        """Read pages of the list that has them: as long as asked, nothing twice, and no task of ours left out."""
        self.steps.append(f"pages of {size}")
        assert self.paged is not None  # noqa: S101  (the precondition)
        place, found = place_of(self.paged, Kind.LIST), list[str]()
        for number in range(1, _MOST_PAGES + 1):
            exchange = self._client.listing(self.paged, f"page_size={size}&page={number}")
            ids = [each.task_id for each in listed(exchange) or ()]
            message = f"a page of {size} has {len(ids)} tasks, expected no more than asked: cut pages by page_size"
            self._witness.hold("K135", len(ids) <= size, place, message, exchange)
            found += ids
            hold_unrepeated(self._witness, found, place, exchange)
            if len(ids) < size:
                break
        expected = self._ids(self.paged)[-size * _MOST_PAGES :]
        missing = [each for each in expected if each not in found]
        message = f"{len(missing)} of {len(expected)} tasks are on no page: cut pages from one order"
        self._witness.hold("K134", not missing, place, message, exchange, detail="missing")

    @rule(life=tasks, family=_of(lambda machine: machine.families))
    def read_elsewhere(self, life: Life, family: Family) -> None:
        """Read a task under another family's path: 404."""
        if family is not life.family:
            self.steps.append(f"read it as {family.title}")
            hold_family(self._witness, self._client, family, life.task_id)

    @rule(life=tasks)
    def read_as_another(self, life: Life) -> None:
        """Read a task with another key: 404, and its list does not show it."""
        if self._other is not None:
            self.steps.append("read it with another key")
            hold_key(self._witness, self._other, life.family, life.task_id)

    @rule(family=_of(lambda machine: machine.families), number=st.integers(min_value=0, max_value=2**122 - 1))
    def read_unknown(self, family: Family, number: int) -> None:
        """Read an id that nobody was given: 404."""
        self.steps.append("read an unknown id")
        exchange = self._client.read(family, str(UUID(int=number, version=4)))
        hold_unknown(self._witness, "K132", place_of(family, Kind.GET), exchange)

    @precondition(lambda self: self.waits)
    @rule(seconds=st.sampled_from(_WAITS))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.steps.append(f"wait {seconds:g} s")
        assert self.sender is not None  # noqa: S101  (what __init__ has made sure of)
        self.sender.target.wait(seconds)

    @invariant()
    def the_oldest_is_there(self) -> None:
        """Whatever was done, the task that was ordered first lives on as before."""
        if self._lives:
            self._read(self._lives[0])

    def _read(self, life: Life, step: str = "") -> None:
        if step:
            self.steps.append(step)
        life.note(self._witness, self._client.read(life.family, life.task_id), self._now())

    def _of(self, family: Family) -> list[Life]:
        return [each for each in self._lives if each.family is family]

    def _ids(self, family: Family) -> list[str]:
        return [each.task_id for each in self._of(family)]

    def _now(self) -> float:
        return self._client.sender.target.now()

    def teardown(self) -> None:
        """Tell the breach that ended this walk which steps led to it."""
        breach: BreachError | None = self._witness.last
        if breach is not None and not breach.steps:
            breach.steps = tuple(self.steps)


def workflow_of(
    target: Target | Sender, options: Options, *, witness: Strict | None = None, waits: bool = True
) -> type[TaskWorkflow]:
    """Return the state machine over a target, as Hypothesis runs it: `workflow_of(target, options).TestCase` is a test.

    A target is asked without limits of cost and rate; give a Sender to keep its own.
    """
    sender = target if isinstance(target, Sender) else Sender(target, Budget(), Pace())
    parts = {"sender": sender, "options": options, "witness": witness or Strict(), "waits": waits}
    made: type[TaskWorkflow] = type("TaskWorkflowOfTarget", (TaskWorkflow,), parts)
    return made
