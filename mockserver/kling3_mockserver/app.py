"""App: the routes and their handlers. The only file that strings the stages.

POST -> validation -> lifecycle.open -> responses
GET  -> store -> responses              reading changes nothing
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from starlette.routing import BaseRoute, Mount, Route, Router

from kling3_mockserver import responses
from kling3_mockserver.call import Call, Door, DoorParts, Handler
from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import ApiError
from kling3_mockserver.fault_queue import FaultQueue
from kling3_mockserver.front import with_front_page
from kling3_mockserver.habits import Habits
from kling3_mockserver.identifiers import Identifiers
from kling3_mockserver.journal import Journal
from kling3_mockserver.keys import authenticate
from kling3_mockserver.lifecycle import Lifecycle
from kling3_mockserver.links import Links
from kling3_mockserver.messages import HeaderList, Response
from kling3_mockserver.path_prefix import behind
from kling3_mockserver.rate_budget import RateBudget
from kling3_mockserver.results import result_handler
from kling3_mockserver.scenario_queue import ScenarioQueue
from kling3_mockserver.settings import EmptyList, Settings
from kling3_mockserver.stopping import hang_up
from kling3_mockserver.store import Store
from kling3_mockserver.tasks import Status, Task
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from kling3_openapi.findings import Finding

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kling3_mockserver.cors import Cors
    from kling3_mockserver.polls import Polls
    from kling3_mockserver.rate_limiter import RateLimiter
    from kling3_mockserver.validation import Validation

_READING = ("GET", "HEAD")


class Served(Protocol):
    """What the endpoints read and move; settings, limiter and polls may be others from one request to the next."""

    settings: Settings
    clock: Clock
    store: Store
    lifecycle: Lifecycle
    journal: Journal
    scenarios: ScenarioQueue
    faults: FaultQueue
    habits: Habits
    polls: Polls | None
    budget: RateBudget
    limiter: RateLimiter | None
    identifiers: Identifiers
    links: Links

    @property
    def validation(self) -> Validation:
        """The rules that requests are held to."""


def build(mock: Served, new_control: Callable[[], ASGIApp]) -> ASGIApp:
    """Return the ASGI application over a mock's parts: the twelve endpoints, the results, and the control API.

    The last is made when it is first asked: most servers start without a need of it.
    """
    parts = DoorParts(mock.journal, mock.clock, mock.identifiers, mock.habits, lambda: mock.settings, _course)

    def door(handler: Handler, endpoint: Endpoint | None = None, faults: FaultQueue = mock.faults) -> ASGIApp:
        if cors is None:
            return Door(handler, parts, faults, endpoint)
        return cors.app(Door(cors.handler(handler), parts, faults, endpoint))

    api, cors = Api(mock), _cors(mock.settings.cors)
    doors = {each.path.replace("{task-id}", "{task_id}"): door(api.handler(each), each) for each in ENDPOINTS}
    whole = {path: each for path, each in doors.items() if "{" not in path}
    routes: list[BaseRoute] = [Route(path, each) for path, each in doors.items() if path not in whole]
    routes.append(Route("/kling_{task_id}.mp4", door(result_handler(mock.links, mock.clock, mock.store))))
    routes.append(Mount("/_mock", app=_http_only(_on_demand(new_control))))
    # What is asked there is none of the service's, and nothing goes wrong with it.
    elsewhere = door(api.unknown, faults=FaultQueue(mock.identifiers.fraction))
    whole["/"] = with_front_page(lambda: mock.settings, elsewhere)
    router = Router(routes, redirect_slashes=False, default=_http_only(elsewhere))
    whole_app = _with_shortcuts(whole, router)
    return behind(mock.settings.path_prefix, whole_app) if mock.settings.path_prefix else whole_app


class Api:
    """The handlers of the twelve endpoints, and of every path that is none of them."""

    def __init__(self, mock: Served) -> None:
        self._mock = mock

    def handler(self, endpoint: Endpoint) -> Handler:
        """Return the handler of an endpoint: the key is checked before anything else, then the method."""
        act = {Kind.CREATE: self._create, Kind.LIST: self._list, Kind.GET: self._get}[endpoint.kind]
        methods = ("POST",) if endpoint.kind is Kind.CREATE else _READING

        async def handle(call: Call) -> Response:
            authenticate(call, self._mock.settings)
            if self._mock.limiter is not None:
                self._mock.limiter.admit(call.key, call.address, call.at)
            if call.request.method not in methods:
                raise _wrong_address(call, methods)
            return await act(endpoint, call)

        return handle

    async def unknown(self, call: Call) -> Response:
        """Answer a path that is none of the service's; below /v1 the key still comes first."""
        if call.request.path.startswith("/v1/"):
            authenticate(call, self._mock.settings)
        raise _wrong_address(call, ())

    async def _create(self, endpoint: Endpoint, call: Call) -> Response:
        mock = self._mock
        body = mock.validation.body(endpoint, call, await call.read_body())
        order = mock.validation.order(endpoint, call, body)
        queued = mock.scenarios.take(endpoint, body)
        task = await mock.lifecycle.open(order, queued or order.scenario or mock.settings.scenario)
        call.task_id = task.id
        call.findings += await mock.habits.ordered(task, call.request.body)
        return responses.task(Status.CREATED, task.id)

    async def _list(self, endpoint: Endpoint, call: Call) -> Response:
        mock, now = self._mock, self._mock.clock.now()
        paged = call.request.query or endpoint.family is Family.REFERENCE
        skip, limit = mock.validation.page(endpoint, call) if paged else (0, None)
        tasks = await mock.store.newest(call.key, endpoint.family, skip, limit)
        if not tasks and not skip and mock.settings.empty_list is EmptyList.NOT_FOUND:
            raise ApiError(404, "Tasks not found")
        if mock.polls is not None:
            tasks = await mock.polls.listed(tasks, now, in_process=call.in_process)
        return responses.task_list(tasks, now, self._budget(call.key, now))

    async def _get(self, endpoint: Endpoint, call: Call) -> Response:
        mock, now = self._mock, self._mock.clock.now()
        if call.request.query:
            mock.validation.query(endpoint, call)
        task = self._owned(await mock.store.get(call.task_id), endpoint.family, call)
        task = await mock.lifecycle.read(task)
        if mock.polls is not None:
            task = await mock.polls.read(task, now, in_process=call.in_process)
        status = task.status(now)
        call.findings += mock.habits.read(task, status)
        budget = self._budget(call.key, now)
        return responses.task(status, task.id, mock.lifecycle.generated(task, now), budget)

    def _budget(self, key: str, now: float) -> HeaderList:
        limiter = self._mock.limiter
        return self._mock.budget.spend(key, now) if limiter is None else limiter.left(key, now)

    def _owned(self, task: Task | None, family: Family, call: Call) -> Task:
        if task is not None and task.key == call.key and task.family is family:
            return task
        from kling3_openapi.rules.paths import no_such_task, task_of_another_family  # a quicker start

        if task is None or task.key != call.key:
            raise _not_found(no_such_task(call.task_id, family))
        raise _not_found(task_of_another_family(call.task_id, task.family))


