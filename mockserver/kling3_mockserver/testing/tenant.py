"""Tenant: the object `kling3` that a test holds: a mock of its own, its clock, its inbox, and what to ask of them."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from kling3_mockserver import doors, faults
from kling3_mockserver.clock import ManualClock, RealClock
from kling3_mockserver.errors import FaultError, MockError, SettingsError
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.media.shelf import Shelved
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.stores import location
from kling3_mockserver.stores.location import InMemory
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.tasks import scenario as scenarios
from kling3_mockserver.tasks.models import checked_model
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.tasks.task_price import bill_of
from kling3_mockserver.testing import absence
from kling3_mockserver.testing.expectations import created_or_explain, told_or_explain
from kling3_mockserver.testing.inbox import Inbox, Webhook
from kling3_mockserver.testing.ordered_task import OrderedTask
from kling3_mockserver.testing.paid_orders import PaidOrder, TestOf, paid_orders
from kling3_mockserver.testing.policy import check_code
from kling3_mockserver.testing.receivers import InboxSender, Receiver, receiver_of
from kling3_mockserver.testing.spending import check_cost
from kling3_mockserver.webhooks.sender import HttpSender
from kling3_openapi.findings import Finding
from kling3_openapi.signature import Secret

if TYPE_CHECKING:
    from requests import Session

    from kling3_mockserver.doors.httpx2_door import Httpx2Transport
    from kling3_mockserver.doors.httpx_door import HttpxTransport
    from kling3_mockserver.doors.requests_door import RequestsAdapter
    from kling3_mockserver.doors.urllib3_door import Urllib3PoolManager
    from kling3_mockserver.faults.fault import Fault
    from kling3_mockserver.faults.occasions import Match, When
    from kling3_mockserver.testing.absence.messages import Cause
    from kling3_mockserver.testing.switchboard import Switchboard
    from kling3_mockserver.uploads import Upload

_Answer = TypeVar("_Answer")
_PATIENCE = 10.0
"""Real seconds to wait for webhooks under way."""
_GRACE = 2.0
"""Real seconds that a receiver has to answer when its test has ended."""
_GLANCE = 0.002
"""Real seconds between two looks at them in an event loop."""
_MOST_ROUNDS = 100


class Kling3:
    """The fake as one test sees it.

    Programs that use an HTTP client of Python need no pointing; point any other at `url` (or `base_url`, with /v1).
    Time stands still: `clock.advance(seconds)` moves it. Everything that came in and went out stands in
    `requests`, `findings`, `tasks`, `uploads` and `webhooks`.
    """

    def __init__(
        self, url_of: Callable[[], str], key: str, settings: Settings, switchboard: Switchboard,
        environment_of: Callable[[], dict[str, str]] = dict,
    ) -> None:  # fmt: skip
        self._url_of, self._environment_of = url_of, environment_of
        self.api_key = key
        self.secret = settings.webhook_secrets[0]
        self.webhooks = Inbox(self._why)
        self.clock = ManualClock(time.time()) if settings.clock is ClockKind.MANUAL else RealClock(settings.speed)
        self.allowed: set[str] = set()
        self._receiver: Receiver | None = None
        self._left: tuple[str, ...] = ()
        self._switchboard = switchboard
        self._sender = InboxSender(
            self.webhooks, self._secrets, self._signing_time, lambda: self._receiver, self._new_http_sender
        )
        self.mock = Mock(
            _of_a_test(settings, key),
            clock=self.clock,
            new_sender=lambda: self._sender,
            own_addresses=switchboard.own_addresses,
            fetches_media=False,
        )
        if isinstance(self.clock, ManualClock):
            self.clock.moved = self._moved
        switchboard.plug(key, self.mock)

    @property
    def url(self) -> str:
        """Where the fake answers by HTTP; the live server starts when this is first asked for."""
        return self._url_of()

    @property
    def base_url(self) -> str:
        """The same with `/v1`."""
        return f"{self.url}/v1"

    def environment(self) -> dict[str, str]:
        """Return the environment with which a program in a process of its own comes to this fake.

        `subprocess.run(["node", "worker.js"], env=kling3.environment())`: whatever it is written in, its requests to
        the service's hosts end here, as with `kling3-mock run`; other hosts are reached as ever. Raises TlsError
        without the extra `tls`.
        """
        return self._environment_of()

    def next(
        self,
        scenario: Scenario | str,
        *,
        times: int = 1,
        model: str | None = None,
        fields: Mapping[str, object] | None = None,
        may_not_happen: bool = False,
    ) -> None:
        """Have the next order end like this; with `model` or `fields`, the next that is of this model or has these.

        `scenario` is an object of `kling3_mockserver.tasks`, or its text: `fail`, `complete 5`, `never`. `model` is
        a family (`kling-v3`) or a tier of it (`kling-v3-pro`). A test in which no order meets it fails at its end,
        unless it `may_not_happen`. Raises ScenarioError for what is no scenario, ModelError for a model that there is
        not, and MockError for `times` below 1.
        """
        wanted = scenarios.parse(scenario) if isinstance(scenario, str) else scenario
        given = {} if fields is None else fields
        self.mock.scenarios.put(Queued(wanted, times, model, given, required=not may_not_happen))

    def fail_next(  # noqa: PLR0913  (what a plan says)
        self,
        fault: Fault | str | int,
        match: Match | Mapping[str, object] | None = None,
        *,
        times: int | None = None,
        probability: float | None = None,
        when: When | str | None = None,
        may_not_happen: bool = False,
        **facts: object,
    ) -> None:
        """Have something go wrong: a fault of `kling3_mockserver.faults`, once or `times` times or by chance.

        `match` says of which request, webhook or result, and so do `facts` of it by name; `when` whether a request is
        carried out first. Words are good too, as the control API takes them: `fail_next("503", kind="create",
        when="after")`. A test in which it
        has no occasion fails at its end, unless it `may_not_happen`. Raises FaultError for a plan that could never
        come about.
        """
        if match is not None and facts:
            raise FaultError(f"got match and {', '.join(facts)} beside it: expected one of the two")
        plan = faults.PlannedFault(fault, facts or match, times, probability, when, required=not may_not_happen)
        self.mock.faults.put(plan)

    def media(self, url: str, content: bytes | Path | str, *, content_type: str = "") -> None:
        """Say what lies behind a URL of a picture or video: bytes, or the path of a file; nothing is fetched in tests.

        Orders that name it are then held to what the provider states of the field; by default the task of a bad one
        ends FAILED. `kling3_mockserver.media` makes files: `png(200, 200)`, `jpeg()`, `mp4(seconds=11)`. Raises
        MediaError without the extra `media`, and OSError for a path that can't be read.
        """
        found = content if isinstance(content, bytes) else Path(content).read_bytes()
        self.mock.inspector.shelf.put(url, Shelved(found, content_type))

    def media_missing(self, url: str) -> None:
        """Say that nothing can be fetched at the URL of a picture or video; raises MediaError without the extra."""
        self.mock.inspector.shelf.put(url, Shelved(None))

    def httpx_transport(self) -> HttpxTransport:
        """Return a transport for `httpx.Client` or `httpx.AsyncClient` that needs no socket."""
        return doors.HttpxTransport(self.mock)

    def httpx2_transport(self) -> Httpx2Transport:
        """Return a transport for `httpx2.Client` or `httpx2.AsyncClient` that needs no socket."""
        return doors.Httpx2Transport(self.mock)

    def mount(self, session: Session) -> None:
        """Have a `requests.Session` reach the fake without a socket, for all hosts of the service."""
        doors.mount_service(session, self.requests_adapter())

    def requests_adapter(self) -> RequestsAdapter:
        """Return an adapter of requests, with no socket behind it, for those who mount by themselves.

        `mount` does so for every host; the video of a task lies on another one than the API.
        """
        return doors.RequestsAdapter(self.mock)

    def urllib3_pool_manager(self) -> Urllib3PoolManager:
        """Return a `urllib3.PoolManager` whose connections need no socket."""
        return doors.Urllib3PoolManager(self.mock)

    def run_to_end(self) -> list[OrderedTask]:
        """Move the clock until every task that ends by the clock has ended; return all tasks, newest first.

        Tasks that a receiver of webhooks orders meanwhile are run to their end too; raises MockError when there is
        no end of these.
        """
        for _ in range(_MOST_ROUNDS):
            ahead = [end for task in self._held() if self.clock.now() < (end := task.plan.ended_at) < math.inf]
            if not ahead:
                self._settle()
                return self.tasks
            self.clock.set(max(ahead))
        raise MockError(
            f"after {_MOST_ROUNDS} rounds there is a new task still: the receiver orders another for each webhook; "
            "use clock.advance(seconds), which ends"
        )

    def deliver_to(self, receiver: object) -> None:
        """Hand each webhook from now on to an ASGI app, a WSGI app or a URL as well; raise ReceiverError."""
        self._receiver = receiver_of(receiver, self._new_http_sender)

    def allow(self, *codes: str) -> None:
        """Let findings of these codes pass in this test; raise CatalogueError for a code that there is not."""
        self.allowed.update(map(check_code, codes))

    @property
    def tasks(self) -> list[OrderedTask]:
        """All tasks, newest first; each tells what it is at the moment at which it is asked."""
        return [self._ordered(each) for each in self._held()]

    @property
    def uploads(self) -> Sequence[Upload]:
        """The pictures for which a place was asked, oldest first; `content` is None until one was uploaded."""
        return self.mock.uploads.all()

    @property
    def requests(self) -> Sequence[Exchange]:
        """What was asked and answered, oldest first."""
        return self.mock.journal.exchanges()

    @property
    def findings(self) -> list[Finding]:
        """What the requests so far did wrong, without what is allowed."""
        found = itertools.chain.from_iterable(each.findings for each in self.requests)
        return [each for each in found if each.code not in self.allowed]

    def assert_created(self, *, model: str | None = None, **fields: object) -> Exchange:
        """Return the request that created a task of this model with these body fields; else fail, with near misses.

        `model` is a family or a tier of it. Raises ModelError for a model that there is not.
        """
        __tracebackhide__ = True
        return created_or_explain(self.requests, None if model is None else checked_model(model), fields)

    def assert_webhook(self, *, status: str | None = None, task_id: str | None = None) -> Webhook:
        """Return the trusted webhook with this status and task; else fail and say which came.

        Raises MockError for a status that there is not.
        """
        __tracebackhide__ = True
        _check_status(status)
        self._settle()
        webhook_time = self.mock.settings.webhook_time
        return told_or_explain(self.webhooks, status, task_id, lambda: self._why(status, task_id), webhook_time)

    @property
    def cost(self) -> Decimal:
        """What the tasks so far would have cost, in the currency of the prices; those of unknown price left out."""
        return bill_of(self._ordered_here(), self.mock.prices).amount

    def assert_cost(self, *, below: Decimal | float | str) -> None:
        """Fail unless the tasks so far would have cost less than this, and say which cost what.

        An order of unknown price fails too. Raises MockError for what is no amount.
        """
        __tracebackhide__ = True
        check_cost(self.paid_orders(), below)

    def paid_orders(self, test_of: TestOf = lambda _order: "") -> list[PaidOrder]:
        """Return what each task would have cost, oldest first; `test_of` says of which test an order is."""
        tasks = self._ordered_here()
        if not tasks:
            return []
        return list(paid_orders(reversed(tasks), self.requests, self.mock.prices, self.clock.now(), test_of))

    async def settle(self) -> None:
        """Wait until every webhook that is due has been delivered, with the event loop free to receive it.

        Only for asynchronous tests whose receiver listens in the same loop: everything else here waits by itself.
        """
        await asyncio.to_thread(self.mock.courier.settle, _PATIENCE)
        self._left = ()

    @property
    def unreceived(self) -> tuple[str, ...]:
        """Where webhooks were still on their way to while the test went on; `settle` waits for them."""
        return self._left or self._sender.calling

    @property
    def endless(self) -> str:
        """Why the program would have polled for ever, or nothing."""
        return self.mock.polls.reason if self.mock.polls is not None else ""

    def wait_for_receiver(self) -> None:
        """Give webhooks on their way to an application the time to arrive; those to a URL are not waited for."""
        if self._receiver is not None and not self._sender.calling:
            self.mock.courier.settle(_GRACE)

    def close(self) -> None:
        """Answer no more; what came in can still be read."""
        self._switchboard.unplug(self.api_key)
        self.mock.close()

    def __repr__(self) -> str:
        counts = (len(self._held()), len(self.requests), len(self.findings), len(self.webhooks))
        names = ("task", "request", "finding", "webhook")
        told = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in zip(counts, names, strict=True)]
        return f"<kling3 {', '.join(told)}>"

    def _held(self) -> Sequence[Task]:
        return _now(self.mock.store.all(limit=1_000_000))

    def _ordered_here(self) -> Sequence[Task]:
        """Return the tasks without those that a store had before."""
        tasks = self._held()
        return tasks[: max(0, len(tasks) - self.mock.tasks_before)]

    def _ordered(self, first: Task) -> OrderedTask:
        def task() -> Task:
            # One that was forgotten by a reset stays as it was ordered.
            found = _now(self.mock.store.get(first.id))
            return first if found is None else found

        def generated(task: Task) -> tuple[str, ...]:
            return self.mock.lifecycle.generated(task, self.clock.now())

        return OrderedTask(task, self.clock.now, generated)

    def missing_webhooks(self) -> list[str]:
        """Return sentences on the webhooks that have not come yet, where any may be waited for."""
        if self._receiver is None and not any(each.webhook_url for each in self._held()):
            return []
        return [each.words for each in self._causes() if not isinstance(each, absence.AllCame)]

    def _why(self, status: str | None = None, task_id: str | None = None) -> list[str]:
        """Return sentences on why no webhook with this status and task has come."""
        return [each.words for each in self._causes(status, task_id)]

    def _causes(self, status: str | None = None, task_id: str | None = None) -> list[Cause]:
        wanted = Status(status) if status is not None else None
        return absence.found_causes(absence.facts_of(self.mock, self._held(), self.webhooks), wanted, task_id)

    def _new_http_sender(self) -> HttpSender:
        return HttpSender(self.mock.own_addresses, self.mock.settings.webhook_trust)

    def _secrets(self) -> tuple[Secret, ...]:
        return self.mock.settings.secrets()

    def _signing_time(self) -> float:
        return self.mock.signing_time()

    def _moved(self) -> None:
        self.mock.courier.wake()
        self._settle()

    def _settle(self) -> None:
        """Wait for webhooks; in an event loop not for calls by HTTP, which that very loop may have to answer."""
        last = time.monotonic() + _PATIENCE
        limit = _GLANCE if _in_loop() else _PATIENCE
        while not self.mock.courier.settle(limit) and time.monotonic() < last:
            if limit is _GLANCE and (calling := self._sender.calling):
                self._left = calling
                return
        self._left = ()


def _of_a_test(settings: Settings, key: str) -> Settings:
    if not isinstance(settings.store, InMemory):
        given = f"got {location.words(settings.store)}, and the fake of a test holds all in memory"
        raise SettingsError("store", f"{given}: leave it out, or give it to kling3-mock serve")
    # Where any key is good these stay as they are: new ones are checked anew.
    return replace(settings, api_keys=(*settings.api_keys, key)) if settings.api_keys else settings


def _check_status(status: str | None) -> None:
    known = [each.value for each in Status]
    if status is not None and status not in known:
        raise MockError(f"no status '{status}'{suggestion(status, known)}: expected one of {', '.join(known)}")


def _in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _now(coroutine: Coroutine[object, object, _Answer]) -> _Answer:
    """Return what a method of a store in memory answers: it never waits, so no event loop is needed."""
    try:
        coroutine.send(None)
    except StopIteration as answer:
        return cast("_Answer", answer.value)
    raise MockError("the store waited: only a store in memory can be read without an event loop")
