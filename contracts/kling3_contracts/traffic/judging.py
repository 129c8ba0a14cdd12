"""Judging: holds the entries of recordings to the contract, one after the other, in bounded memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from kling3_contracts.judging.answers import AnswerRules, operation_of
from kling3_contracts.messages import NO_ANSWER, Exchange
from kling3_contracts.traffic.asking import Looked, RequestRules
from kling3_contracts.traffic.costs import Costs
from kling3_contracts.traffic.deliveries import DeliveryRules, delivery_in
from kling3_contracts.traffic.deposits import Deposits
from kling3_contracts.traffic.exercised import Exercised
from kling3_contracts.traffic.groups import HISTORY
from kling3_contracts.traffic.habits import Habits
from kling3_contracts.traffic.hosts import Hosts
from kling3_contracts.traffic.lives import Lives
from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_contracts.traffic.passed import Passed
from kling3_contracts.traffic.prefixes import Prefixes
from kling3_contracts.traffic.recorded import Delivery, Entry, Recorded, Unread
from kling3_contracts.traffic.tally import Breach, Tally
from kling3_contracts.traffic.told import told_by_webhook
from kling3_contracts.traffic.tries import Try
from kling3_contracts.verdicts.masking import Masker
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import REQUEST_UPLOADS, Endpoint, Kind, Operation
from kling3_openapi.findings import Finding
from kling3_openapi.prices import PriceTable
from kling3_openapi.rules.echo import echoed

_WITH_BODY = (Kind.CREATE, Kind.UPLOAD)
_OF_ANSWERS = ("K100", "K101", "K102", "K103", "K104")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WEBHOOK = "webhook"
_MOST_UNREAD = 5
"""Broken entries that are named; more are counted."""


class Unjudged(Enum):
    """A part of a recording that can't be judged; the value is what it is called, and the rest of the sentence."""

    ANSWER = ("request", "without an answer")
    BODY = ("order", "whose body is not whole in the recording")
    FAULT = ("answer", "that went wrong on purpose")
    SPOILT = ("webhook", "that was spoilt on purpose")


