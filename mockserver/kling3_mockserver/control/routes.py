"""Control API under /_mock: what a test or a person asks of the fake beside the service's own API.

`guard` says who may use it; `openapi.yaml` describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kling3_mockserver.change import Changed
from kling3_mockserver.clock import Clock
from kling3_mockserver.control.again import Again
from kling3_mockserver.control.bodies import json_object
from kling3_mockserver.control.choices import choices, codes
from kling3_mockserver.control.coverage import CoverageOf
from kling3_mockserver.control.events import Events
from kling3_mockserver.control.export import Exports
from kling3_mockserver.control.guard import refusal
from kling3_mockserver.control.lasting import Lasting
from kling3_mockserver.control.pages import Pages, is_open
from kling3_mockserver.control.records import Records
from kling3_mockserver.control.refusals import ControlRefusals
from kling3_mockserver.control.state import Changes
from kling3_mockserver.control.views import queued_view, task_view, upload_view
from kling3_mockserver.control.webhooks import WebhooksByHand
from kling3_mockserver.errors import ApiError, MockError, StoreError
from kling3_mockserver.faults.json_form import plan_view, planned
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.views import JsonObject, delivery_view, exchange_view
from kling3_mockserver.settings.options import described
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.stores import location
from kling3_mockserver.stores.sharing import Sharing
from kling3_mockserver.suggestion import suggestion, unknown_member
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.scenario_queue import Queued, ScenarioQueue
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.uploads import Uploads
from kling3_mockserver.webhooks.courier import Courier
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kling3_openapi.prices import PriceTable

_MOST_LISTED = 1_000
_UNAVAILABLE = 503
_CHANGING = frozenset({"POST", "PATCH", "DELETE"})
_LIMIT = re.compile("[0-9]{1,9}")
_QUEUE_FIELDS = ("scenario", "times", "model", "fields")
_FAR = 10**15
"""Seconds: beyond what any clock takes, and what a float holds to the second."""
_CLOCK_MOVES = ("advance", "set")
_CLOCK_WORDS = 'expected {"advance": seconds} or {"set": unix seconds}'
_OUTCOMES = {
    "complete": (Status.COMPLETED, True),
    "fail": (Status.FAILED, False),
    "complete-without-url": (Status.COMPLETED, False),
}
"""How a task can be made to end: with which status, and whether with a video."""


class Controlled(Protocol):
    """What the control API looks into and moves."""

    settings: Settings
    clock: Clock
    store: Store
    lifecycle: Lifecycle
    journal: Journal
    scenarios: ScenarioQueue
    faults: FaultQueue
    courier: Courier
    identifiers: Identifiers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as it answers programs."""

    @property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded."""

    @property
    def prices(self) -> PriceTable:
        """What orders cost."""

    @property
    def sharing(self) -> Sharing | None:
        """What keeps the fake one with those of other processes; None where it is alone."""

    async def change(self, change: Callable[[], Changed]) -> Changed:
        """Change queues, settings or the clock in one step, for all processes that share the store."""

    async def refresh(self) -> None:
        """Take over what other processes changed and wrote to the journal; raise StoreError where it can't be known."""

    async def pending(self) -> int:
        """Return how many webhooks are due and not delivered."""

    async def reset(self) -> None:
        """Forget all but the settings."""

    def configure(self, changes: Mapping[str, object]) -> None:
        """Change settings by option name; raise SettingsError."""

    @property
    def store_trouble(self) -> str:
        """Why the store can't be written at the moment, or nothing."""

    async def written(self) -> None:
        """Wait until all that was changed before is where it lasts; raise StoreError where it can't be."""


def control_app(mock: Controlled) -> ASGIApp:
    """Return the control API of a mock."""
    control, pages, changes, records = Control(mock), Pages(), Changes(), Records(mock)
    refusals = ControlRefusals(mock.journal, mock.clock, lambda: mock.settings)
    handlers, by_hand = _Handlers(refusals), WebhooksByHand(mock.journal, mock.courier, mock.identifiers)
    again = Again(mock, mock.journal, mock.settings.path_prefix or "")
    routes = [
        Route("/", pages.index),
        Route("/page/{file}", pages.file),
        Route("/coverage", CoverageOf(mock).show),
        Route("/events", Events(mock, changes).stream),
        Route("/export.{form}", Exports(mock).show, methods=["GET", "POST"]),
        Route("/health", control.health),
        Route("/openapi.yaml", control.description),
        Route("/spec/{strictness}.{form}", control.spec),
        Route("/reset", control.reset, methods=["POST"]),
        Route("/settings", control.settings, methods=["GET", "PATCH"]),
        Route("/scenarios", control.scenarios, methods=["GET", "POST", "DELETE"]),
        Route("/faults", control.faults, methods=["GET", "POST", "DELETE"]),
        Route("/clock", control.clock, methods=["GET", "POST"]),
        Route("/tasks", control.tasks),
        Route("/tasks/{task_id}", control.task),
        Route("/tasks/{task_id}/{outcome}", control.end, methods=["POST"]),
        Route("/uploads", control.uploads),
        Route("/requests", control.requests),
        Route("/requests/{number}", records.request),
        Route("/deliveries", control.deliveries),
        Route("/deliveries/{message_id}/redeliver", by_hand.redeliver, methods=["POST"]),
        Route("/webhooks", by_hand.send, methods=["POST"]),
        Route("/requests/{number}/again", again.repeat, methods=["POST"]),
        Route("/choices", choices),
        Route("/codes", codes),
        Route("/deliveries/{number}", records.delivery),
    ]
    told = {
        HTTPException: handlers.refused,
        MockError: handlers.misused,
        ClientDisconnect: handlers.left,
    }
    app = Starlette(routes=routes, exception_handlers=told)
    app.router.redirect_slashes = False
    return _Guarded(mock, app, refusals, changes)


