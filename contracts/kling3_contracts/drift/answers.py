"""Answers: what is different of what an operation answers: statuses, media types, bodies and headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Difference, Kind, Party, Place
from kling3_contracts.drift.fields import gone, new
from kling3_contracts.drift.operation import JSON, Answer
from kling3_contracts.drift.values import Values

_FAILED = "5"
"""How statuses begin of a server that failed: whoever asks has to expect one, documented or not."""


def answer_differences(was: Mapping[str, Answer], now: Mapping[str, Answer], values: Values) -> Iterator[Difference]:
    """Yield what is different of the answers by status; `2XX` and `default` stand for those that are not named."""
    for status, answer in was.items():
        found = _covering(status, now)
        if found is None:
            wait = Change(Kind.STATUS_GONE, status, "gone", wider=not status.startswith(_FAILED),
                          read="don't wait for it", fact="is gone")  # fmt: skip
            yield wait.at(Place(f"answer {status}"), Party.READER)
        else:
            yield from _answer(f"answer {status}", answer, now[found], values)
    for status in now:
        if _covering(status, was) is None and not _covers(status, was):
            yield Change(Kind.STATUS_NEW, "absent", status, fact="is new").at(Place(f"answer {status}"), Party.READER)


def _answer(part: str, was: Answer, now: Answer, values: Values) -> Iterator[Difference]:
    yield from (each.at(Place(part), Party.READER) for each in _media_changes(was.bodies, now.bodies))
    for media in (each for each in was.bodies if each in now.bodies):
        place = Place(part if media == JSON else f"{part} as {media}")
        yield from values.differences(was.bodies[media], now.bodies[media], place)
    for name in dict.fromkeys((*was.headers, *now.headers)):
        place = Place(f"{part} headers", (name,))
        if name in was.headers and name in now.headers:
            yield from values.differences(was.headers[name], now.headers[name], place)
        else:
            change = gone() if name in was.headers else new(required=False)
            yield change.at(place, Party.READER)


def _media_changes(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Change]:
    if was and not now:
        yield Change(Kind.UNDESCRIBED, " or ".join(sorted(was)), "anything", fact="has a body described no more")
        return
    read = f"read {{}} as {' or '.join(sorted(now))}"
    for media in sorted(was.keys() - now.keys()):
        fact = f"comes no longer as {media}"
        yield Change(Kind.MEDIA_GONE, media, "gone", wider=True, read=read, fact=fact)
    for media in sorted(now.keys() - was.keys()):
        yield Change(Kind.MEDIA_NEW, "absent", media, fact=f"may come as {media}")


def _covering(status: str, answers: Mapping[str, Answer]) -> str | None:
    """Return under which name a status is described."""
    return next((each for each in (status, f"{status[:1]}XX", "DEFAULT") if each in answers), None)


def _covers(status: str, answers: Mapping[str, Answer]) -> bool:
    """Return whether a name for several statuses is but another spelling of those that were named."""
    return status == "DEFAULT" or (status.endswith("XX") and any(each[0] == status[0] for each in answers))
