"""App: the routes and their handlers. The only file that strings the stages.

POST -> validation -> lifecycle.open -> responses
GET  -> store -> responses              reading changes nothing
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Protocol

from starlette.routing import BaseRoute, Mount, Route, Router

from kling3_mockserver import service
from kling3_mockserver.change import Changed
from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import ApiError
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.http.messages import Response
from kling3_mockserver.http.path_prefix import behind
from kling3_mockserver.http.stopping import hang_up
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.limits.admission import Admission
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.penalties import Penalties
from kling3_mockserver.service import responses
from kling3_mockserver.service.call import Call, Door, DoorParts, Handler
from kling3_mockserver.service.front import with_front_page
from kling3_mockserver.service.keys import authenticate
from kling3_mockserver.service.results import result_handler
from kling3_mockserver.service.slash import with_slash
from kling3_mockserver.settings.settings import EmptyList, Settings
from kling3_mockserver.tasks.habits import Habits
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.links import Links
from kling3_mockserver.tasks.outage import outage_of
from kling3_mockserver.tasks.polls import Polls
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.scenario_queue import ScenarioQueue
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.tasks.task_price import charge_of
from kling3_openapi import rules
from kling3_openapi.endpoints import ENDPOINTS, REQUEST_UPLOADS, Endpoint, Family, Kind, Operation
from kling3_openapi.findings import Finding

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kling3_mockserver.media import Inspector
    from kling3_mockserver.service.cors import Cors
    from kling3_mockserver.service.validation import Validation
    from kling3_mockserver.stores.sharing import Sharing
    from kling3_mockserver.uploads.shelf import Uploads
    from kling3_openapi.prices import PriceTable

_READING = ("GET", "HEAD")
_AT_STORAGE = ("GET", "HEAD", "PUT")
"""What pages may ask of the links of an upload."""
_ASSET = b"asset_"
"""What stands in every order that names an asset: most name none, and are not looked through."""


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
    admission: Admission
    limiter: RateLimiter | None
    penalties: Penalties | None
    identifiers: Identifiers
    links: Links

    async def change(self, change: Callable[[], Changed]) -> Changed:
        """Change queues, settings or the clock in one step, also where several processes share them."""

    @property
    def sharing(self) -> Sharing | None:
        """What keeps the fake one with those of other processes; None where it is alone."""

    @property
    def prices(self) -> PriceTable:
        """What orders cost."""

    @property
    def validation(self) -> Validation:
        """The rules that requests are held to."""

    @property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded."""

    @property
    def inspects(self) -> bool:
        """Whether the pictures and videos of orders are looked at."""

    @property
    def inspector(self) -> Inspector:
        """What looks at pictures and videos."""


def build(mock: Served, new_control: Callable[[], ASGIApp]) -> Doors:
    """Return the ASGI applications over a mock's parts: the endpoints, the results, and the control API.

    The last is made when it is first asked: most servers start without a need of it.
    """
    parts = DoorParts(
        mock.journal, mock.clock, mock.identifiers, mock.habits, lambda: mock.settings.known_secrets, _course,
        mock.change, mock.sharing,
    )  # fmt: skip

    def door(handler: Handler, endpoint: Operation | None = None, faults: FaultQueue = mock.faults) -> ASGIApp:
        if cors is None:
            return Door(handler, parts, faults, endpoint)
        return cors.app(Door(cors.handler(handler), parts, faults, endpoint))

    api, cors = Api(mock), _cors(mock.settings.cors)
    doors: dict[str, ASGIApp] = {}
    for each, act in api.acts():
        path = each.path.replace("{task-id}", "{task_id}")
        there = door(api.handler(each, act), each)
        doors[path] = _by_method(doors[path], there) if path in doors else there
    whole = {path: each for path, each in doors.items() if "{" not in path}
    of_tasks = {path: each for path, each in doors.items() if path not in whole}
    # What is asked there is none of the API's, and nothing goes wrong with it.
    never = FaultQueue(mock.identifiers.fraction)
    elsewhere = door(api.unknown, faults=never)
    whole["/"] = with_front_page(lambda: mock.settings, elsewhere)
    whole["/_mock"] = with_slash("/_mock", elsewhere)

    def stored(handler: Handler) -> ASGIApp:
        leave = _cors(mock.settings.cors, _AT_STORAGE)
        return leave.app(Door(leave.handler(handler), parts, never)) if leave else door(handler, faults=never)

    def router() -> Router:
        routes: list[BaseRoute] = [Route(path, each) for path, each in of_tasks.items()]
        routes.append(Route("/kling_{task_id}.mp4", door(result_handler(mock.links, mock.clock, mock.store))))
        routes += (Route(path, stored(handler)) for path, handler in service.Storage(mock).handlers().items())
        routes.append(Mount("/_mock", app=_http_only(_on_demand(new_control))))
        return Router(routes, redirect_slashes=False, default=_http_only(elsewhere))

    return Doors(whole, {path.removesuffix("/{task_id}"): each for path, each in of_tasks.items()}, router)


