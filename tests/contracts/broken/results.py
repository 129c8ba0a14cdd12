"""Fakes whose results are wrong: another video than was ordered, or a door that opens wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from kling3_contracts.options import Phase
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_mockserver.service.ranges import ByteRange, Unsatisfiable, parse
from kling3_mockserver.tasks.order import video_of
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind, Tier
from tests.contracts.broken.fake import Answered, Ask, Asked, Change, changed
from tests.contracts.broken.kinds import Broken

_ORDERS = {each.path: each for each in ENDPOINTS if each.kind is Kind.CREATE}


def _is_video(asked: Asked) -> bool:
    return asked.path.startswith("/kling_")


class Filmed:
    """Serves other clips than were ordered: `change` is given the right one, and where it was ordered."""

    def __init__(self, change: Callable[[Clip, Endpoint], Clip]) -> None:
        self._change = change
        self._clips: dict[str, Clip] = {}

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked._replace(range=""))
        if asked.path in _ORDERS and answer.status == 200 and isinstance(answer.data, dict):
            endpoint = _ORDERS[asked.path]
            video = video_of(endpoint.family, json.loads(asked.body))
            right = Clip(video.seconds, AspectRatio(video.aspect_ratio), endpoint.tier or Tier.STD, video.audio)
            self._clips[f"/kling_{answer.data['task_id']}.mp4"] = self._change(right, endpoint)
        if not _is_video(asked) or answer.status != 200:
            return answer
        film = answer.with_body(self._clips[asked.path.partition("?")[0]].read(), content_type=b"video/mp4")
        return film if asked.method == "GET" else film._replace(body=b"")


def _of(family: Family, **other: int) -> Callable[[Clip, Endpoint], Clip]:
    def change(clip: Clip, endpoint: Endpoint) -> Clip:
        return replace(clip, **other) if endpoint.family is family else clip

    return change


def _landscape(clip: Clip, _endpoint: Endpoint) -> Clip:
    return replace(clip, aspect_ratio=AspectRatio.LANDSCAPE)


def _square_as_portrait(clip: Clip, _endpoint: Endpoint) -> Clip:
    return replace(clip, aspect_ratio=AspectRatio.PORTRAIT) if clip.aspect_ratio is AspectRatio.SQUARE else clip


def _silent(clip: Clip, _endpoint: Endpoint) -> Clip:
    return replace(clip, audio=False)


def _loud(clip: Clip, _endpoint: Endpoint) -> Clip:
    return clip if clip.tier is Tier.UHD else replace(clip, audio=True)


def _six_seconds(clip: Clip, _endpoint: Endpoint) -> Clip:
    return replace(clip, seconds=6)


def _pro_longer(clip: Clip, endpoint: Endpoint) -> Clip:
    return replace(clip, seconds=clip.seconds + 1) if endpoint.tier is Tier.PRO else clip


Part = Callable[[Answered, bytes, ByteRange], Answered]


def _parts(part: Part, behind: Callable[[Answered], Answered] = lambda answer: answer) -> Change:
    """Answers ranges wrongly: `part` is given the right answer, all bytes, and the range; `behind` the 416."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if not _is_video(asked) or not asked.range:
            return answer
        whole = (await ask(asked._replace(range=""))).body
        wanted = parse(asked.range, len(whole))
        if isinstance(wanted, Unsatisfiable):
            return behind(answer)
        return part(answer, whole, wanted) if isinstance(wanted, ByteRange) else answer

    return change


def _right(answer: Answered, _whole: bytes, _wanted: ByteRange) -> Answered:
    return answer


def _with(answer: Answered, body: bytes, status: int, said: str = "") -> Answered:
    """A video's answer with other bytes, and another content-range where one is given."""
    other = answer.with_body(body, status, b"video/mp4")
    headers = [each for each in other.headers if not (said and each[0] == b"content-range")]
    return other._replace(headers=[*headers, *([(b"content-range", said.encode())] if said else [])])


def _shorter(answer: Answered, whole: bytes, wanted: ByteRange) -> Answered:
    return _with(answer, whole[wanted.first : wanted.last], 206)


def _shifted(answer: Answered, whole: bytes, wanted: ByteRange) -> Answered:
    return _with(answer, (whole + whole)[wanted.first + 1 : wanted.last + 2], 206)


def _suffix_from_the_front(answer: Answered, whole: bytes, wanted: ByteRange) -> Answered:
    if wanted.first == 0 or wanted.last != wanted.length - 1:
        return answer
    span = wanted.last - wanted.first
    return _with(answer, whole[: span + 1], 206, f"bytes 0-{span}/{wanted.length}")


def _all_of_it(answer: Answered, whole: bytes, _wanted: ByteRange) -> Answered:
    return _with(answer, whole, 206)


def _untold(answer: Answered, _whole: bytes, _wanted: ByteRange) -> Answered:
    return answer._replace(headers=[each for each in answer.headers if each[0] != b"content-range"])


