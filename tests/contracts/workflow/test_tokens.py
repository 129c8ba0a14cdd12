"""A result is asked for in ways that must open nothing, and only where its URL has a token at all."""

from __future__ import annotations

import pytest

from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.workflow import run
from kling3_contracts.workflow.tokens import CODES
from tests.contracts.broken import life_answers as answers
from tests.contracts.broken.fake import KEY, Answered, Ask, Asked, FakeTarget, Opened, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, untried


def urls_asked(target: FakeTarget) -> list[str]:
    context = a_context(target, only=frozenset(CODES))
    asked: list[str] = []
    context.sender.listeners.append(lambda exchange: asked.append(exchange.request.target))
    run(context)
    return [each for each in asked if "://" in each]


def test_five_ways_are_tried_after_the_right_one(opened: Opened) -> None:
    right, bare, changed_token, longer, later, others = urls_asked(opened(a_target()))
    path, _, query = right.partition("?")
    assert bare == path
    assert longer == f"{right}0"
    assert [len(each) for each in (changed_token, later)] == [len(right)] * 2
    assert sum(one != other for one, other in zip(changed_token, right, strict=True)) == 1
    ends = [int(each.partition("exp=")[2].partition("~")[0]) for each in (right, later)]
    assert ends[1] - ends[0] == 3_600
    assert others.partition("?")[0] == path
    assert others.partition("?")[2] not in ("", query)


def test_the_sentence_names_the_status_and_the_mend(opened: Opened) -> None:
    judge = judged(run, opened(changed(answers.Results(answers.of_any))))
    (found,) = judge.violations()
    assert found.message == (
        "the result is answered 200 by the token of another task's result (another task's), expected 403 or another "
        "4xx: look at the whole token before the file is served"
    )
    assert found.answer is not None
    assert found.answer.body == b""


def test_a_url_without_a_token_is_no_breach(opened: Opened) -> None:
    async def without_query(asked: Asked, ask: Ask) -> Answered:
        answer = await served(asked, ask)
        shown = answer.data
        if isinstance(shown, dict) and shown.get("generated"):
            return answer.with_data(shown | {"generated": [each.partition("?")[0] for each in shown["generated"]]})
        return answer

    served = answers.Results(lambda _query, _right, _every: True)
    judge = judged(run, opened(changed(without_query)))
    assert codes(judge) == set()
    reason = "the URL of the result has no token: its query string holds no long value"
    assert untried(judge, CODES) == dict.fromkeys(CODES, reason)


def test_one_creation_pays_for_all_but_another_results_token(opened: Opened) -> None:
    judge = judged(run, opened(a_target()), budget=Budget(MemoryAccount(1), Creating((KEY,))))
    reason = "it takes a second task at the same time, and orders are not free here"
    assert (codes(judge), untried(judge, CODES)) == (set(), {"K165": reason})


def test_a_result_that_does_not_download_says_nothing_of_tokens(opened: Opened) -> None:
    judge = judged(run, opened(changed(answers.no_video)))
    assert set(untried(judge, CODES).values()) == {"the URL of the result does not download"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_has_no_time_says_nothing_of_tokens(opened: Opened, status: int) -> None:
    async def busy(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"{}", status) if answer.status == 403 else answer

    judge = judged(run, opened(changed(busy)))
    assert set(untried(judge, CODES).values()) == {f"the server answered {status}"}


def test_a_mangled_id_may_be_answered_400(opened: Opened) -> None:
    async def refused(asked: Asked, ask: Ask) -> Answered:
        answer, task_id = await ask(asked), asked.path.rpartition("/")[2]
        mangled = asked.method == "GET" and answer.status == 404 and len(task_id) != 36
        return answer.with_body(b'{"message":"no id"}', 400) if mangled else answer

    judge = judged(run, opened(changed(refused)))
    assert (codes(judge), untried(judge, {"K168"})) == (set(), {})