class Doors:
    """Finds paths, and those of tasks, in tables: a router costs as much as an answer, and a test's fake to make."""

    def __init__(
        self, whole: Mapping[str, ASGIApp], tasks: Mapping[str, ASGIApp], new_router: Callable[[], Router]
    ) -> None:
        self._whole, self._tasks, self._new_router = whole, tasks, new_router

    def of(self, scope: Scope) -> ASGIApp | None:
        """Return the door of an HTTP request, if it is an endpoint's and the path is the whole of its path."""
        door = self._whole.get(scope["path"])
        if door is None and not scope.get("root_path"):
            before, _, task_id = scope["path"].rpartition("/")
            door = self._tasks.get(before) if task_id else None
            if door is not None:
                scope["path_params"] = {"task_id": task_id}
        return door

    def behind(self, prefix: str | None) -> ASGIApp:
        """Return the application that lets everybody in, with a prefix before its paths or without one."""
        return behind(prefix, self._enter) if prefix else self._enter

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self.of(scope) if scope["type"] == "http" else None
        await (door or self._router)(scope, receive, send)

    @cached_property
    def _router(self) -> Router:
        return self._new_router()


class Api:
    """The handlers of the endpoints, and of every path that is none of them."""

    def __init__(self, mock: Served) -> None:
        self._mock = mock

    def acts(self) -> Iterator[tuple[Operation, Handler]]:
        """Yield each operation with what does as it says."""
        on_tasks = {Kind.CREATE: self._create, Kind.LIST: self._list, Kind.GET: self._get}
        for each in ENDPOINTS:
            yield each, partial(on_tasks[each.kind], each)
        yield REQUEST_UPLOADS, self._request_uploads

    def handler(self, operation: Operation, act: Handler) -> Handler:
        """Return the handler of an operation: the key is checked before anything else, then the method.

        Only an address that is shut out is not even asked for its key.
        """
        methods = ("POST",) if operation.method == "POST" else _READING

        async def handle(call: Call) -> Response:
            mock = self._mock
            penalties, admission = mock.penalties, mock.admission
            if penalties is not None:
                await admission.enter(call.address, call.at)
            try:
                authenticate(call, mock.settings)
                if mock.limiter is not None:
                    await admission.admit(call.key, call.address, call.at)
                if call.request.method not in methods:
                    raise _wrong_address(call)
                return await act(call)
            except ApiError as failure:
                if penalties is not None:
                    await admission.refused(call.address, failure.status, call.at)
                raise

        return handle

    async def unknown(self, call: Call) -> Response:
        """Answer a path that is none of the service's; below /v1 the key still comes first."""
        if call.request.path.startswith("/v1/"):
            if self._mock.penalties is not None:
                await self._mock.admission.enter(call.address, call.at)
            authenticate(call, self._mock.settings)
        raise _wrong_address(call)

    async def _create(self, endpoint: Endpoint, call: Call) -> Response:
        mock = self._mock
        body = mock.validation.body(endpoint, call, await call.read_body())
        order = mock.validation.order(endpoint, call, body)
        if _ASSET in call.request.body:
            call.findings += await service.asset_findings(mock.uploads, body)
        if mock.inspects:
            order = await service.inspected(mock, endpoint, call, body, order)
        await call.act()
        mock.store.check()
        balance = mock.settings.balance
        charge = None if balance is None else charge_of(order, balance, mock.prices)
        await mock.admission.order(call.key, call.at, mock.settings.collision, charge)
        queued = await mock.change(lambda: mock.scenarios.take(endpoint, body)) if mock.scenarios else None
        task = await mock.lifecycle.open(order, queued or order.scenario or self._scenario(endpoint))
        call.task_id = task.id
        call.video = task.video
        call.findings += await mock.habits.ordered(task, call.request.body)
        return responses.task(Status.CREATED, task.id)

    async def _request_uploads(self, call: Call) -> Response:
        return await service.Uploading(self._mock).request(call)

    def _scenario(self, endpoint: Endpoint) -> Scenario:
        """Return how a task ends of which nobody said it."""
        settings = self._mock.settings
        out = outage_of(endpoint, settings.outage) if settings.outage else None
        return out or settings.scenario

    async def _list(self, endpoint: Endpoint, call: Call) -> Response:
        await call.act()
        mock, now = self._mock, self._mock.clock.now()
        paged = call.request.query or endpoint.family.pages
        skip, limit = mock.validation.page(endpoint, call) if paged else (0, None)
        tasks = await mock.store.newest(call.key, endpoint.family, skip, limit)
        if not tasks and not skip and mock.settings.empty_list is EmptyList.NOT_FOUND:
            raise ApiError(404, "Tasks not found")
        if mock.polls is not None:
            tasks = await mock.polls.listed(tasks, now, in_process=call.in_process)
        return responses.task_list(tasks, now, await mock.admission.left(call.key, now))

    async def _get(self, endpoint: Endpoint, call: Call) -> Response:
        await call.act()
        mock, now = self._mock, self._mock.clock.now()
        if call.request.query:
            mock.validation.query(endpoint, call)
        task = self._owned(await mock.store.get(call.task_id), endpoint.family, call)
        task = await mock.lifecycle.read(task)
        if mock.polls is not None:
            task = await mock.polls.read(task, now, in_process=call.in_process)
        status = task.status(now)
        call.findings += mock.habits.read(task, status)
        budget = await mock.admission.left(call.key, now)
        return responses.task(status, task.id, mock.lifecycle.generated(task, now), budget)

    def _owned(self, task: Task | None, family: Family, call: Call) -> Task:
        if task is not None and task.key == call.key and task.family is family:
            return task
        if task is None or task.key != call.key:
            raise _not_found(rules.no_such_task(call.task_id, family))
        raise _not_found(rules.task_of_another_family(call.task_id, task.family))


def _not_found(finding: Finding) -> ApiError:
    return ApiError(404, finding.message, (finding,))


def _by_method(ordering: ASGIApp, reading: ASGIApp) -> ASGIApp:
    """Return the application of a path that takes orders and lists them; what is neither is refused by the second."""

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        await (ordering if scope.get("method") == "POST" else reading)(scope, receive, send)

    return either


def _wrong_address(call: Call) -> ApiError:
    """Return 404 for a wrong path, and for a wrong method too: so the service was seen to do."""
    findings = rules.address_findings(rules.Address(call.request.method, call.request.path))
    return ApiError(404, findings[0].message, findings)


async def _course(door: Door, call: Call, send: Send) -> None:
    await service.Course(door, call, service.Wire(call.scope, send, door.clock)).run()


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


def _cors(origins: Sequence[str], *methods: Sequence[str]) -> Cors | None:
    if not origins:
        return None
    return service.Cors(origins, *methods)


def _http_only(app: ASGIApp) -> ASGIApp:
    """Return an ASGI callable that closes what is not HTTP: the service has no WebSockets."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    return answer
