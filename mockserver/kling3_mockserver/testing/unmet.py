"""Unmet: what a test had prepared and did not come about, in words, with what came instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kling3_mockserver.faults.occasions import Group, Match
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.faults.text import words as fault_words
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.scenario import words as scenario_words
from kling3_mockserver.tasks.scenario_queue import Queued, ScenarioQueue
from kling3_openapi.masking.text import shown_text

_SHOWN = 5
_REFERENCE = "reference-to-video"
"""Its models share their names with those of Omni."""
_WAY_OUT = "Have the program do what it waits for, or say may_not_happen=True in the same call."
_NO_URL = "no webhook at all, since no order had a webhook_url that can be called"
_NOTHING = {
    Group.API: "no request at all",
    Group.WEBHOOK: "no webhook at all; kling3.clock.advance(seconds) or kling3.run_to_end() brings them",
    Group.RESULT: "no request for a video",
}


def unmet(scenarios: ScenarioQueue, faults: FaultQueue, journal: Journal, *, called: bool = True) -> list[str]:
    """Return a sentence for each scenario and each fault that somebody counts on and that has not come about.

    `called` is whether any order named a URL for its webhooks.
    """
    exchanges, deliveries = journal.exchanges(), journal.deliveries()
    return [
        *(unmet_scenario(each, exchanges) for each in scenarios.unmet()),
        *(unmet_fault(each, exchanges, deliveries, called=called) for each in faults.unmet()),
    ]


def unmet_scenario(queued: Queued, exchanges: Iterable[Exchange]) -> str:
    """Return the sentence for a queued scenario that no order has met."""
    asked = [f"model={queued.model!r}"] * (queued.model is not None)
    asked += [f"fields={shown_text(repr(dict(queued.fields)))}"] * bool(queued.fields)
    call = ", ".join([f"kling3.next({scenario_words(queued.scenario)!r}", *asked])
    return f"{call}) never came about. Orders that came: {_orders(exchanges)}. {_WAY_OUT}"


def unmet_fault(
    plan: PlannedFault, exchanges: Iterable[Exchange], deliveries: Sequence[Delivery], *, called: bool = True
) -> str:
    """Return the sentence for a planned fault that has had no occasion; `called` is whether any order named a URL."""
    asked = [_match_words(plan.match)] * bool(plan.match.named())
    asked += [] if plan.when is None else [f"when={plan.when.value!r}"]
    call = ", ".join([f"kling3.fail_next({fault_words(plan.fault)!r}", *asked])
    came = _webhooks(deliveries) if plan.group is Group.WEBHOOK else _requests(exchanges, plan.group)
    nothing = _NO_URL if plan.group is Group.WEBHOOK and not called else _NOTHING[plan.group]
    return f"{call}) never came about. What came: {came or nothing}. {_WAY_OUT}"


def unmet_setting(scenario: Scenario, exchanges: Iterable[Exchange]) -> str:
    """Return the sentence for the scenario of a test's settings by which no task ends."""
    return (
        f"scenario={scenario_words(scenario)!r} of this test never came about. Orders that came: {_orders(exchanges)}. "
        "Have the program order a video, or say may_not_happen=True beside it."
    )


def _match_words(match: Match) -> str:
    facts = {name: getattr(match, name) for name in match.named()}
    return shown_text(repr({name: getattr(value, "value", value) for name, value in facts.items()}))


def _orders(exchanges: Iterable[Exchange]) -> str:
    orders = [each for each in exchanges if each.request.method == "POST"]
    return _listed(f"{_name(each)} ({each.response.status or 'no answer'})" for each in orders) or "none"


def _requests(exchanges: Iterable[Exchange], group: Group) -> str:
    of_group = [each for each in exchanges if _group_of(each.request.path) is group]
    return _listed(f"{each.request.method} {_name(each)} ({each.response.status or 'no answer'})" for each in of_group)


def _group_of(path: str) -> Group | None:
    """Return whose requests go to a path; nothing goes wrong with uploads themselves."""
    if path.endswith(".mp4"):
        return Group.RESULT
    return None if stored_file(path) else Group.API


def _webhooks(deliveries: Iterable[Delivery]) -> str:
    return _listed(f"a webhook of {each.message.status.value}" for each in deliveries)


def _name(exchange: Exchange) -> str:
    """Return what is at the end of a path before a task's id."""
    path = exchange.request.path
    whole = path.removesuffix(f"/{exchange.task_id}") if exchange.task_id else path
    group, _, name = whole.rpartition("/")
    return shown_text(f"{_REFERENCE}/{name}" if group.endswith(_REFERENCE) else name)


def _listed(words: Iterable[str]) -> str:
    counts = Counter(words)
    shown = [each if times == 1 else f"{each} {times} times" for each, times in list(counts.items())[:_SHOWN]]
    return ", ".join([*shown, *([f"and {len(counts) - _SHOWN} more"] if len(counts) > _SHOWN else [])])
