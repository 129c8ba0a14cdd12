"""Changes of a fake's answers, each a defect in how a task's life is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from urllib.parse import urlsplit
from uuid import UUID

from kling3_openapi.endpoints import ENDPOINTS, Family, Kind
from tests.contracts.broken.fake import KEY, OTHER_KEY, Answered, Ask, Asked, Change

_LISTS = {each.value for each in Family}
_ORDERS = {each.path for each in ENDPOINTS if each.kind is Kind.CREATE}
_URL = "https://target.test/kling.mp4"


def _is_order(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path in _ORDERS


def _is_list(asked: Asked) -> bool:
    return asked.method != "POST" and asked.path.partition("?")[0] in _LISTS


def _id_in(asked: Asked) -> str:
    """The id of a task that is read, or nothing."""
    family, _, task_id = asked.path.rpartition("/")
    return task_id if family in _LISTS else ""


def _is_video(asked: Asked) -> bool:
    return asked.path.startswith("/kling_")


def _serves(asked: Asked, answer: Answered) -> bool:
    return _is_video(asked) and answer.status == 200


def _shown(answer: Answered) -> dict[str, object]:
    return dict(answer.data) if isinstance(answer.data, dict) else {}


async def born_in_progress(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_data(_shown(answer) | {"status": "IN_PROGRESS"}) if _is_order(asked) else answer


async def born_with_url(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_data(_shown(answer) | {"generated": [_URL]}) if _is_order(asked) else answer


class OneId:
    def __init__(self) -> None:
        self._first: Answered | None = None

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        if _is_order(asked) and asked.path.startswith(f"{Family.REFERENCE.path}-"):
            answer = await ask(asked)
            self._first = self._first or answer
            return answer.with_body(self._first.body, self._first.status)
        return await ask(asked)


class LateToRead:
    """A task can be read from the second time on."""

    def __init__(self) -> None:
        self._read: set[str] = set()

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer, task_id = await ask(asked), _id_in(asked)
        if not task_id or answer.status != 200 or task_id in self._read:
            return answer
        self._read.add(task_id)
        return answer.with_body(b'{"message":"no such task"}', 404)


async def no_video(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_body(b'{"message":"no such video"}', 404) if _is_video(asked) else answer


async def video_for_keys(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_body(b'{"message":"Missing API key"}', 401) if _is_video(asked) and not asked.key else answer


async def video_as_html(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_body(b"<html></html>", content_type=b"text/html") if _is_video(asked) else answer


async def url_as_path(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    if _id_in(asked) and _shown(answer).get("generated"):
        return answer.with_data(_shown(answer) | {"generated": ["/kling_1.mp4"]})
    return answer


async def half_a_video(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked._replace(range=""))
    half = answer.body[: len(answer.body) // 2]
    return answer.with_body(half, content_type=b"video/mp4") if _serves(asked, answer) else answer


async def text_as_video(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_body(b"to be written", content_type=b"video/mp4") if _serves(asked, answer) else answer


async def url_too_early(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    shown = _shown(answer)
    if _id_in(asked) and shown.get("status") in ("IN_PROGRESS", "FAILED"):
        return answer.with_data(shown | {"generated": [_URL]})
    return answer


async def any_family(asked: Asked, ask: Ask) -> Answered:
    answer, task_id = await ask(asked), _id_in(asked)
    for family in Family:
        if task_id and answer.status == 404:
            answer = await ask(asked._replace(path=f"{family.path}/{task_id}"))
    return answer


class AnyKeyReads:
    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if _id_in(asked) and answer.status == 404:
            found = await ask(asked._replace(key=KEY))
            # The limits that it tells are the other key's, which is another defect.
            return found._replace(headers=[each for each in found.headers if not each[0].startswith(b"x-ratelimit")])
        return answer


async def any_key_lists(asked: Asked, ask: Ask) -> Answered:
    return await ask(asked._replace(key=KEY) if _is_list(asked) and asked.key == OTHER_KEY else asked)


class _Given:
    """Remembers the ids that were given out."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    async def ask(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if _is_order(asked) and answer.status == 200:
            self.ids.add(str(_shown(answer)["task_id"]))
        return answer