class Control:
    """The handlers of the control API."""

    def __init__(self, mock: Controlled) -> None:
        self._mock = mock

    async def health(self, _request: Request) -> Response:
        """Say that the fake runs, what time it has, how many tasks it holds, and where."""
        count = await self._mock.store.count()
        told: dict[str, object] = {"status": "ok", "now": self._mock.clock.now(), "tasks": count}
        told["store"] = location.words(self._mock.settings.store)
        if (sharing := self._mock.sharing) is not None:
            told["worker"] = sharing.worker
        return JSONResponse(told)

    async def description(self, _request: Request) -> Response:
        """Show the OpenAPI document of the control API itself."""
        return _yaml(files(__package__).joinpath("openapi.yaml").read_text("utf-8"))

    async def spec(self, request: Request) -> Response:
        """Show an OpenAPI document of the service: of the edition that is kept, unless another one is asked for."""
        name, form = request.path_params["strictness"], request.path_params["form"]
        strictnesses = {each.value: each for each in Strictness}
        if name not in strictnesses or form not in ("yaml", "json"):
            raise HTTPException(404, "expected /_mock/spec/published or strict, with .yaml or .json")
        document = load(strictnesses[name], self._edition(request))
        return _yaml(document.to_yaml()) if form == "yaml" else _json(document.to_json())

    async def reset(self, _request: Request) -> Response:
        """Forget everything but the settings."""
        await self._mock.reset()
        return Response(status_code=204)

    async def settings(self, request: Request) -> Response:
        """Show the settings, or change those that may change while running."""
        if request.method == "PATCH":
            asked = await json_object(request)
            await self._mock.change(lambda: self._mock.configure(asked))
        return JSONResponse(described(self._mock.settings))

    async def scenarios(self, request: Request) -> Response:
        """Show, extend or empty the queue of scenarios for the next orders."""
        queue = self._mock.scenarios
        if request.method == "POST":
            queued = _queued(await json_object(request))
            await self._mock.change(lambda: queue.put(queued))
        if request.method == "DELETE":
            await self._mock.change(queue.clear)
        return JSONResponse([queued_view(each, self._known()) for each in queue.waiting()])

    async def faults(self, request: Request) -> Response:
        """Show, extend or empty the queue of faults."""
        queue = self._mock.faults
        if request.method == "POST":
            fault = planned(await json_object(request))
            await self._mock.change(lambda: queue.put(fault))
        if request.method == "DELETE":
            await self._mock.change(queue.clear)
        return JSONResponse([plan_view(each) for each in queue.waiting()])

    async def clock(self, request: Request) -> Response:
        """Show the clock, or move it: `{"advance": seconds}` or `{"set": unix seconds}`."""
        clock = self._mock.clock
        if request.method == "POST":
            match await json_object(request):
                case {"advance": seconds, **rest} if not rest:
                    span = _number(seconds)
                    await self._mock.change(lambda: clock.advance(span))
                case {"set": moment, **rest} if not rest:
                    until = _number(moment)
                    await self._mock.change(lambda: clock.set(until))
                case strange:
                    raise HTTPException(400, f"{unknown_member(strange, _CLOCK_MOVES)}{_CLOCK_WORDS}")
        return JSONResponse({"now": clock.now()})

    async def tasks(self, request: Request) -> Response:
        """Show the newest tasks of all keys."""
        now = self._mock.clock.now()
        found = await self._mock.store.all(_limit(request))
        return JSONResponse([self._viewed(each, now) for each in found])

    async def task(self, request: Request) -> Response:
        """Show one task."""
        return await self._shown(request.path_params["task_id"])

    async def end(self, request: Request) -> Response:
        """Complete a task, with or without a URL, or let it fail, now."""
        outcome = _OUTCOMES.get(request.path_params["outcome"])
        task = await self._mock.store.get(request.path_params["task_id"])
        if outcome is None or task is None:
            ends = " or ".join(f"/{each}" for each in _OUTCOMES)
            raise HTTPException(404, f"expected POST /_mock/tasks/{{task_id}} and {ends}, for a task that is held")
        reached = task.status(self._mock.clock.now())
        if reached.ended:
            raise HTTPException(409, f"the task has ended already: it is {reached.value}")
        status, with_url = outcome
        await self._mock.lifecycle.end(task, status, with_url=with_url)
        return await self._shown(task.id)

    async def uploads(self, request: Request) -> Response:
        """Show the newest pictures for which a place was asked, oldest first."""
        newest = (await self._mock.uploads.listed())[-_limit(request) :]
        return JSONResponse([upload_view(each) for each in newest])

    async def requests(self, request: Request) -> Response:
        """Show the newest requests with their answers and findings, oldest first."""
        return JSONResponse(
            [exchange_view(each, self._known()) for each in self._mock.journal.exchanges(_limit(request))]
        )

    async def deliveries(self, request: Request) -> Response:
        """Show the newest attempts to deliver webhooks, oldest first."""
        return JSONResponse(
            [delivery_view(each, self._known()) for each in self._mock.journal.deliveries(_limit(request))]
        )

    def _edition(self, request: Request) -> Edition:
        editions = {each.value: each for each in Edition}
        asked = request.query_params.get("edition", self._mock.settings.edition.value)
        if asked not in editions:
            got = f"got edition={asked[:20]}{suggestion(asked, editions)}"
            raise HTTPException(404, f"{got}, expected one of {', '.join(editions)}")
        return editions[asked]

    def _known(self) -> tuple[str, ...]:
        return self._mock.settings.known_secrets

    async def _shown(self, task_id: str) -> Response:
        task = await self._mock.store.get(task_id)
        if task is None:
            raise HTTPException(404, f"no task {task_id[:60]} is held: see GET /_mock/tasks")
        return JSONResponse(self._viewed(task, self._mock.clock.now()))

    def _viewed(self, task: Task, now: float) -> JsonObject:
        return task_view(task, self._mock.lifecycle, now, self._mock.prices, self._known())


