"""Behind a result link is the video that was ordered, for those who have the link whole and in time."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from urllib.parse import quote

import av
import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.service.results import clip_of, content_of
from kling3_mockserver.tasks.links import LINK_LIFETIME
from kling3_mockserver.tasks.task import Video
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import BASE, BODIES, at_once, control, create, data, read
from tests.mockserver.samples import a_task
from tests.mockserver.wire import codes, content, header, message, order, send

NewMock = Callable[..., Mock]

KLING3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE
AT_ONCE = ("x-kling3-scenario", "at-once")
IMAGE = "https://images.example/fox.png"


def completed(mock: Mock, family: Family = KLING3, tier: Tier = Tier.PRO, **fields: object) -> str:
    """Order a video that is done at once, and return path and query of its link."""
    made = order(mock, {**BODIES[family], **fields}, AT_ONCE, path=family.tiers[tier])
    task_id = str(data(made)["task_id"])
    generated = data(read(mock, task_id, family))["generated"]
    assert isinstance(generated, list)
    return str(generated[0]).removeprefix(BASE)


def fetch(mock: Mock, path: str, *headers: tuple[str, str], method: str = "GET") -> Response:
    """Ask for a video as a player would: without any key."""
    return send(mock, method, path, *headers, key="")


def test_a_good_link_gives_the_whole_video_without_a_key(mock: Mock) -> None:
    response = fetch(mock, completed(mock))
    assert (response.status, header(response, "content-type")) == (200, "video/mp4")
    assert (header(response, "accept-ranges"), response.body[4:8]) == ("bytes", b"ftyp")
    assert (header(response, "content-length"), codes(response)) == (str(len(response.body)), [])


SHOTS = [{"prompt": "A", "duration": "3"}, {"prompt": "B", "duration": "4"}]
OPEN_SHOT = {"prompt": "C"}


@pytest.mark.parametrize(
    ("family", "tier", "fields", "expected"),
    [
        (KLING3, Tier.PRO, {}, (5, 1920, 1080, True)),
        (KLING3, Tier.STD, {"duration": "3", "aspect_ratio": "9:16"}, (3, 720, 1280, True)),
        (KLING3, Tier.PRO, {"duration": "15", "generate_audio": False}, (15, 1920, 1080, False)),
        (KLING3, Tier.PRO, {"aspect_ratio": "1:1"}, (5, 1080, 1080, True)),
        (KLING3, Tier.STD, {"multi_prompt": SHOTS, "duration": "5"}, (7, 1280, 720, True)),
        (KLING3, Tier.STD, {"multi_prompt": [*SHOTS, OPEN_SHOT], "duration": "6"}, (6, 1280, 720, True)),
        (OMNI, Tier.PRO, {"duration": "10"}, (10, 1920, 1080, False)),
        (OMNI, Tier.STD, {"generate_audio": True, "aspect_ratio": "1:1"}, (5, 720, 720, True)),
        (OMNI, Tier.STD, {"aspect_ratio": "auto", "image_url": IMAGE}, (5, 1280, 720, False)),
        (REFERENCE, Tier.PRO, {"aspect_ratio": "9:16", "duration": "8"}, (8, 1080, 1920, False)),
        (REFERENCE, Tier.STD, {"generate_audio": True}, (5, 1280, 720, False)),
        (Family.MOTION_PRO, Tier.PRO, {}, (5, 1920, 1080, False)),
        (Family.MOTION_STD, Tier.STD, {"duration": "9", "aspect_ratio": "1:1"}, (5, 1280, 720, False)),
        (Family.TURBO_TEXT, Tier.P720, {"duration": "7", "aspect_ratio": "9:16"}, (7, 720, 1280, False)),
        (Family.TURBO_TEXT, Tier.P1080, {"generate_audio": True}, (5, 1920, 1080, False)),
        (Family.TURBO_IMAGE, Tier.P1080, {"aspect_ratio": "1:1"}, (5, 1920, 1080, False)),
        (Family.UHD_TEXT, Tier.UHD, {"duration": 4, "aspect_ratio": "9:16"}, (4, 2160, 3840, False)),
        (Family.UHD_IMAGE, Tier.UHD, {"duration": "3", "generate_audio": True}, (3, 3840, 2160, False)),
    ],
)  # fmt: skip
def test_the_video_is_the_one_that_was_ordered(
    mock: Mock, family: Family, tier: Tier, fields: dict[str, object], expected: tuple[object, ...]
) -> None:
    body = fetch(mock, completed(mock, family, tier, **fields)).body
    with av.open(BytesIO(body), "r") as container:
        video = container.streams.video[0]
        assert video.duration is not None
        assert video.time_base is not None
        seconds = Fraction(video.duration) * video.time_base
        assert (seconds, video.width, video.height, bool(container.streams.audio)) == expected


NO_TOKEN = "this link has no token or a wrong one: use the URL in `generated` whole, with its query string"


def other_token(path: str) -> str:
    return path.replace("hmac=", "hmac=0", 1)[:-1]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.partition("?")[0],
        lambda path: path.partition("?")[0] + "?token=",
        lambda path: path.partition("~")[0],
        lambda path: path.replace("token=", "Token="),
        lambda path: path.replace("exp=17", "exp=18"),
        lambda path: path.replace("exp=17", "exp=%2017"),
        lambda path: path[:-1],
        lambda path: path + "0",
        lambda path: path.partition("hmac=")[0] + "hmac=" + path.partition("hmac=")[2].upper(),
        other_token,
        lambda path: path + "&token=x",
        lambda path: "/kling_046b6c7f-0b8a-43b9-b35d-6489e6daee91.mp4?" + path.partition("?")[2],
        lambda path: path.replace("kling_", "kling_x"),
    ],
)
def test_a_link_without_its_own_token_is_refused(mock: Mock, spoil: Callable[[str], str]) -> None:
    path = completed(mock)
    response = fetch(mock, spoil(path))
    assert (response.status, content(response)) == (403, {"message": NO_TOKEN})
    assert fetch(mock, path).status == 200


def test_a_link_may_be_percent_encoded_and_have_more_parameters(mock: Mock) -> None:
    """Clients that rebuild a query encode `~` and `=`; what the token says stays the same."""
    plain, _, token = completed(mock).partition("?token=")
    assert fetch(mock, f"{plain}?download=1&token={quote(token, safe='').replace('~', '%7E')}").status == 200


def test_a_link_is_good_for_an_hour_after_completion(mock: Mock) -> None:
    path = completed(mock)
    mock.clock.advance(LINK_LIFETIME - 1)
    assert fetch(mock, path).status == 200
    mock.clock.advance(1)
    response = fetch(mock, path)
    assert response.status == 403
    assert message(response).startswith("this link has expired: result links are good for an hour")


def test_a_link_of_another_fake_is_no_link_of_this(new_mock: NewMock) -> None:
    assert fetch(new_mock(seed=2), completed(new_mock(seed=1))).status == 403


def test_a_link_ends_with_its_task(mock: Mock) -> None:
    path = completed(mock)
    control(mock, "POST", "/reset")
    response = fetch(mock, path)
    assert response.status == 404
    assert "was the fake reset or restarted?" in message(response)


def test_a_task_without_a_video_has_nothing_behind_its_link(mock: Mock) -> None:
    """A link for it is never shown, and would open nothing."""
    task_id = str(data(create(mock, scenario="no-url 0"))["task_id"])
    url = mock.links.url(BASE, task_id, mock.clock.now())
    assert fetch(mock, url.removeprefix(BASE)).status == 404


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=4-7", 206, slice(4, 8)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=0-99999999", 206, slice(0, None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("seconds=0-3", 200, slice(0, None)),
        ("bytes=x", 200, slice(0, None)),
        ("", 200, slice(0, None)),
    ],
)
def test_a_part_may_be_asked_for(mock: Mock, asked: str, status: int, expected: slice) -> None:
    path = completed(mock)
    whole = fetch(mock, path).body
    response = fetch(mock, path, ("range", asked))
    assert (response.status, response.body) == (status, whole[expected])
    places = range(len(whole))[expected]
    shown = {
        206: f"bytes {places[0]}-{places[-1]}/{len(whole)}" if places else "",
        416: f"bytes */{len(whole)}",
    }
    assert header(response, "content-range") == shown.get(status)
    assert header(response, "content-length") == str(len(response.body))


def test_a_head_tells_the_length_of_the_whole_even_with_a_range(mock: Mock) -> None:
    path = completed(mock)
    response = fetch(mock, path, ("range", "bytes=0-3"), method="HEAD")
    assert (response.status, header(response, "content-range")) == (200, None)
    assert header(response, "content-length") == str(len(fetch(mock, path).body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_result_can_only_be_read(mock: Mock, method: str) -> None:
    response = fetch(mock, completed(mock), method=method)
    assert (response.status, header(response, "allow")) == (405, "GET, HEAD")
    assert message(response) == "a result can only be read: use GET"


def test_a_refused_link_says_so_as_json_and_not_as_a_video(mock: Mock) -> None:
    response = fetch(mock, completed(mock).partition("?")[0])
    assert header(response, "content-type") == "application/json"


@pytest.mark.parametrize(
    ("cut", "asked", "expected"),
    [("?", "", "this link has no token or a wrong one"), ("#", "bytes=99999999-", "bytes=99999999- is no part of the")],
)
def test_a_refusal_has_its_reason_in_the_journal(mock: Mock, cut: str, asked: str, expected: str) -> None:
    fetch(mock, completed(mock).partition(cut)[0], *([("range", asked)] if asked else []))
    assert mock.journal.exchanges()[-1].reason.startswith(expected)


def test_downloads_are_in_the_journal_without_a_key(mock: Mock) -> None:
    fetch(mock, completed(mock))
    last = mock.journal.exchanges()[-1]
    assert (last.request.path.startswith("/kling_"), last.key, last.response.status) == (True, "", 200)


def test_a_link_never_shows_the_seed(new_mock: NewMock) -> None:
    """Equal seeds sign alike, so that a run can be repeated; the path alone gives nothing away."""
    first, second = (completed(new_mock(seed=5)) for _ in range(2))
    assert first == second
    assert completed(new_mock(seed=6)) != first


def test_the_clip_of_a_task_follows_its_order() -> None:
    assert clip_of(a_task(), 5).name == "pro-16x9-05s-audio.mp4"


@pytest.mark.parametrize("seconds", range(14, 31))
@pytest.mark.parametrize("tier", [Tier.PRO, Tier.STD])
def test_a_video_longer_than_every_clip_is_two_of_them(tier: Tier, seconds: int) -> None:
    task = a_task(family=Family.MOTION_PRO, tier=tier)._replace(video=Video(seconds, "9:16", audio=False))
    with av.open(BytesIO(content_of(task))) as container:
        (stream,) = container.streams.video
        assert (stream.duration or 0) * (stream.time_base or Fraction()) == seconds
        assert sum(1 for _ in container.decode(stream)) == seconds * 8


def test_where_clips_can_not_be_joined_the_longest_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.media.extra.find_spec", lambda _module: None)
    task = a_task()._replace(video=Video(22, "16:9", audio=False))
    assert content_of(task) == clip_of(task, 15).read()


def test_every_order_that_is_taken_has_a_clip(mock: Mock) -> None:
    """Each duration and ratio that the schema allows is one of the files."""
    ratios = ("auto", "16:9", "9:16", "1:1")
    for seconds in range(3, 16):
        for ratio in ratios:
            made = create(mock, REFERENCE, duration=str(seconds), aspect_ratio=ratio)
            task = at_once(mock.store.get(str(data(made)["task_id"])))
            assert task is not None
            assert content_of(task)
