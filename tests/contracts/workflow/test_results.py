"""Results are held to what their orders say, and their door to what HTTP says; what is left open is left open."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.target import AsgiTarget
from kling3_contracts.workflow import run
from kling3_contracts.workflow.results import CODES
from tests.contracts.broken.fake import Answered, Ask, Asked, Opened, a_mock, a_target, changed
from tests.contracts.broken.judged import a_context, codes, judged, untried
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.results import RESULTS

pytestmark = pytest.mark.one_python


def named(name: str) -> Broken:
    return next(each for each in RESULTS if each.name == name)


def is_video(asked: Asked) -> bool:
    return asked.path.startswith("/kling_")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "every video is 16:9",
            "the result is 1280x720, expected 9:16: honour `aspect_ratio`",
        ),
        (
            "no video has sound",
            "the result has no sound track, expected a sound track: honour the default of `generate_audio`, true",
        ),
        (
            "every video but those in 4K has sound",
            "the result has a sound track, expected no sound track: honour `generate_audio`, false",
        ),
        (
            "pro videos play a second longer",
            "the result plays 8 s, expected the 7 s of the order: honour the `duration` of each shot",
        ),
        (
            "a result is another file at the second download",
            "the second download of a result brings other bytes, expected the same file: write it once, and keep it",
        ),
        (
            "a result is served after its time",
            (
                "a URL that names the end of its time is answered 200 8 days after the task's end, expected 403 or "
                "another 4xx: look at the clock before the file is served"
            ),
        ),
        (
            "HEAD tells of a page",
            (
                "HEAD tells content-type 'text/html' instead of 'video/mp4', expected what GET tells: answer both by "
                "one handler"
            ),
        ),
        (
            "HEAD of a result leads elsewhere",
            "HEAD is answered 302 where GET is answered 200, expected 200 or a refusal: answer as GET",
        ),
    ],
)  # fmt: skip
def test_a_breach_says_what_was_got_what_was_expected_and_what_to_do(opened: Opened, name: str, expected: str) -> None:
    broken = named(name)
    found = judged(run, opened(broken.make()), only=frozenset({broken.promise_code})).violations()[0]
    assert (found.code, found.message) == (broken.promise_code, expected)
    assert found.answer is not None
    assert found.answer.body == b""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a part of a result is one byte short", "206 with 99 bytes that are not those of 'bytes 0-99/"),
        ("a part of a result has no content-range", "206 with content-range '', expected `bytes FIRST-LAST/"),
        ("a part of a result is answered 200", "200 with 100 bytes, expected all "),
        ("a part's content-range tells its own length", "206 with content-range 'bytes 0-99/100', expected 'bytes 0-"),
        ("the end of a result can't be asked for", "416, expected 206: cut what was asked for; or ignore"),
        ("behind the end of a result is a part", "206, expected 416: look at the length of the file; or"),
    ],
)  # fmt: skip
def test_a_wrong_part_is_told_with_the_range_that_was_asked_for(opened: Opened, name: str, expected: str) -> None:
    found = judged(run, opened(named(name).make()), only=frozenset({"K174"})).violations()[0]
    assert found.message.startswith("asked for ")
    assert expected in found.message
    assert found.request is not None
    assert found.request.header("range").startswith("bytes=")


def test_videos_of_every_order_are_downloaded_twice_and_one_is_asked_for_in_parts(opened: Opened) -> None:
    context = a_context(opened(a_target()))
    asked: list[Request] = []
    context.sender.listeners.append(lambda exchange: asked.append(exchange.request))
    run(context)
    films = [each for each in asked if "://" in each.target and "token=" in each.target]
    whole = [each.target for each in films if each.method == "GET" and not each.headers]
    assert sum(whole.count(each) >= 2 for each in set(whole)) == 14
    assert [each.header("range").partition("=")[0] for each in films if each.headers] == [
        *("bytes",) * 6,
        "foxes",
        "bytes",
    ]
    assert [each.method for each in films].count("HEAD") == 1


async def without_ranges(asked: Asked, ask: Ask) -> Answered:
    return await ask(asked._replace(range=""))


async def by_less(asked: Asked, ask: Ask) -> Answered:
    """A long part is answered by its beginning, as players are often served."""
    answer = await ask(asked)
    if answer.status != 206 or len(answer.body) <= 100:
        return answer
    said = next(value for name, value in answer.headers if name == b"content-range").decode()
    first, _, length = said.removeprefix("bytes ").replace("/", "-").split("-")
    part = answer.with_body(answer.body[:50], 206, b"video/mp4")
    kept = [each for each in part.headers if each[0] != b"content-range"]
    shown = f"bytes {first}-{int(first) + 49}/{length}".encode()
    return part._replace(headers=[*kept, (b"content-range", shown)])


async def no_head(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_body(b"", 405) if asked.method == "HEAD" else answer


async def short_head(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer._replace(headers=[]) if asked.method == "HEAD" else answer


async def no_lengths(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer._replace(headers=[each for each in answer.headers if each[0] != b"content-length"])


@pytest.mark.parametrize("change", [without_ranges, by_less, no_head, short_head, no_lengths])
def test_what_http_leaves_open_is_no_breach(opened: Opened, change: Callable[[Asked, Ask], object]) -> None:
    judge = judged(run, opened(changed(change)))  # type: ignore[arg-type]
    assert (codes(judge), untried(judge, CODES)) == (set(), {})


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_has_no_time_says_nothing_of_parts(opened: Opened, status: int) -> None:
    async def busy(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"{}", status) if asked.range or asked.method == "HEAD" else answer

    judge = judged(run, opened(changed(busy)))
    assert codes(judge) == set()
    assert "K174" in untried(judge, CODES)


def test_a_server_that_fails_at_parts_is_told_of(opened: Opened) -> None:
    async def failing(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return answer.with_body(b"{}", 500) if asked.range else answer

    judge = judged(run, opened(changed(failing)))
    assert {(each.code, each.detail) for each in judge.violations()} >= {("K174", "the first bytes")}
    assert "got 500, expected 206" in judge.violations()[0].message


def test_urls_that_name_no_end_are_not_held_to_one(opened: Opened) -> None:
    async def without_end(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked._replace(path=asked.path.replace("until=", "exp=")) if is_video(asked) else asked)
        return answer._replace(body=answer.body.replace(b"exp=", b"until=")) if not is_video(asked) else answer

    judge = judged(run, opened(changed(without_end)))
    assert codes(judge) == set()
    assert untried(judge, {"K176"}) == {"K176": "no URL of a result names the end of its time"}


def test_a_clock_that_is_waited_for_is_not_moved_by_days() -> None:
    mock, waited = a_mock(), list[float]()

    def slept(seconds: float) -> None:
        waited.append(seconds)
        mock.clock.advance(seconds)
        time.sleep(min(seconds, 0.25))

    target = AsgiTarget(mock, slept)
    judge = judged(run, target, only=frozenset({"K176"}))
    target.close()
    mock.close()
    assert max(waited) < 60
    assert untried(judge, {"K176"}) == {"K176": "it takes hours, and the clock of this server can't be moved"}


def test_a_video_without_a_picture_has_no_ratio(opened: Opened) -> None:
    async def sound_alone(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked._replace(range=""))
        return answer._replace(body=answer.body.replace(b"vide", b"text")) if is_video(asked) else answer

    found = judged(run, opened(changed(sound_alone)), only=frozenset({"K177"})).violations()[0]
    assert found.message == ("the result is without a picture, expected 9:16: honour `aspect_ratio`")