class Unknown:
    """An id that was never given out is answered by 400, or as a task."""

    def __init__(self, *, as_created: bool) -> None:
        self._given, self._as_created = _Given(), as_created

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer, task_id = await self._given.ask(asked, ask), _id_in(asked)
        if not task_id or task_id in self._given.ids:
            return answer
        if self._as_created:
            return answer._replace(status=200).with_data({"task_id": task_id, "status": "CREATED", "generated": []})
        return answer.with_body(b'{"message":"no such task"}', 400)


class Prefixes:
    """A task is found by all but the last characters of its id."""

    def __init__(self) -> None:
        self._given = _Given()

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        task_id = _id_in(asked)
        same = next((each for each in self._given.ids if task_id and each.startswith(task_id[:30])), task_id)
        family = asked.path.removesuffix(task_id)
        return await self._given.ask(asked._replace(path=f"{family}{same}") if task_id else asked, ask)


def listed_as(status: str, family: Family = Family.KLING3) -> Change:
    """The list of a family shows every task in one status."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if not _is_list(asked) or not isinstance(answer.data, list):
            return answer
        if asked.path != family.path:
            return answer
        return answer.with_data([each | {"status": status} for each in answer.data])

    return change


Opens = Callable[[str, str, Collection[str]], bool]


class Results:
    """Serves a result also for what `opens` it: given the query, the right one, and those of all results."""

    def __init__(self, opens: Opens) -> None:
        self._opens = opens
        self._queries: dict[str, str] = {}

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        path, _, query = asked.path.partition("?")
        right = self._queries.get(path, "")
        if _is_video(asked) and right and self._opens(query, right, self._queries.values()):
            return await ask(asked._replace(path=f"{path}?{right}"))
        answer = await ask(asked)
        self._learn(answer)
        return answer

    def _learn(self, answer: Answered) -> None:
        urls = _shown(answer).get("generated")
        for each in urls if isinstance(urls, list) else ():
            parts = urlsplit(each)
            self._queries[parts.path] = parts.query


def of_any(query: str, _right: str, every: Collection[str]) -> bool:
    return query in every


def begins_alike(query: str, right: str, _every: Collection[str]) -> bool:
    return query[:40] == right[:40]


def ends_alike(query: str, right: str, _every: Collection[str]) -> bool:
    return query.rpartition("hmac=")[2] == right.rpartition("hmac=")[2]


def goes_on(given_out: str, asked: str) -> bool:
    return asked.startswith(given_out)


class Mangled:
    """A task is found by what is only like its id; a whole id is looked up as it is."""

    def __init__(self, same: Callable[[str, str], bool]) -> None:
        self._given, self._same = _Given(), same

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        task_id = _id_in(asked)
        found = next((each for each in self._given.ids if task_id and self._same(each, task_id)), task_id)
        path = f"{asked.path.removesuffix(task_id)}{found}"
        return await self._given.ask(asked._replace(path=path) if task_id else asked, ask)


def listed_with(name: str, value: object) -> Change:
    """Lists show one field more of every task."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if not _is_list(asked) or not isinstance(answer.data, list):
            return answer
        return answer.with_data([each | {name: value} for each in answer.data])

    return change


def shown_with(name: str, when: Callable[[dict[str, object]], bool]) -> Change:
    """Tasks that are read have one field more."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        shown = _shown(answer)
        return answer.with_data(shown | {name: "more"}) if _id_in(asked) and shown and when(shown) else answer

    return change


reason_of_failure = shown_with("error", lambda shown: shown["status"] == "FAILED")


async def ordered_with_cost(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return answer.with_data(_shown(answer) | {"cost": 7}) if _is_order(asked) and _shown(answer) else answer


def enveloped_with(*, lists: bool) -> Change:
    """Answers have a member beside `data`."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if answer.status != 200 or not (_is_list(asked) if lists else _id_in(asked)):
            return answer
        return answer.with_body(json.dumps({"data": answer.data, "message": "ok"}).encode())

    return change


async def reading_orders(asked: Asked, ask: Ask) -> Answered:
    if _id_in(asked) and asked.path.startswith(f"{Family.KLING3.path}/"):
        body = json.dumps({"prompt": str(UUID(int=0))}).encode()
        await ask(Asked("POST", f"{Family.KLING3.path}-std", asked.key, body))
    return await ask(asked)
