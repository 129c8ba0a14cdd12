"""A judgement brings each charge once: findings that break the policy, and what a receiver raised unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.testing.expectations import FindingsError, ReceiverRaisedError
from kling3_mockserver.testing.judgement import Judgement, explained
from kling3_mockserver.testing.marker import Marked
from kling3_mockserver.testing.policy import Policy, Verdict
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver import receivers
from tests.mockserver.asking import create, created, read
from tests.mockserver.tenants import order

NewKling3 = Callable[..., Kling3]
HOOK = "https://shop.example/hook"


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise KeyError("data")


def marked(*words: str) -> Marked:
    """Return what a test has without a marker, its policy changed by words."""
    return Marked(Settings(), Policy().changed(words))


@pytest.fixture
def judgement(kling3: Kling3) -> Judgement:
    return Judgement(kling3, marked())


@pytest.fixture
def failing(kling3: Kling3) -> Kling3:
    """A tenant whose receiver has raised at both webhooks of its one task."""
    kling3.deliver_to(broken)
    create(kling3.mock, webhook_url=HOOK)
    kling3.run_to_end()
    kling3.clock.advance(6)
    return kling3


def test_a_finding_is_charged_once_and_a_new_one_again(kling3: Kling3, judgement: Judgement) -> None:
    assert judgement.charge() is None
    for fields in ({"image_list": []}, {"image_url": HOOK}):
        create(kling3.mock, **fields)  # type: ignore[arg-type]
        charge = judgement.charge()
        assert isinstance(charge, FindingsError)
        assert str(charge).count("\n  K") == 1
        assert judgement.charge() is None


def test_the_gist_of_findings_is_the_first_of_them(kling3: Kling3, judgement: Judgement) -> None:
    create(kling3.mock, image_list=[], image_url=HOOK)
    charge = judgement.charge()
    assert isinstance(charge, FindingsError)
    assert charge.gist.startswith("K001 ignored: image_list has no effect on Kling 3")


@pytest.mark.parametrize(
    ("words", "error", "expected"),
    [
        ([], ZeroDivisionError(), ["K001 ignored", "K009 error"]),
        (["ignored=off"], ZeroDivisionError(), ["K009 error"]),
        (["ignored=off", "error=off"], ZeroDivisionError(), []),
        ([], FindingsError(), ["K009 error"]),
    ],
)
def test_what_is_dismissed_is_returned_once_without_what_the_error_says_already(
    kling3: Kling3, words: list[str], error: BaseException, expected: list[str]
) -> None:
    judgement = Judgement(kling3, marked(*words))
    for fields in ({"image_list": []}, {"image_list": []}, {"duration": 5}):
        create(kling3.mock, **fields)  # type: ignore[arg-type]
    if isinstance(error, FindingsError):
        judgement.charge()
    shown = "\n".join(text for _, text in judgement.dismiss(error))
    assert [line.partition(":")[0] for line in shown.splitlines()] == expected
    assert judgement.charge() is None
    assert list(judgement.dismiss(error)) == []


def test_what_is_allowed_is_neither_charged_nor_shown(kling3: Kling3, judgement: Judgement) -> None:
    create(kling3.mock, image_list=[])
    kling3.allow("K001")
    assert (judgement.charge(), list(judgement.dismiss(ZeroDivisionError()))) == (None, [])


def test_an_explanation_of_nothing_is_empty(kling3: Kling3) -> None:
    create(kling3.mock)
    assert explained(kling3.requests, Policy(), Verdict.FAIL) == ""


def test_an_exception_of_a_receiver_is_charged_once_with_how_often_it_came(failing: Kling3) -> None:
    judgement = Judgement(failing, marked())
    charge = judgement.charge()
    assert isinstance(charge, ReceiverRaisedError)
    assert isinstance(charge.raised, KeyError)
    count, task_id = len(failing.webhooks), failing.tasks[0].id
    note = (
        f"raised by the receiver that kling3.deliver_to was given, when it got IN_PROGRESS of task {task_id}, the "
        f"first of {count} calls that ended so: mend it, or look at the webhook's `answer` in the test if it should do "
        "this"
    )
    assert charge.raised.__notes__ == [note]
    assert judgement.charge() is None


@pytest.mark.parametrize(
    "look",
    [
        lambda kling3: [each.answer for each in kling3.webhooks],
        # A look at one attempt is a look at its message.
        lambda kling3: [kling3.webhooks[0].answer],
    ],
)
def test_an_exception_is_not_charged_when_the_test_has_looked_at_the_answer(
    failing: Kling3, look: Callable[[Kling3], object]
) -> None:
    look(failing)
    assert Judgement(failing, marked()).charge() is None


def test_to_read_compare_and_print_webhooks_is_no_look_at_their_answers(failing: Kling3) -> None:
    assert list(failing.webhooks) == list(failing.webhooks)
    assert repr(list(failing.webhooks))
    assert failing.assert_webhook().trusted
    assert Judgement(failing, marked()).charge() is not None


def test_an_exception_in_a_test_that_has_failed_is_shown_beside_and_not_charged_later(failing: Kling3) -> None:
    judgement = Judgement(failing, marked())
    [(title, text)] = judgement.dismiss(ZeroDivisionError())
    assert title == "kling3 receiver"
    assert 'raise KeyError("data")' in text
    assert "kling3_mockserver/" not in text
    assert judgement.charge() is None


def test_a_receiver_that_answers_500_has_not_raised(kling3: Kling3, judgement: Judgement) -> None:
    async def refuses(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body"})

    kling3.deliver_to(refuses)
    create(kling3.mock, webhook_url=HOOK)
    kling3.run_to_end()
    assert judgement.charge() is None


def test_a_loop_that_polls_while_the_clock_stands_is_shown_once_beside_a_failure(new_kling3: NewKling3) -> None:
    kling3 = new_kling3(poll_limit=1_000)
    judgement = Judgement(kling3, marked())
    task_id = created(kling3.mock, scenario="fail 5")
    for _ in range(10):
        read(kling3.mock, task_id)
    [(title, text)] = judgement.dismiss(TimeoutError("gave up"))
    assert title == "kling3 polls"
    assert text.startswith(f"task {task_id} was read 10 times while the clock stood")
    assert "kling3.clock.advance(5)" in text
    assert (list(judgement.dismiss(TimeoutError())), judgement.charge()) == ([], None)


def test_a_webhook_that_the_test_left_on_its_way_is_shown_once_beside_a_failure(kling3: Kling3) -> None:
    raw = receivers.RawReceiver(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    judgement = Judgement(kling3, marked())
    shown: list[tuple[str, str]] = []

    async def test() -> str:
        async with raw.listening() as url:
            order(kling3, f"{url}/hook?token=hunter2", scenario="complete 60")
            kling3.clock.advance(30)
            shown.extend(judgement.dismiss(AssertionError("[] == [1]")))
            await kling3.settle()
            assert list(judgement.dismiss(ZeroDivisionError("another"))) == []
            return url

    url = asyncio.run(test())
    hint = (
        f"a webhook to {url}/hook?token=... was still on its way while the test went on: `await kling3.settle()` in an "
        "asynchronous test lets its event loop receive it, kling3.assert_webhook() in any other waits for it"
    )
    assert shown[1:] == [("kling3 webhooks", hint)]


def test_a_webhook_that_a_test_left_which_passed_is_no_hint_for_the_next(kling3: Kling3) -> None:
    raw = receivers.RawReceiver(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
    judgement = Judgement(kling3, marked())

    async def test() -> list[str]:
        async with raw.listening() as url:
            order(kling3, f"{url}/hook", scenario="complete 60")
            kling3.clock.advance(30)
            judgement.charge()
            titles = [title for title, _ in judgement.dismiss(AssertionError("of the next test"))]
            await kling3.settle()
        return titles

    assert asyncio.run(test()) == ["kling3 findings"]


def test_exceptions_come_before_findings_which_are_shown_beside_them(failing: Kling3) -> None:
    create(failing.mock, image_list=[])
    judgement = Judgement(failing, marked())
    charge = judgement.charge()
    assert isinstance(charge, ReceiverRaisedError)
    [(title, text)] = judgement.dismiss(charge)
    assert (title, text[:12]) == ("kling3 findings", "K001 ignored")
