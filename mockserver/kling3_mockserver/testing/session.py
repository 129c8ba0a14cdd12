"""Session: what all tests of a run share: one live server, the doors into it, and what was exercised."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from kling3_mockserver import doors
from kling3_mockserver.doors.certificates import Certificates
from kling3_mockserver.errors import SettingsError
from kling3_mockserver.settings.settings import DEFAULT_PORT, Settings
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.judgement import Judgement
from kling3_mockserver.testing.live import LiveServer
from kling3_mockserver.testing.marker import Marked
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.tenant import Kling3


class Kling3Session:
    """One live server for a whole run; each `tenant` of it begins fresh and is judged at its end."""

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        exercised: Exercised,
        *,
        block_network: bool = True,
        live: LiveServer | None = None,
    ) -> None:
        self.settings, self.policy, self.exercised = _checked(settings), policy, exercised
        self.block_network = block_network
        self._live = live or LiveServer(settings.host)
        self.switchboard = self._live.switchboard
        self.on_opened: Callable[[str, Kling3], None] | None = None
        """Hears of each fake that is opened, with the name of its test."""
        self._certificates = Certificates()
        self._judgements: list[Judgement] = []
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """Where the live server answers; it starts when this is first asked for. Raises NoSocketError."""
        return self._live.url

    @property
    def in_use(self) -> bool:
        """Whether any fake of it is open now."""
        return bool(self._judgements)

    @contextmanager
    def tenant(
        self,
        settings: Settings | None = None,
        *,
        policy: Policy | None = None,
        test: str | None = None,
        **values: object,
    ) -> Iterator[Kling3]:
        """Give a fresh fake for the time of a `with`: for property tests, one for each example.

        `values` are what the marker takes too: settings by name, `allow`, `findings`, `may_not_happen`. `test` is the
        name by which the summary calls it, by itself that of the test that runs. Raises SettingsError, and at its end,
        when nothing else went wrong, FindingsError for requests that broke the policy, ReceiverRaisedError, and
        ExpectationError for a program that polled for what could not come about, and for what was prepared in vain.
        """
        judge = _checked_policy(policy or self.policy)
        marked = Marked(_checked(settings or self.settings), judge).changed(values, judge)
        with self.opened(marked, test or _running_test()) as kling3:
            yield kling3

    @contextmanager
    def opened(self, marked: Marked, test: str, *, ends_with_test: bool = False) -> Iterator[Kling3]:
        """Give the same by what markers say; `ends_with_test` is whether the call of that test is all it is for."""
        key = f"kling3-tenant-{next(self._numbers)}"
        kling3 = Kling3(lambda: self.url, key, marked.settings, self.switchboard, self._live.environment)
        kling3.allow(*marked.allowed)
        judgement = Judgement(kling3, marked, ends_with_test=ends_with_test)
        self._judgements.append(judgement)
        if self.on_opened is not None:
            self.on_opened(test, kling3)
        try:
            with self._doors():
                yield kling3
        finally:
            self._judgements.remove(judgement)
            kling3.close()
            self.exercised.note(test, kling3.requests, (), kling3.mock.journal.deliveries())
            if kling3.mock.sharing is None:
                # Else others order there too, and nobody could say which tasks are whose.
                self.exercised.expenses.note(kling3.paid_orders(lambda each: judgement.test_of(each, test)))
            if self.exercised.next_edition is not None:
                judgement.moved(self.exercised.next_edition, test)
            for by, finding in judgement.shown(test):
                self.exercised.note(by, (), [finding])
        if charge := judgement.charge(last=True):
            raise charge

    def judge(self) -> None:
        """Raise ExpectationError for what open tenants have to answer for; each is told once."""
        for judgement in list(self._judgements):
            judgement.kling3.wait_for_receiver()
            judgement.ended(_running_test())
            if charge := judgement.charge(last=judgement.ends_with_test):
                raise charge

    def __repr__(self) -> str:
        where = self._live.bound_url or "not listening yet"
        return f"<kling3 session, {where}, fakes in use: {len(self._judgements)}>"

    def dismiss(self, error: BaseException) -> list[tuple[str, str]]:
        """Hold all that has come for told, since a test failed; return titles and texts of what it does not name."""
        judgements = list(self._judgements)
        for each in judgements:
            each.ended(_running_test())
        return [section for each in judgements for section in each.dismiss(error)]

    @contextmanager
    def _doors(self) -> Iterator[None]:
        ours = doors.Destinations(lambda: self._live.bound_url)
        with (
            doors.intercepted(self.switchboard, ours, self._certificates),
            doors.blocked() if self.block_network else nullcontext(),
        ):
            yield

    def stop(self) -> None:
        """End the server, if it has begun."""
        self._live.stop()


def _running_test() -> str:
    """Return the id of the test that runs, which pytest writes down with its phase: `test_a.py::test_b (call)`."""
    return os.environ.get("PYTEST_CURRENT_TEST", "a tenant").rpartition(" (")[0] or "a tenant"


def _checked(settings: object) -> Settings:
    if isinstance(settings, Settings):
        if settings.port != DEFAULT_PORT:
            raise SettingsError("port", f"got {settings.port}: tests take any free port, and kling3.url says which")
        if settings.speaks_https or settings.proxy is not None:
            raise SettingsError("tls", "tests have https and a proxy by kling3.environment(): leave tls and proxy out")
        return settings
    raise SettingsError(
        "settings",
        f"got {type(settings).__name__}, expected Settings, as the fixture kling3_settings returns them, or from "
        'such a fixture of your own a dict: {"seed": 1}',
    )


def _checked_policy(policy: object) -> Policy:
    if isinstance(policy, Policy):
        return policy
    raise SettingsError("policy", f"got {policy!r:.60}, expected a Policy, as in kling3_session.policy.changed([...])")
