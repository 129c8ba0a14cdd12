"""Mock: one fake service, whole: its state, its clock, its worker, and the ASGI application over them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kling3_mockserver import control, media, service, stores, uploads
from kling3_mockserver.change import Changed
from kling3_mockserver.clock import Clock, ManualClock, RealClock
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.http.own_addresses import OwnAddresses
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.limits.admission import MemoryAdmission
from kling3_mockserver.limits.budget import RateBudget
from kling3_mockserver.limits.collisions import Collisions
from kling3_mockserver.limits.credit import Credit
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.penalties import Penalties
from kling3_mockserver.limits.rate_limits import limits_of
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.service import app
from kling3_mockserver.settings.options import check_live, settings_of
from kling3_mockserver.settings.settings import ClockKind, Settings, WebhookTime
from kling3_mockserver.tasks.habits import Habits
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.lifecycle import Lifecycle, Upcoming
from kling3_mockserver.tasks.links import Links
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.polls import Polls
from kling3_mockserver.tasks.scenario_queue import ScenarioQueue
from kling3_mockserver.tasks.store import MemoryStore, Store
from kling3_mockserver.webhooks.courier import Courier
from kling3_mockserver.webhooks.sender import HttpSender, Sender
from kling3_openapi import prices

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kling3_mockserver.journal.notices import Tell
    from kling3_mockserver.media import Inspector, Shelved
    from kling3_mockserver.service.app import Doors
    from kling3_mockserver.service.validation import Validation
    from kling3_mockserver.stores.sharing import Sharing
    from kling3_mockserver.uploads import Uploads
    from kling3_openapi.prices import PriceTable


def _time_of_day() -> float:
    # Looked up at each call, so that a library which freezes time in a test freezes it here too.
    return time.time()


class Mock:
    """An ASGI application that behaves as the Kling 3 API does.

    Its parts may be read and, where they say so, used: `store`, `clock`, `journal`, `scenarios`, `faults`, `lifecycle`.
    Whoever serves it adds the address to `own_addresses`, which no webhook is sent to (`ThreadedServer` does so).
    Call `close` when done with it: it ends the worker that delivers webhooks.
    """

    def __init__(  # noqa: PLR0913  (what a test or a door puts in the place of the fake's own)
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        store: Store | None = None,
        new_sender: Callable[[], Sender] | None = None,
        own_addresses: OwnAddresses | None = None,
        time_of_day: Callable[[], float] = _time_of_day,
        fetches_media: bool = True,
    ) -> None:
        self.settings = self._given = settings or Settings()
        self.own_addresses = own_addresses or OwnAddresses()
        self.clock = clock or _clock(self.settings)
        self._time_of_day, self._fetches_media = time_of_day, fetches_media
        if self.settings.inspect_media is not InspectMedia.OFF:
            media.require_extra()
        self._kept = stores.opened(self.settings.store, self.settings.seed) if store is None else None
        shared = self._shared = self._kept.shared if self._kept else None
        self.sharing: Sharing | None = shared
        self.store = store or (self._kept.store if self._kept else MemoryStore())
        self.identifiers = self._identifiers()
        self.links = Links(self.identifiers)
        size = self.settings.journal_size
        self.journal = Journal(size) if shared is None else shared.journal(size)
        self.scenarios = ScenarioQueue()
        self.faults = FaultQueue(self.identifiers.fraction)
        self.budget = RateBudget()
        self.limiter = _limiter(self.settings)
        self.penalties = _penalties(self.settings)
        self.credit, self.collisions = Credit(), Collisions()
        self.admission = MemoryAdmission(self) if shared is None else shared.admission(self)
        self.lifecycle = Lifecycle(
            self.settings.task_defaults, self.clock, self.store, self.identifiers, self.links,
            None if shared is None else shared.agenda(),
        )  # fmt: skip
        self.habits = Habits(self.store, self.clock)
        self.polls = self._polls()
        self.courier = Courier(
            self.lifecycle if shared is None else shared.source(self.lifecycle),
            self.clock, self.journal, self.identifiers,
            self.settings.secrets(), self.settings.retries, self.signing_time,
            new_sender or self._new_sender, self.faults, self._kept.progress if self._kept else None,
            self.change,
        )  # fmt: skip
        self.faults.set_chaos(self.settings.chaos)
        self.changed: dict[str, object] = {}
        if self._kept is not None:
            self._kept.begin(self, size)
        self.lifecycle.on_due = self.courier.wake
        if isinstance(self.clock, ManualClock):
            self.clock.moved = self.courier.wake

    @cached_property
    def _doors(self) -> Doors:
        """What answers, made when the first request comes: many a test asks for a mock and asks it nothing."""
        return app.build(self, self._control)

    @cached_property
    def _app(self) -> ASGIApp:
        return self._doors.behind(self.settings.path_prefix)

    @cached_property
    def validation(self) -> Validation:
        """The rules that requests are held to, loaded when the first order comes."""
        return service.Validation(lambda: self.settings, self.settings.edition)

    @cached_property
    def prices(self) -> PriceTable:
        """What orders cost, read when it is first asked."""
        return prices.price_table(self.settings.prices)

    @cached_property
    def uploads(self) -> Uploads:
        """The pictures that programs uploaded, loaded when the first one asks for a place."""
        elsewhere = None if self._shared is None else self._shared.uploads()
        return uploads.Uploads(self.identifiers, self.clock, elsewhere=elsewhere)

    @property
    def inspects(self) -> bool:
        """Whether the pictures and videos of orders are looked at: by a setting, or since a test said what they are."""
        is_set = self.settings.inspect_media is not InspectMedia.OFF
        return is_set or ("inspector" in self.__dict__ and len(self.inspector.shelf) > 0)

    @cached_property
    def inspector(self) -> Inspector:
        """What looks at the pictures and videos of orders, loaded when first needed; MediaError without the extra."""
        media.require_extra()
        remote = media.Remote(lambda: self.settings.media_allow) if self._fetches_media else None
        return media.Inspector(self._asset, remote)

    async def _asset(self, url: str) -> Shelved | None:
        upload = await self.uploads.readable(url)
        return None if upload is None else media.Shelved(upload.content, upload.content_type)

    def _control(self) -> ASGIApp:
        return control.control_app(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        await self._app(scope, receive, send)

    def at_once(self, scope: Scope) -> ASGIApp | None:
        """Return what answers a request in its turn; None for one that waits for a fault or other processes."""
        return None if self.faults.active or self.sharing is not None else self._doors.of(scope)

    def signing_time(self) -> float:
        """Return the moment, in unix seconds, with which a webhook that is sent now is signed."""
        return self.clock.now() if self.settings.webhook_time is WebhookTime.CLOCK else self._time_of_day()

    async def change(self, change: Callable[[], Changed]) -> Changed:
        """Change queues, settings or the clock in one step, for all processes that share the store."""
        return change() if self.sharing is None else await self.sharing.change(change)

    async def refresh(self) -> None:
        """Take over what other processes changed and wrote to the journal; raise StoreError where it can't be known."""
        if self.sharing is not None:
            await self.sharing.refresh()
            await self.sharing.catch_up()

    async def pending(self) -> int:
        """Return how many webhooks are due and not delivered."""
        return self.courier.pending if self.sharing is None else await self.sharing.pending()

    async def reset(self) -> None:
        """Forget tasks, messages, scenarios, faults and the journal, begin the series of ids anew; settings stay."""
        if self.sharing is not None:
            await self.sharing.reset()
        else:
            await self.lifecycle.clear()
            self.forget()

    def forget(self, *, begin_ids_anew: bool = True) -> None:
        """Forget all but tasks and what is to be told of them."""
        self.courier.clear()
        if "uploads" in self.__dict__:
            self.uploads.clear()
        if begin_ids_anew:
            self.identifiers.restart()
        self.journal.clear()
        self.scenarios.clear()
        self.faults.clear()
        self.budget.clear()
        if self.limiter is not None:
            self.limiter.clear()
        if self.penalties is not None:
            self.penalties.clear()
        self.credit.clear()
        self.collisions.clear()
        self.habits.clear()
        if self.polls is not None:
            self.polls.clear()

    def _polls(self) -> Polls | None:
        if not self.settings.poll_limit or not isinstance(self.clock, ManualClock):
            return None
        return Polls(self.settings.poll_limit, self.lifecycle.end)

    def resume(self) -> None:
        """Go on with the webhooks that a store holds: to be called by who serves it, when its addresses are known."""
        if self.sharing is not None or self.lifecycle.next_moment() is not None:
            self.courier.wake()

    @property
    def store_trouble(self) -> str:
        """Why the store can't be written at the moment, or nothing."""
        return "" if self._kept is None else self._kept.trouble

    async def written(self) -> None:
        """Wait until all that was changed before is where it lasts; raise StoreError where it can't be."""
        if self._kept is not None:
            await self._kept.written()

    @property
    def tasks_before(self) -> int:
        """How many tasks the store held when this fake began."""
        return 0 if self._kept is None else self._kept.tasks_before

    @property
    def is_kept(self) -> bool:
        """Whether all that it holds is where it outlasts the process."""
        return self._kept is not None and not self._kept.trouble

    def tell_of_store(self, tell: Tell) -> None:
        """Have it told when the store can't be written, and when it can again; in any thread."""
        if self._kept is not None:
            self._kept.tell(tell)

    def _identifiers(self) -> Identifiers:
        seed = self.settings.seed
        return Identifiers(seed) if self._kept is None else self._kept.identifiers(seed)

    def configure(self, changes: Mapping[str, object]) -> None:
        """Change settings by option name while running; raise SettingsError for one that can't be, changing none."""
        check_live(changes)
        settings = settings_of(changes, self.settings)
        # By one name, however it was written, so that the last one counts.
        self.changed |= {name.replace("_", "-"): value for name, value in changes.items()}
        self._adopt(settings)

    def reconfigure(self, changes: Mapping[str, object]) -> None:
        """Have the settings that it began with, but for these; raise SettingsError for one that can't be."""
        check_live(changes)
        settings, self.changed = settings_of(changes, self._given), dict(changes)
        self._adopt(settings)

    def _adopt(self, settings: Settings) -> None:
        before = self.settings
        if settings.inspect_media is not InspectMedia.OFF:
            media.require_extra()
        self.settings, self.lifecycle.defaults = settings, settings.task_defaults
        if settings.chaos != before.chaos:
            self.faults.set_chaos(settings.chaos)
        if settings.speed != before.speed and isinstance(self.clock, RealClock):
            self.clock.speed = settings.speed
        if (settings.rate_limit, settings.edition) != (before.rate_limit, before.edition):
            self.limiter = _limiter(settings)
        if settings.penalty_box != before.penalty_box:
            self.penalties = _penalties(settings)
        if settings.edition is not before.edition:
            # Made anew by the rules of the other edition when the next order comes.
            self.__dict__.pop("validation", None)
        self.courier.configure(settings.secrets(), settings.retries)

    def close(self) -> list[Message]:
        """End the worker after the attempts under way, and return the messages that stay undelivered."""
        # It refers to this mock, and would leave both to the garbage collector; who asks still has it made anew.
        self.__dict__.pop("_app", None)
        if "inspector" in self.__dict__:
            self.inspector.close()
        self.journal.close()
        undelivered = self.courier.stop()
        if self._kept is not None:
            self._kept.close()
        return undelivered

    @property
    def is_stuck(self) -> bool:
        """Whether something goes on after `close` that can't be broken off: a name that is looked up."""
        return self.courier.is_stuck or ("inspector" in self.__dict__ and self.inspector.is_stuck)

    async def upcoming(self) -> Sequence[Upcoming]:
        """Return the messages that are not due yet, the earliest first."""
        return await self.lifecycle.upcoming()

    def _new_sender(self) -> Sender:
        return HttpSender(self.own_addresses, self.settings.webhook_trust)


def _clock(settings: Settings) -> Clock:
    return ManualClock() if settings.clock is ClockKind.MANUAL else RealClock(settings.speed)


def _limiter(settings: Settings) -> RateLimiter | None:
    limits = limits_of(settings.rate_limit, settings.edition)
    return RateLimiter(limits) if limits.limits else None


def _penalties(settings: Settings) -> Penalties | None:
    return Penalties(settings.penalty_box) if settings.penalty_box else None