def _not_found(finding: Finding) -> ApiError:
    return ApiError(404, finding.message, (finding,))


def _wrong_address(call: Call, methods: tuple[str, ...]) -> ApiError:
    from kling3_openapi.rules.paths import Address, address_findings  # a quicker start

    findings = address_findings(Address(call.request.method, call.request.path))
    allow = ((b"allow", ", ".join(methods).encode()),) if methods else ()
    return ApiError(405 if methods else 404, findings[0].message, findings, allow)


async def _course(door: Door, call: Call, send: Send) -> None:
    from kling3_mockserver.faulty import Course  # a quicker start
    from kling3_mockserver.wire import Wire

    await Course(door, call, Wire(call.scope, send, door.clock)).run()


def _on_demand(new: Callable[[], ASGIApp]) -> ASGIApp:
    """Return an application that is made when it is first asked."""
    built = cache(new)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await built()(scope, receive, send)
        except asyncio.CancelledError:
            if not hang_up(scope):
                raise

    return answer


def _cors(origins: Sequence[str]) -> Cors | None:
    if not origins:
        return None
    from kling3_mockserver.cors import Cors  # few servers are called by pages

    return Cors(origins)


def _with_shortcuts(doors: Mapping[str, ASGIApp], router: Router) -> ASGIApp:
    """Return an ASGI callable that finds whole paths in a table: asking the router costs as much as an answer."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        door = doors.get(scope["path"]) if scope["type"] == "http" else None
        await (door or router)(scope, receive, send)

    return answer


def _http_only(app: ASGIApp) -> ASGIApp:
    """Return an ASGI callable that closes what is not HTTP: the service has no WebSockets."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    return answer
