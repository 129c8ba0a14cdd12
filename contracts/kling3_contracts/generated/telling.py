"""Telling: what a phase has recorded -> the judge: each breach once, by its smallest exchange, and what was kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from schemathesis.core.failures import Failure
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.case import Case
from schemathesis.generation.meta import CoverageScenario, coverage_scenario

from kling3_contracts.context import Context
from kling3_contracts.generated.breaches import Breach, Breaches
from kling3_contracts.generated.checks import ALL_CODES, AVAILABLE
from kling3_contracts.generated.created import looks
from kling3_contracts.generated.shrinking import shrunk
from kling3_contracts.generated.transport import Post
from kling3_contracts.judging.answer_checks import place_of
from kling3_contracts.messages import Exchange
from kling3_contracts.sending.sender import Sender

_MOST_SHRUNK = 12
"""Breaches of one phase: of more, a reader looks at the first ones first."""


class _Seen(NamedTuple):
    case: Case[Any]
    exchange: Exchange
    failures: tuple[tuple[str, Failure], ...]


class Telling:
    """Gathers what one phase has seen, and tells the judge of a run at its end."""

    def __init__(self, context: Context, post: Post, breaches: Breaches) -> None:
        self._judge, self._options = context.judge, context.options
        self._post, self._breaches = post, breaches
        self._smallest: dict[tuple[str, str, str], tuple[Breach, Exchange]] = {}
        self._times: Counter[tuple[str, str, str]] = Counter()
        self._kept: list[str] = []

    def take(self, recorder: ScenarioRecorder) -> None:
        """Remember what one scenario has recorded."""
        for seen in self._seen(recorder):
            broken = [each for name, failure in seen.failures for each in self._of(name, failure, seen)]
            for breach in broken:
                self._times[breach.name] += 1
                known = self._smallest.get(breach.name)
                if known is None or _size(seen.exchange) < _size(known[1]):
                    self._smallest[breach.name] = breach, seen.exchange
            self._kept += self._tried(seen) - {each.code for each in broken}

    def shrink(self, sender: Sender) -> None:
        """Look for smaller requests that show the same, where asking costs nothing."""
        if sender.target.paid or self._post.trouble is not None:
            return
        for name, (breach, exchange) in list(self._smallest.items())[:_MOST_SHRUNK]:
            again = partial(self._breaches.again, breach, exchange)
            smallest = shrunk(exchange, sender.send, again)
            self._smallest[name] = again(smallest) or breach, smallest

    def tell(self) -> None:
        """Tell the judge of everything, as often as it was seen."""
        for name, (breach, exchange) in self._smallest.items():
            for _ in range(0 if breach.heard else self._times[name]):
                self._judge.broken(breach.code, breach.place, breach.message, exchange, detail=breach.detail)
        for code in self._kept:
            self._judge.kept(code)
        for look in looks(tuple(self._post.exchanges.values())):
            message = "a task that was created before was answered 404: store it before answering the order"
            self._judge.hold(AVAILABLE, look.found, place_of(look.exchange), message, look.exchange)
        for code in sorted(ALL_CODES) if self._post.unsent else ():
            self._judge.not_tried(code, self._post.unsent[0])

    def _seen(self, recorder: ScenarioRecorder) -> Iterator[_Seen]:
        for case_id, interaction in recorder.interactions.items():
            response = interaction.response
            exchange = self._post.exchanges.get(response.request) if response is not None else None
            if exchange is not None:
                checks = recorder.checks.get(case_id, ())
                failures = tuple((each.name, each.failure_info.failure) for each in checks if each.failure_info)
                yield _Seen(recorder.cases[case_id].value, exchange, failures)

    def _of(self, check: str, failure: Failure, seen: _Seen) -> tuple[Breach, ...]:
        return self._breaches.of(check, failure, seen.case, seen.exchange)

    def _tried(self, seen: _Seen) -> set[str]:
        """Return the promise that an exchange put to the test, but for those that a listener counts."""
        code = self._question(seen)
        wanted = code and self._judge.wants(code) and self._breaches.is_conclusive(code, seen.exchange)
        return {code} if wanted else set()

    def _question(self, seen: _Seen) -> str:
        key = seen.exchange.request.key
        if coverage_scenario(seen.case) is CoverageScenario.UNSPECIFIED_HTTP_METHOD:
            return "K105"
        if key not in (self._options.key, self._options.other_key):
            return "K111" if key else "K110"
        meta = seen.case.meta
        return "" if meta is None else "K107" if meta.generation.mode.is_negative else "K106"


def _size(exchange: Exchange) -> tuple[int, int]:
    return len(exchange.request.body), len(exchange.request.target)
