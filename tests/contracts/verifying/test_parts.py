"""A phase that mostly waits begins before the others where time passes by itself, and ends in its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import islice

import pytest

from kling3_contracts.context import Context
from kling3_contracts.options import Options, Phase
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.target import HttpTarget, Target
from kling3_contracts.verdicts.report import Verdict
from kling3_contracts.verifying import phases
from kling3_contracts.verifying.parts import Parts
from kling3_contracts.verifying.verify import verify
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, WebhookTime
from tests.contracts.broken.callbacks_tried import Putting
from tests.contracts.broken.fake import KEY, SECRET, a_mock
from tests.contracts.broken.judged import a_context
from tests.contracts.sending.counting import CountingTarget

pytestmark = pytest.mark.one_python

CHOSEN = (Phase.KEYS, Phase.WALK, Phase.WEBHOOKS)
WHOLE = ["keys", "walk", "webhooks"]


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in its order; phases do nothing else."""
    done: list[str] = []

    def runner(phase: Phase) -> Callable[[Context], None]:
        return lambda _context: done.append(phase.value)

    @contextmanager
    def begun(_context: Context) -> Iterator[Callable[[], None]]:
        done.append("begins")
        yield lambda: done.append("ends")
        done.append("closed")

    monkeypatch.setattr(phases, "runner", runner)
    monkeypatch.setattr(phases, "ahead", lambda _phase: begun)
    return done


def go(target: Target, chosen: tuple[Phase, ...] = CHOSEN, budget: Budget | None = None, most: int = 9) -> None:
    with ExitStack() as opened:
        parts = Parts(a_context(target, budget=budget, phases=chosen), opened)
        for _, part, _ in islice(parts.in_order(), most):
            part()


def test_the_webhooks_begin_first_and_end_in_their_turn(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target:
        go(target)
    assert happened == ["begins", "keys", "walk", "ends", "closed"]


def test_a_run_that_is_cut_short_closes_what_it_began(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target:
        go(target, most=2)
    assert happened == ["begins", "keys", "closed"]


def test_a_phase_that_runs_first_or_alone_is_whole(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target:
        go(target, (Phase.WEBHOOKS,))
    assert happened == ["webhooks"]


def test_one_that_could_not_begin_is_tried_whole_in_its_turn(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target, ExitStack() as opened:
        parts = list(Parts(a_context(target, phases=CHOSEN), opened).in_order())
        for _, part, _ in parts[1:]:
            part()
    assert happened == WHOLE


def test_where_orders_are_counted_nothing_begins_early(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target:
        go(target, budget=Budget(MemoryAccount(9)))
    assert happened == WHOLE


def test_where_only_waiting_moves_the_clock_nothing_does(happened: list[str]) -> None:
    go(CountingTarget())
    assert happened == WHOLE


def test_later_phases_are_those_behind_a_part(happened: list[str]) -> None:
    with closing(HttpTarget("http://127.0.0.1:1")) as target, ExitStack() as opened:
        found = [(phase, later) for phase, _, later in Parts(a_context(target, phases=CHOSEN), opened).in_order()]
    assert found == [
        (Phase.WEBHOOKS, ()),
        (Phase.KEYS, (Phase.WALK, Phase.WEBHOOKS)),
        (Phase.WALK, (Phase.WEBHOOKS,)),
        (Phase.WEBHOOKS, ()),
    ]
    assert happened == []


@pytest.mark.parametrize(("sender", "expected"), [(None, set()), (Putting, {"K187"})])
def test_webhooks_are_judged_alike_when_others_send_meanwhile(
    sender: Callable[[], Putting] | None, expected: set[str]
) -> None:
    changed = {"new_sender": sender} if sender else {}
    mock = a_mock(clock=ClockKind.REAL, speed=20, webhook_time=WebhookTime.SENT, **changed)
    options = Options(KEY, phases=CHOSEN, seed=1, max_examples=1, webhook_secret=SECRET)
    with closing(mock), ThreadedServer(mock) as server, closing(HttpTarget(server.url)) as target:
        report = verify(target, options)
    assert ({each.code for each in report.violations}, report.trouble) == (expected, "")
    known = {each.code: each.verdict for each in report.checks}
    assert known["K186"] is Verdict.KEPT