def _as_whole(answer: Answered, _whole: bytes, _wanted: ByteRange) -> Answered:
    return answer._replace(status=200)


def _wrong_length(answer: Answered, _whole: bytes, wanted: ByteRange) -> Answered:
    return _with(answer, answer.body, 206, f"bytes {wanted.first}-{wanted.last}/{len(answer.body)}")


def _of_a_page(answer: Answered, _whole: bytes, _wanted: ByteRange) -> Answered:
    return _told(b"content-type", b"text/html")(answer)


def _open_refused(answer: Answered, _whole: bytes, wanted: ByteRange) -> Answered:
    return _with(answer, b"", 416) if wanted.last == wanted.length - 1 else answer


def _nothing(answer: Answered) -> Answered:
    return _with(answer, b"", 206, "bytes */0")


def _head(change: Callable[[Answered], Answered]) -> Change:
    async def answered(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        return change(answer) if _is_video(asked) and asked.method == "HEAD" else answer

    return answered


def _told(name: bytes, value: bytes) -> Callable[[Answered], Answered]:
    def change(answer: Answered) -> Answered:
        return answer._replace(headers=[(each, value if each == name else was) for each, was in answer.headers])

    return change


async def _longer_told(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    told = _told(b"content-length", b"%d" % (len(answer.body) + 1))
    return told(answer) if _is_video(asked) and answer.status == 200 and asked.method == "GET" else answer


class _Cached:
    """What was served once is served for ever."""

    def __init__(self) -> None:
        self._kept: dict[str, Answered] = {}

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        if not _is_video(asked) or asked.method != "GET" or asked.range:
            return await ask(asked)
        if asked.path not in self._kept:
            answer = await ask(asked)
            if answer.status != 200:
                return answer
            self._kept[asked.path] = answer
        return self._kept[asked.path]


class _Twice:
    """The second download of a result is another one."""

    def __init__(self, change: Callable[[Answered], Answered]) -> None:
        self._change = change
        self._served: set[str] = set()

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if not _is_video(asked) or answer.status != 200 or asked.path not in self._served:
            self._served |= {asked.path} if answer.status == 200 else set()
            return answer
        return self._change(answer)


def _other_bytes(answer: Answered) -> Answered:
    return _with(answer, answer.body[:-1] + bytes([answer.body[-1] ^ 1]), 200)


def _gone(answer: Answered) -> Answered:
    return answer.with_body(b'{"message":"no such video"}', 404)


_DEFECTS: tuple[tuple[str, str, Callable[[], Change]], ...] = (
    ("pro videos play a second longer", "K128", lambda: Filmed(_pro_longer)),
    ("the video always plays 6 s", "K128", lambda: Filmed(_six_seconds)),
    ("reference-to-video always plays 6 s", "K128", lambda: Filmed(_of(Family.REFERENCE, seconds=5))),
    ("every video is 16:9", "K177", lambda: Filmed(_landscape)),
    ("1:1 comes as 9:16", "K177", lambda: Filmed(_square_as_portrait)),
    ("no video has sound", "K178", lambda: Filmed(_silent)),
    ("every video but those in 4K has sound", "K179", lambda: Filmed(_loud)),
    ("a part of a result is one byte short", "K174", lambda: _parts(_shorter)),
    ("a part of a result begins one byte late", "K174", lambda: _parts(_shifted)),
    ("the last bytes of a result are the first", "K174", lambda: _parts(_suffix_from_the_front)),
    ("a part of a result is all of it", "K174", lambda: _parts(_all_of_it)),
    ("a part of a result has no content-range", "K174", lambda: _parts(_untold)),
    ("a part of a result is answered 200", "K174", lambda: _parts(_as_whole)),
    ("a part's content-range tells its own length", "K174", lambda: _parts(_wrong_length)),
    ("a part of a result comes as a page of HTML", "K174", lambda: _parts(_of_a_page)),
    ("the end of a result can't be asked for", "K174", lambda: _parts(_open_refused)),
    ("behind the end of a result is a part", "K174", lambda: _parts(_right, _nothing)),
    ("a result is shorter than its content-length", "K175", lambda: _longer_told),
    ("HEAD tells no bytes of a result", "K175", lambda: _head(_told(b"content-length", b"0"))),
    ("HEAD tells of a page", "K175", lambda: _head(_told(b"content-type", b"text/html"))),
    ("HEAD of a result leads elsewhere", "K175", lambda: _head(lambda answer: answer._replace(status=302))),
    ("a result is served after its time", "K176", _Cached),
    ("a result is another file at the second download", "K180", lambda: _Twice(_other_bytes)),
    ("a result downloads once", "K180", lambda: _Twice(_gone)),
)


def _broken(name: str, code: str, change: Callable[[], Change]) -> Broken:
    return Broken(name, code, lambda: changed(change()), (Phase.WALK,))


RESULTS: tuple[Broken, ...] = tuple(_broken(*each) for each in _DEFECTS)
