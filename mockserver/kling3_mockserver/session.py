"""Session: what all tests of a run share: one live server, the doors into it, and what was exercised."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext

from kling3_mockserver.doors.proxies import loopback_past_proxies
from kling3_mockserver.exercised import Exercised
from kling3_mockserver.journal import Exchange
from kling3_mockserver.policy import Policy, Verdict
from kling3_mockserver.settings import Settings
from kling3_mockserver.switchboard import Switchboard
from kling3_mockserver.tenant import Kling3
from kling3_mockserver.threaded import ThreadedServer

_SHOWN_BODY = 200


class FindingsError(AssertionError):
    """A program sent what the policy of its test does not let pass; the message names each mistake and its mend."""


class Kling3Session:
    """One live server for a whole run; each `tenant` of it begins fresh and is judged at its end."""

    def __init__(self, settings: Settings, policy: Policy, exercised: Exercised, *, block_network: bool = True) -> None:
        self.settings, self.policy, self.exercised = settings, policy, exercised
        self.block_network = block_network
        self.switchboard = Switchboard()
        self._server = ThreadedServer(self.switchboard, settings.host)
        self._surroundings = ExitStack()
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """Where the live server answers."""
        return self._server.url

    @contextmanager
    def tenant(
        self, settings: Settings | None = None, *, policy: Policy | None = None, test: str | None = None
    ) -> Iterator[Kling3]:
        """Give a fresh fake for the time of a `with`: for property tests, one for each example.

        `test` is the name by which the summary calls it, by itself that of the test that runs. Raises FindingsError
        at its end when a request broke the policy, or the program polled for what could not come about, and nothing
        else went wrong.
        """
        judge = policy or self.policy
        kling3 = Kling3(self.url, f"kling3-tenant-{next(self._numbers)}", settings or self.settings, self.switchboard)
        try:
            with self._doors():
                yield kling3
        finally:
            kling3.close()
            told = [each for each in kling3.findings if judge.verdict(each) is not Verdict.OFF]
            self.exercised.note(test or _running_test(), kling3.requests, told, kling3.mock.journal.deliveries())
        if kling3.endless:
            raise FindingsError(kling3.endless)
        if judge.having(Verdict.FAIL, kling3.findings):
            raise FindingsError(explained(kling3, judge, Verdict.FAIL))

    @contextmanager
    def _doors(self) -> Iterator[None]:
        from kling3_mockserver.doors.destinations import Destinations
        from kling3_mockserver.doors.interception import intercepted  # loads what is installed
        from kling3_mockserver.doors.network import blocked

        ours = Destinations(lambda: self.url)
        with intercepted(self.switchboard, ours), blocked() if self.block_network else nullcontext():
            yield

    def start(self) -> Kling3Session:
        """Begin to answer; return itself."""
        self._server.start()
        self._surroundings.enter_context(loopback_past_proxies())
        return self

    def stop(self) -> None:
        """End the server."""
        self._surroundings.close()
        self._server.stop()


def _running_test() -> str:
    """Return the id of the test that runs, which pytest writes down with its phase: `test_a.py::test_b (call)`."""
    return os.environ.get("PYTEST_CURRENT_TEST", "a tenant").rpartition(" (")[0] or "a tenant"


def explained(kling3: Kling3, policy: Policy, verdict: Verdict) -> str:
    """Return the findings of a verdict with the requests that caused them, and how to mend or allow them."""
    lines: list[str] = []
    codes: list[str] = []
    for exchange in kling3.requests:
        found = [each for each in policy.having(verdict, exchange.findings) if each.code not in kling3.allowed]
        codes += [each.code for each in found]
        lines += [f"  {each.code} {each.severity.value}: {each.message}" for each in found]
        lines += [f"      in {_request_words(exchange, kling3.mock.settings)}"] if found else []
    return "\n".join(["the program under test sent what the service would not honour:", *lines, _way_out(codes)])


def _request_words(exchange: Exchange, settings: Settings) -> str:
    from kling3_mockserver.display import known_secrets, secrets_of, shown_target  # only where a test fails

    request = exchange.request
    secrets = secrets_of(request, known_secrets(settings))
    body = secrets.body(request.body)[:_SHOWN_BODY].decode("utf-8", "replace")
    return f"{request.method} {shown_target(request, secrets)} {body}".rstrip()


def _way_out(codes: Sequence[str]) -> str:
    first = codes[0] if codes else "K001"
    return (
        f'Mend the program, or let it pass: kling3.allow("{first}") in the test, or kling3_findings = {first}=off in '
        f"the pytest settings. More: kling3-mock explain {first}"
    )


def findings_section(kling3: Kling3, policy: Policy) -> str:
    """Return what is shown of a test's findings beside its own failure; empty when there is nothing to say."""
    told = [each for each in kling3.findings if policy.verdict(each) is not Verdict.OFF]
    return "\n".join(dict.fromkeys(f"{each.code} {each.severity.value}: {each.message}" for each in told))
