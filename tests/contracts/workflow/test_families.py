"""Every family and tier is followed at the same time, and a server may be lawful in more ways than one."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.workflow import run
from kling3_contracts.workflow.video_order import FIRST, OTHERS
from kling3_mockserver.tasks.scenario import FailAfter, NeverEnd
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, MOTION_CONTROL, Family, Kind
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.strict_json import parse
from tests.contracts.broken.fake import KEY, Answered, Ask, Asked, FakeTarget, Opened, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, untried
from tests.contracts.broken.life import LIFE

pytestmark = pytest.mark.one_python


def requests_of(target: FakeTarget, **options: object) -> list[Request]:
    context = a_context(target, **options)
    sent: list[Request] = []
    context.sender.listeners.append(lambda exchange: sent.append(exchange.request))
    run(context)
    return sent


def test_one_order_is_followed_of_every_family_and_tier() -> None:
    ordered = [(each.family, each.tier) for each in (FIRST, *OTHERS)]
    assert sorted(ordered, key=str) == sorted(((family, tier) for family in Family for tier in family.tiers), key=str)


@pytest.mark.parametrize("strictness", Strictness)
def test_no_rule_has_anything_to_say_of_an_order(strictness: Strictness) -> None:
    document: Document = load(strictness)
    rules = OrderRules(document)
    for each in (FIRST, *OTHERS):
        assert rules.findings(each.family, each.tier, parse(each.body()).value) == ()


def test_orders_differ_in_what_they_say_of_their_videos() -> None:
    orders = (FIRST, *OTHERS)
    assert {each.ratio for each in orders} == {"16:9", "9:16", "1:1", ""}
    assert {each.sound for each in orders} == {True, False, None}
    assert {"duration" in each.left_out for each in orders if each.seconds == 5} == {True}


def test_what_an_order_leaves_out_is_not_sent_and_promised_by_its_default() -> None:
    (shots,) = (each for each in OTHERS if each.shots)
    assert json.loads(shots.body()).keys() == {"prompt", "multi_prompt"}
    assert (shots.ratio, shots.sound) == ("16:9", True)
    assert shots.source("aspect_ratio") == "the default of `aspect_ratio`"
    assert FIRST.source("aspect_ratio") == "`aspect_ratio`"


@pytest.mark.parametrize("family", MOTION_CONTROL)
def test_nothing_is_said_of_a_length_or_sound_that_a_family_has_no_field_for(family: Family) -> None:
    (order,) = (each for each in OTHERS if each.family is family)
    assert json.loads(order.body()).keys() == {"prompt", "image_url", "video_url"}
    assert (order.has_length, order.ratio, order.sound) == (False, "", None)


def test_a_video_that_can_only_be_silent_is_held_to_it_without_asking() -> None:
    (order,) = (each for each in OTHERS if each.family is Family.UHD_IMAGE)
    assert json.loads(order.body()).keys() == {"prompt", "image", "duration"}
    assert (order.sound, order.source("generate_audio")) == (False, "the description of the endpoint")


def test_all_are_followed_in_the_time_of_one(opened: Opened) -> None:
    target = opened(a_target(task_seconds=10))
    judge = judged(run, target, only=frozenset({"K137"}))
    assert codes(judge) == set()
    assert target.now() < 13


def test_every_operation_is_asked_and_lists_grow_longer_than_their_pages(opened: Opened) -> None:
    sent = requests_of(opened(a_target()))
    paths = {each.path for each in sent}
    assert {each.path for each in ENDPOINTS if each.kind is not Kind.GET} <= paths
    orders = [each.path for each in sent if each.method == "POST"]
    assert sum(each.startswith(Family.REFERENCE.path) for each in orders) > 100
    assert sum(each.startswith(f"{Family.OMNI.path}-") for each in orders) > 20


def test_lists_that_are_long_already_are_filled_by_one_page_alone(opened: Opened) -> None:
    target = opened(a_target())
    first, second = (requests_of(target) for _ in range(2))
    orders = [sum(each.method == "POST" for each in sent) for sent in (first, second)]
    assert orders[0] - orders[1] == 84


def test_where_orders_cost_money_one_without_sound_is_followed(opened: Opened) -> None:
    sent = requests_of(opened(a_target()), budget=Budget(MemoryAccount(9), Creating((KEY,))))
    (order,) = [each for each in sent if each.method == "POST"]
    assert order.path == f"{Family.KLING3.path}-std"
    assert b'"generate_audio":false' in order.body
    assert len(sent) <= 95


def test_lists_without_pages_may_end_at_twenty_tasks(opened: Opened) -> None:
    async def twenty(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        unpaged = asked.path in (Family.KLING3.path, Family.OMNI.path) and isinstance(answer.data, list)
        return answer.with_data(answer.data[:20]) if unpaged and isinstance(answer.data, list) else answer

    assert codes(judged(run, opened(changed(twenty)), only=frozenset({"K122", "K133", "K181"}))) == set()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_page_that_does_not_come_is_no_gap(opened: Opened, status: int) -> None:
    async def second_page_fails(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"{}", status) if "page=2&" in asked.path else answer

    assert codes(judged(run, opened(changed(second_page_fails)))) == set()


def test_a_tier_that_fails_is_no_breach(opened: Opened) -> None:
    judge = judged(run, opened(a_target(scenario=FailAfter())))
    assert codes(judge) == set()
    assert {"K124", "K125", "K137", "K138", "K181"}.isdisjoint(untried(judge, {f"K{code}" for code in range(120, 183)}))


def test_an_id_in_capitals_may_find_the_task(opened: Opened) -> None:
    async def in_either_case(asked: Asked, ask: Ask) -> Answered:
        path, _, task_id = asked.path.rpartition("/")
        return await ask(asked._replace(path=f"{path}/{task_id.lower()}") if len(task_id) == 36 else asked)

    judge = judged(run, opened(changed(in_either_case)))
    assert (codes(judge), untried(judge, {"K182"})) == (set(), {})


def test_a_breach_is_told_of_at_the_family_that_has_it(opened: Opened) -> None:
    broken = next(each for each in LIFE if each.name == "Omni tasks jump over IN_PROGRESS")
    places = {each.place for each in judged(run, opened(broken.make())).violations()}
    assert places == {"getAiVideoKlingV3OmniTask"}


def test_a_refused_order_is_told_of_at_its_tier(opened: Opened) -> None:
    async def no_pro(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b'{"message":"no"}', 400) if asked.path == f"{Family.OMNI.path}-pro" else answer

    judge = judged(run, opened(changed(no_pro)))
    assert [(each.code, each.place) for each in judge.violations()] == [("K106", "postAiVideoKlingV3OmniPro")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Omni's list shows Kling 3 too", "expected its own alone: list by family"),
        ("the URL is another at each reading", "`generated` is another than a moment ago, expected the same URL"),
        ("a task has two URLs", "COMPLETED with 2 URLs in `generated`, expected one: show the one video that was made"),
        ("what has ended is not listed", "a task that is COMPLETED is not listed any more, expected it there"),
        ("what has ended is forgotten", "a task that has ended is answered 404, expected 200: keep what has ended"),
        ("an id in capitals is shown in capitals", "show the id of the task that was found, not the one that"),
    ],
)  # fmt: skip
def test_a_breach_says_what_was_expected_and_what_to_do(opened: Opened, name: str, expected: str) -> None:
    broken = next(each for each in LIFE if each.name == name)
    found = judged(run, opened(broken.make())).violations()[0]
    assert expected in found.message


def test_a_task_that_never_ends_is_told_once_for_each_tier(opened: Opened) -> None:
    judge = judged(run, opened(a_target(scenario=NeverEnd())), patience=2)
    assert len(judge.violations()) == len((FIRST, *OTHERS)) == 14
    assert codes(judge) == {"K137"}
