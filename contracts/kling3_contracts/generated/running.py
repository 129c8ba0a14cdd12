"""Running: one phase of the engine, from the first request to what the judge is told of it."""

from __future__ import annotations

from typing import Any

from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext

from kling3_contracts.context import Context
from kling3_contracts.errors import SubjectError
from kling3_contracts.generated.breaches import Breaches
from kling3_contracts.generated.checks import ALL_CODES
from kling3_contracts.generated.schema import schema_of
from kling3_contracts.generated.surroundings import own_surroundings
from kling3_contracts.generated.telling import Telling
from kling3_contracts.generated.transport import Post
from kling3_contracts.options import Phase


def run(context: Context, phase: Phase) -> None:
    """Run a phase and tell the judge; also of what was seen before an error or Ctrl-C, which are raised again.

    Raises SubjectError for a document that schemathesis can't work with, and what the sender raises but for SpendError:
    requests that the budget keeps back are not tried.
    """
    if context.judge.wants(*ALL_CODES):
        with own_surroundings():
            _Run(context, phase).through()


class _Run:
    def __init__(self, context: Context, phase: Phase) -> None:
        self._context, self._phase = context, phase
        self._post = Post(context.sender)
        self._breaches = Breaches(context.options)
        self._telling = Telling(context, self._post, self._breaches)
        self._troubles: list[str] = []

    def through(self) -> None:
        # The engine sends from a thread of its own, and listeners judge there: only afterwards is the judge ours.
        try:
            self._engine()
            self._telling.shrink(self._context.sender)
        finally:
            self._telling.tell()
        if self._post.trouble is not None:
            raise self._post.trouble
        if self._troubles:
            raise SubjectError("schemathesis", " ".join(self._troubles[0].split()))

    def _engine(self) -> None:
        schema = schema_of(self._context, self._phase, self._post)
        schema.hooks.register_hook_with_name(self._is_breach, "filter_failure")
        stream = from_schema(schema).execute()
        for event in stream:
            self._take(event)
            if self._post.trouble is not None:
                stream.stop()

    def _take(self, event: events.EngineEvent) -> None:
        if isinstance(event, events.ScenarioStarted):
            self._context.progress(" ".join(filter(None, (self._phase.value, event.label))))
        elif isinstance(event, events.ScenarioFinished):
            self._telling.take(event.recorder)
        elif isinstance(event, events.NonFatalError):
            self._troubles.append(f"{event.label}: {event.info.title}: {event.info.message}")
        elif isinstance(event, events.Interrupted) and self._post.trouble is None:
            raise KeyboardInterrupt

    def _is_breach(self, _context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        """Tell the engine which failures count: at others the stateful phase need not begin anew."""
        exchange = self._post.exchanges.get(response.request)
        return exchange is not None and bool(self._breaches.of(failure.checks[0], failure, case, exchange))