class TrafficJudge:
    """Looks at entries; `tally` holds what was found, `masker` the secrets that were seen."""

    def __init__(
        self, tally: Tally, named: Sequence[NamedHost], strictness: Strictness, edition: Edition = FIRST
    ) -> None:
        self.tally, self.masker = tally, Masker()
        self.judged = self.deliveries = 0
        self.passed = Passed()
        self.prefixes = Prefixes(named)
        self.unread: list[Unread] = []
        self.unread_count = 0
        self.unjudged: Counter[Unjudged] = Counter()
        self.exercised = Exercised(strictness, edition)
        self._hosts = Hosts(named)
        self._requests, self._answers = RequestRules(edition), AnswerRules(strictness, edition)
        self._webhooks = DeliveryRules()
        self._lives, self._deposits = Lives(), Deposits()
        self._habits = Habits(self._lives)
        self._costs = Costs(edition)

    def look(self, entry: Entry) -> None:
        """Judge one entry."""
        if isinstance(entry, Unread):
            self._note_unread(entry)
        elif isinstance(entry, Delivery):
            self._deliver(entry)
        else:
            self._recorded(entry)

    def finish(self) -> None:
        """Judge what waited for more to come."""
        for each in self.prefixes.rest():
            self._exchange(each)

    def cost_note(self, prices: Callable[[], PriceTable]) -> str:
        """Return what the orders have cost, in a sentence, when all was looked at; nothing where there was none."""
        return self._costs.note(self._lives, prices)

    def _note_unread(self, entry: Unread) -> None:
        self.unread_count += 1
        if len(self.unread) < _MOST_UNREAD:
            self.unread.append(entry)

    def _deliver(self, delivery: Delivery) -> None:
        self.deliveries += 1
        if delivery.fault:
            self.unjudged[Unjudged.SPOILT] += 1
            return
        self._take(self._webhooks.look(delivery), _WEBHOOK, f"{delivery.place}: webhook", None)
        told = told_by_webhook(delivery.body)
        self.exercised.delivery(delivery, told)
        if told is not None:
            self._lives.tell(told)

    def _recorded(self, recorded: Recorded) -> None:
        webhook = delivery_in(recorded)
        if webhook is not None:
            self._deliver(webhook)
        elif self._hosts.knows(recorded.host):
            for each in self.prefixes.look(recorded):
                self._exchange(each)
        else:
            self._exchange(recorded)

    def _exchange(self, recorded: Recorded) -> None:
        deposit = self._deposits.look(recorded)
        if deposit is not None:
            self._deposited(recorded, deposit)
            return
        aside = self._hosts.aside(recorded)
        if aside is not None:
            self.passed.note(aside, recorded)
            return
        self._learn(recorded)
        operation = operation_of(recorded.exchange)
        if operation is REQUEST_UPLOADS:
            self._deposits.learn(recorded.exchange)
        self._judge(recorded, operation)

    def _deposited(self, recorded: Recorded, deposit: Looked) -> None:
        """Judge what was sent to a link of an upload; its answer is storage's, of which nothing is known."""
        self._learn(recorded)
        self.judged += 1
        self.tally.tried(deposit.group.value)
        self._find(deposit.findings, recorded.exchange, None)

    def _learn(self, recorded: Recorded) -> None:
        self.masker.look_at(recorded.exchange.request, recorded.exchange.answer)
        for secret in recorded.secrets:
            self.masker.learn(secret)

    def _judge(self, recorded: Recorded, endpoint: Operation | None) -> None:
        self.judged += 1
        codes: list[str] = []
        for group, findings in self._requests.look(recorded, endpoint):
            self.tally.tried(group.value)
            codes += self._find(findings, recorded.exchange, endpoint)
        if isinstance(endpoint, Endpoint):
            codes += self._over_time(recorded, endpoint)
        self._note_unjudged(recorded, endpoint)
        self._answer(recorded, endpoint)
        self.exercised.exchange(recorded, codes)

    def _over_time(self, recorded: Recorded, endpoint: Endpoint) -> list[str]:
        operation, place = endpoint.operation_id, _place(recorded.exchange)
        if not recorded.fault:
            self._take(self._lives.look(endpoint, recorded), operation, place, recorded.exchange)
        self._costs.look(endpoint, recorded)
        self.tally.tried(HISTORY[endpoint.kind])
        return self._find(self._habits.look(endpoint, recorded), recorded.exchange, endpoint)

    def _answer(self, recorded: Recorded, endpoint: Operation | None) -> None:
        exchange = recorded.exchange
        if exchange.answer.status == NO_ANSWER or recorded.fault:
            return
        if endpoint is not None:
            self.tally.tried(_OF_ANSWERS)
        for code, detail, message in self._answers.problems(_with_type(exchange)):
            breach = Breach(code, _operation(exchange, endpoint), _place(exchange), message, detail, exchange)
            self.tally.broken(breach)

    def _note_unjudged(self, recorded: Recorded, endpoint: Operation | None) -> None:
        if recorded.fault:
            self.unjudged[Unjudged.FAULT] += 1
        elif recorded.exchange.answer.status == NO_ANSWER:
            self.unjudged[Unjudged.ANSWER] += 1
        if endpoint is not None and endpoint.kind in _WITH_BODY and not recorded.body_known:
            self.unjudged[Unjudged.BODY] += 1

    def _find(self, findings: Iterable[Finding], exchange: Exchange, endpoint: Operation | None) -> list[str]:
        """Keep findings, and return their codes."""
        codes = []
        for each in findings:
            operation, place = _operation(exchange, endpoint), _place(exchange)
            self.tally.broken(Breach(each.code, operation, place, each.message, each.field, exchange))
            codes.append(each.code)
        return codes

    def _take(self, tries: Iterator[Try], operation: str, place: str, exchange: Exchange | None) -> None:
        for code, message, detail in tries:
            self.tally.tried((code,))
            if message:
                self.tally.broken(Breach(code, operation, place, message, detail, exchange))


def _place(exchange: Exchange) -> str:
    request = exchange.request
    return f"{exchange.place}: {echoed(request.method, 20)} {echoed(request.target)}"


def _operation(exchange: Exchange, endpoint: Operation | None) -> str:
    """Return what names an operation in every recording: its id, or method and path without ids."""
    if endpoint is not None:
        return endpoint.operation_id
    return f"{exchange.request.method[:20]} {_UUID.sub('{task-id}', exchange.request.path[:200])}"


def _with_type(exchange: Exchange) -> Exchange:
    """Return an exchange whose answer has a content type where a recorder has left all headers out."""
    if exchange.answer.headers:
        return exchange
    return exchange._replace(answer=exchange.answer._replace(headers=(("content-type", "application/json"),)))
