"""Search: has Hypothesis walk the state machine under a seed, and tells the judge the shortest way to each breach."""

from __future__ import annotations

from types import MappingProxyType

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from kling3_contracts.context import Context
from kling3_contracts.generated.surroundings import own_surroundings
from kling3_contracts.target import HttpTarget
from kling3_contracts.workflow.machine import TaskWorkflow, workflow_of
from kling3_contracts.workflow.witness import BreachError, Strict

_STEPS = 20
_MOST_BREACHES = 4
_FOLLOWING = MappingProxyType(
    {"K121": ("K181",), "K122": ("K134",), "K133": ("K122", "K134"), "K135": ("K122", "K134"), "K139": ("K134",)}
)
"""What is bound to look broken where a promise is: a list in another order has other tasks on its first page."""
_EXAMPLES_OVER_HTTP = 5
"""Where each request costs milliseconds, and nobody moves the clock."""


def search(context: Context) -> None:
    """Walk in every order; a promise that was found broken, before or here, is not looked for again."""
    known = set[str]()
    for each in context.judge.violations():
        known.update((each.code, *_FOLLOWING.get(each.code, ())))
    for _ in range(_MOST_BREACHES):
        with own_surroundings():
            breach = _first_breach(context, known)
        if breach is None:
            return
        ways = f"{breach.message} (after: {', then '.join(breach.steps)})" if breach.steps else breach.message
        context.judge.broken(breach.code, breach.place, ways, breach.exchange, detail=breach.detail)
        known.update((breach.code, *_FOLLOWING.get(breach.code, ())))


def _first_breach(context: Context, known: set[str]) -> BreachError | None:
    judge = context.judge
    witness = Strict(lambda code: code in known or not judge.wants(code), judge.kept)
    over_http = isinstance(context.sender.target, HttpTarget)
    machine = workflow_of(context.sender, context.options, witness=witness, waits=not over_http)
    try:
        _run(seed(context.options.seed)(machine), context.options.max_examples, over_http=over_http)
    except BreachError:
        return witness.last
    except Flaky:
        # A server on a clock of its own need not do the same twice; what it did once was seen.
        if witness.last is None:
            raise
        return witness.last
    return None


def _run(machine: type[TaskWorkflow], examples: int, *, over_http: bool) -> None:
    chosen = settings(
        max_examples=min(examples, _EXAMPLES_OVER_HTTP) if over_http else examples,
        stateful_step_count=_STEPS,
        phases=(Phase.generate,) if over_http else (Phase.generate, Phase.shrink),
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=chosen)
