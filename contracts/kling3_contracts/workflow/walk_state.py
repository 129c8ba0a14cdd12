"""Walk: what the steps of the scripted walk share."""

from __future__ import annotations

from dataclasses import dataclass, field

from kling3_contracts.context import Context
from kling3_contracts.errors import SpendError
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.target import Target
from kling3_contracts.workflow.client import Client
from kling3_contracts.workflow.life import Life, ordered
from kling3_contracts.workflow.video_order import VideoOrder
from kling3_openapi.endpoints import Family


@dataclass(slots=True)
class Walk:
    """One run of the walk: whom to ask, whom to tell, and every task that was ordered."""

    context: Context
    lives: list[Life] = field(default_factory=list)
    trouble: str = ""
    """Why there is no task, once an order has brought none."""

    @property
    def judge(self) -> Judge:
        """Who is told."""
        return self.context.judge

    @property
    def target(self) -> Target:
        """The server, for its clock."""
        return self.context.sender.target

    @property
    def client(self) -> Client:
        """Who asks with the key that pays."""
        return Client(self.context.sender, self.context.options.key)

    @property
    def orders_are_free(self) -> bool:
        """Whether tasks may be ordered at will: nobody pays for them, and nobody counts them."""
        return not self.target.paid and self.context.sender.budget.account is None

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that the server is held to."""
        return self.context.options.held

    @property
    def paged(self) -> Family | None:
        """Of these the one whose list has pages."""
        return next((each for each in self.families if each.pages), None)

    def place(self, order: VideoOrder, **fields: str) -> Life | None:
        """Place an order and hold the answer to its promises; None without a task, and `trouble` says why."""
        try:
            exchange = self.client.order(order, **fields)
        except SpendError as error:
            self.trouble = str(error)
            return None
        known = frozenset(each.task_id for each in self.lives)
        seen = ordered(self.judge, order, exchange, known)
        if seen is None:
            self.trouble = f"an order was answered {exchange.answer.status} without a task"
            return None
        if seen.task_id in known:
            self.trouble = "an order was answered with the id of an earlier task"
            return None
        self.lives.append(Life(order, seen, self.target.now()))
        return self.lives[-1]

    def read(self, life: Life) -> Exchange:
        """Read a task and hold the answer to its life."""
        exchange = self.client.read(life.family, life.task_id)
        life.note(self.judge, exchange, self.target.now())
        return exchange

    def ids(self, family: Family) -> list[str]:
        """Return the ids that were ordered of a family, oldest first."""
        return [each.task_id for each in self.lives if each.family is family]

    def not_tried(self, reason: str, *codes: str) -> None:
        """Say of promises why they could not be put to the test."""
        for code in codes:
            self.judge.not_tried(code, reason)


def without_body(exchange: Exchange) -> Exchange:
    """Return the exchange of a download as reports keep it: nobody wants to see the bytes of a film."""
    answer = exchange.answer
    kept = Answer(answer.status, answer.headers, b"", answer.seconds, cut=True)
    return exchange._replace(answer=kept if 200 <= answer.status < 400 else answer)
