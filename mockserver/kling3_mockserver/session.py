"""Session: what all tests of a run share: one live server, the doors into it, and what was exercised."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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

    def __init__(self, settings: Settings, policy: Policy, exercised: Exercised) -> None:
        self.settings, self.policy, self.exercised = settings, policy, exercised
        self.switchboard = Switchboard()
        self._server = ThreadedServer(self.switchboard, settings.host)
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """Where the live server answers."""
        return self._server.url

    @contextmanager
    def tenant(
        self, settings: Settings | None = None, *, policy: Policy | None = None, test: str = "a tenant"
    ) -> Iterator[Kling3]:
        """Give a fresh fake for the time of a `with`: for property tests, one for each example.

        Raises FindingsError at its end when a request broke the policy and nothing else went wrong.
        """
        judge = policy or self.policy
        kling3 = Kling3(self.url, f"kling3-tenant-{next(self._numbers)}", settings or self.settings, self.switchboard)
        try:
            yield kling3
        finally:
            kling3.close()
            told = [each for each in kling3.findings if judge.verdict(each) is not Verdict.OFF]
            self.exercised.note(test, kling3.requests, told)
        if judge.having(Verdict.FAIL, kling3.findings):
            raise FindingsError(explained(kling3, judge, Verdict.FAIL))

    def start(self) -> Kling3Session:
        """Begin to answer; return itself."""
        self._server.start()
        return self

    def stop(self) -> None:
        """End the server."""
        self._server.stop()


def explained(kling3: Kling3, policy: Policy, verdict: Verdict) -> str:
    """Return the findings of a verdict with the requests that caused them, and how to mend or allow them."""
    lines: list[str] = []
    codes: list[str] = []
    for exchange in kling3.requests:
        found = [each for each in policy.having(verdict, exchange.findings) if each.code not in kling3.allowed]
        codes += [each.code for each in found]
        lines += [f"  {each.code} {each.severity.value}: {each.message}" for each in found]
        lines += [f"      in {_request_words(exchange)}"] if found else []
    return "\n".join(["the program under test sent what the service would not honour:", *lines, _way_out(codes)])


def _request_words(exchange: Exchange) -> str:
    request = exchange.request
    body = request.body[:_SHOWN_BODY].decode("utf-8", "replace")
    return f"{request.method} {request.path} {body}".rstrip()


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
