"""Before anything is tried it is known which of a run's keys the server knows."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from kling3_contracts.errors import SubjectError
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.verifying.greeting import MADE_UP_OTHER, MADE_UP_WRONG, greet
from kling3_openapi.endpoints import Family
from tests.contracts.sending.counting import CountingTarget
from tests.contracts.sending.test_budget import GOOD

ANY = frozenset({GOOD, "second", "wrong", MADE_UP_OTHER, MADE_UP_WRONG})


def greeted(
    known: Collection[str], options: Options, *, paid: bool = False, refusal: int = 401
) -> tuple[Options, dict[str, str]]:
    def answer(request: Request) -> Answer:
        return Answer(200 if request.key in known else refusal)

    target, judge = CountingTarget(answer), Judge(PROMISES)
    target.paid = paid
    found = greet(Sender(target, Budget(), Pace()), judge, options)
    return found, {each.code: each.note for each in judge.checks() if each.note}


@pytest.mark.parametrize(
    ("known", "other", "paid", "expected"),
    [
        ({GOOD, "second"}, "second", False, "second"),
        (ANY, MADE_UP_OTHER, False, MADE_UP_OTHER),
        ({GOOD}, MADE_UP_OTHER, False, ""),
        ({GOOD}, "", True, ""),
    ],
)
def test_a_second_key_that_was_made_up_is_left_out_where_it_is_not_known(
    known: set[str], other: str, expected: str, *, paid: bool
) -> None:
    options, notes = greeted(known, Options(GOOD, other), paid=paid)
    assert options.other_key == expected
    told = "needs a second key that the server knows: give it by --other-api-key"
    assert notes.get("K131") == (None if expected else told)


@pytest.mark.parametrize(
    ("known", "wrong", "paid", "expected"),
    [
        (ANY, MADE_UP_WRONG, False, ""),
        (ANY, MADE_UP_WRONG, True, MADE_UP_WRONG),
        (ANY, "wrong", False, "wrong"),
        ({GOOD}, MADE_UP_WRONG, False, MADE_UP_WRONG),
        ({GOOD}, "", True, ""),
    ],
)
def test_a_wrong_key_that_was_made_up_is_left_out_where_a_fake_takes_any(
    known: set[str], wrong: str, expected: str, *, paid: bool
) -> None:
    options, notes = greeted(known, Options(GOOD, wrong_key=wrong), paid=paid)
    assert options.wrong_key == expected
    assert notes.get("K111") == (
        None
        if expected
        else "the server takes any key: tell it which ones are good, then give a wrong one by --wrong-api-key"
    )


@pytest.mark.parametrize("refusal", [401, 403])
def test_a_second_key_that_was_given_and_is_refused_stops_the_run(refusal: int) -> None:
    with pytest.raises(
        SubjectError, match=f"the second key was refused with {refusal}: give one that it knows by --other-api-key"
    ):
        greeted({GOOD}, Options(GOOD, "second"), refusal=refusal)


def test_a_server_that_says_403_to_a_wrong_key_does_not_take_any_key() -> None:
    options, notes = greeted({GOOD}, Options(GOOD, MADE_UP_OTHER, MADE_UP_WRONG), refusal=403)
    assert (options.other_key, options.wrong_key) == ("", MADE_UP_WRONG)
    assert "K111" not in notes


def greeted_with(answer: Answer, url: str) -> str:
    target = CountingTarget(lambda _request: answer)
    target.url, target.paid = url, False
    with pytest.raises(SubjectError) as raised:
        greet(Sender(target, Budget(), Pace()), Judge(PROMISES), Options(GOOD))
    assert len(target.requests) == len(Family)
    return str(raised.value)


@pytest.mark.parametrize(
    ("answer", "url", "expected"),
    [
        (Answer(404), "http://h:1/v1", "paths are added to the URL, so end it at the host, http://h:1"),
        (Answer(404), "http://h:1/p/v1/ai", "paths are added to the URL, so end it at the host, http://h:1/p"),
        (Answer(404), "http://h:1/p", "got 404 for GET /v1/ai/video/kling-v3 and the other lists, expected the API"),
        (Answer(501), "http://h:1", "look at host, port and path; paths from /v1 on are added to the URL"),
        (Answer(200, (("content-type", "text/html; charset=utf-8"),)), "http://h:1", "got a page of HTML for GET "),
        (
            Answer(308, (("location", "https://h/v1/ai/video/kling-v3"),)),
            "http://h:1",
            "give the URL that it redirects to, without the path (https://h/v1/ai/video/kling-v3)",
        ),
    ],
)
def test_what_is_not_this_api_is_not_judged(answer: Answer, url: str, expected: str) -> None:
    assert expected in greeted_with(answer, url)


def test_a_server_that_lacks_one_list_is_judged() -> None:
    target = CountingTarget(lambda request: Answer(404 if request.path.endswith("/video/kling-v3") else 200))
    assert greet(Sender(target, Budget(), Pace()), Judge(PROMISES), Options(GOOD)).key == GOOD


def test_a_server_whose_empty_lists_are_not_found_is_judged() -> None:
    """The service itself was seen to answer so."""
    target = CountingTarget(lambda _request: Answer(404, (), b'{"message":"Tasks not found"}'))
    assert greet(Sender(target, Budget(), Pace()), Judge(PROMISES), Options(GOOD)).key == GOOD