class _Guarded:
    """Lets through who may use the control API, and tells the others why not."""

    def __init__(self, mock: Controlled, app: ASGIApp, refusals: ControlRefusals, changes: Changes) -> None:
        self._mock, self._app, self._refusals, self._changes = mock, app, refusals, changes
        self._lasting = Lasting(app, mock, refusals)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._refusals.begin(scope)
        words = None if is_open(scope) else refusal(scope, self._mock.settings)
        if words is None:
            if not is_open(scope):
                try:
                    await self._mock.refresh()
                except StoreError as error:
                    told = self._refusals.tell(scope, _UNAVAILABLE, f"the store {error}")
                    await JSONResponse(told, _UNAVAILABLE)(scope, receive, send)
                    return
            if scope["method"] not in _CHANGING:
                await self._app(scope, receive, send)
                return
            await self._lasting(scope, receive, send)
            self._changes.note()
        else:
            await JSONResponse(self._refusals.tell(scope, 403, words), 403)(scope, receive, send)


class _Handlers:
    """What becomes of errors that the handlers raise."""

    def __init__(self, refusals: ControlRefusals) -> None:
        self._refusals = refusals

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer what a handler, or the routes, refuse."""
        assert isinstance(error, HTTPException)  # noqa: S101  (what Starlette promises of its handlers)
        own = error.detail not in ("Not Found", "Method Not Allowed")
        message = error.detail if own else f"{error.detail}: GET /_mock/openapi.yaml tells what there is"
        content = self._refusals.tell(request.scope, error.status_code, message)
        return JSONResponse(content, status_code=error.status_code, headers=error.headers)

    async def misused(self, request: Request, error: Exception) -> Response:
        """Answer what a part of the fake can't do."""
        status = error.status if isinstance(error, ApiError) else 400
        return JSONResponse(self._refusals.tell(request.scope, status, str(error)), status_code=status)

    async def left(self, _request: Request, _error: Exception) -> Response:
        """Answer nobody: the client went before its body was whole, or was told that its time is up."""
        return Response(status_code=400)


def _queued(asked: Mapping[str, object]) -> Queued:
    match asked:
        case {"scenario": str(text), **rest} if asked.keys() <= set(_QUEUE_FIELDS):
            return Queued(scenario.parse(text), **rest)  # type: ignore[arg-type]  # each is checked there
    got = unknown_member(asked, _QUEUE_FIELDS)
    raise HTTPException(400, f'{got}expected {{"scenario": "fail 2"}} with, if wanted, "times", "model" and "fields"')


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise HTTPException(400, _CLOCK_WORDS)
    return float(max(-_FAR, min(value, _FAR)))


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "100")
    if _LIMIT.fullmatch(text) is None or not 1 <= int(text) <= _MOST_LISTED:
        raise HTTPException(400, f"limit must be a whole number from 1 to {_MOST_LISTED}")
    return int(text)


def _yaml(text: str) -> Response:
    return PlainTextResponse(text, media_type="application/yaml")


def _json(text: str) -> Response:
    return Response(json.dumps(json.loads(text)), media_type="application/json")
