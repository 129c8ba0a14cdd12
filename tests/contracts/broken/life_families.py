"""Fakes of which one family or tier lives wrongly, while all others live well."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from kling3_contracts.options import Phase
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family, Tier
from tests.contracts.broken import life_answers as answers
from tests.contracts.broken.fake import (
    KEY,
    OTHER_KEY,
    Answered,
    Ask,
    Asked,
    Change,
    FakeTarget,
    a_mock,
    a_target,
    changed,
)
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.life_stores import Eager, Listing, Lives, cut

_DAY = 24 * 3600.0


class _ProNeverEnds(Task):
    """IN_PROGRESS for ever, in the dearer tier."""

    def status(self, now: float) -> Status:
        status = super().status(now)
        return Status.IN_PROGRESS if self.tier is Tier.PRO and status.ended else status


class _OmniJumps(Task):
    """CREATED until the end."""

    def status(self, now: float) -> Status:
        status = super().status(now)
        return status if status.ended or self.family is not Family.OMNI else Status.CREATED


class _ReferenceGoesBack(Task):
    """IN_PROGRESS goes back to CREATED for a while, in one tier of one family."""

    def status(self, now: float) -> Status:
        back = (self.family, self.tier) == (Family.REFERENCE, Tier.PRO) and 1.6 <= now - self.created_at < 2.4
        return Status.CREATED if back else super().status(now)


class _OmniFailsLater(Task):
    """COMPLETED turns into FAILED."""

    def status(self, now: float) -> Status:
        late = self.family is Family.OMNI and now >= self.plan.ended_at + 0.7
        return Status.FAILED if late else super().status(now)


class _ProWithoutUrl(Task):
    """The dearer tier has no video."""

    def has_video(self, now: float) -> bool:
        return self.tier is not Tier.PRO and super().has_video(now)


class AllFamilies(MemoryStore):
    """The list of one family shows the tasks of another one too."""

    def __init__(self, family: Family, other: Family) -> None:
        super().__init__()
        self._family, self._other = family, other

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        tasks = list(await super().newest(key, family))
        if family is self._family:
            tasks = sorted((*tasks, *await super().newest(key, self._other)), key=lambda each: -each.created_at)
        return cut(tasks, skip, limit)


def _omni_oldest_first(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    omni = bool(tasks) and tasks[0].family is Family.OMNI
    return cut(tasks[::-1] if omni else tasks, skip, limit)


def _oldest_twenty(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks[-20:] if limit is None else tasks, skip, limit)


def _never_a_page(tasks: Sequence[Task], _skip: int, limit: int | None) -> Sequence[Task]:
    return tasks if limit is None else ()


def _without_pro(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut([each for each in tasks if each.tier is Tier.STD], skip, limit)


def _fifty_at_most(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip, None if limit is None else min(limit, 50))


def _turned_after_the_first(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    page = cut(tasks, skip, limit)
    return page[::-1] if skip else page


def _first_page_by_default(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, 0 if limit == 20 else skip, limit)


def _newest_hundred(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks[:100], skip, limit)


def _without_ended(answer: Answered) -> Answered:
    going = [each for each in answer.data if each["status"] != "COMPLETED"] if isinstance(answer.data, list) else []
    return answer.with_data(going)


async def ended_are_not_listed(asked: Asked, ask: Ask) -> Answered:
    answer = await ask(asked)
    return _without_ended(answer) if asked.path == Family.OMNI.path and answer.status == 200 else answer


class _Forgotten:
    """A task that was read COMPLETED is not there any more."""

    def __init__(self) -> None:
        self._read: set[str] = set()

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if asked.path in self._read:
            return answer.with_body(b'{"message":"no such task"}', 404)
        if asked.path.startswith(f"{Family.REFERENCE.path}/") and b'"COMPLETED"' in answer.body:
            self._read.add(asked.path)
        return answer


class _WorkedOutByReading:
    """Lists show the status that a task had when it was read last."""

    def __init__(self) -> None:
        self._read: dict[object, object] = {}

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        data = answer.data if answer.status == 200 else None
        if isinstance(data, dict):
            self._read[data.get("task_id")] = data.get("status")
        if isinstance(data, list):
            return answer.with_data([each | {"status": self._read.get(each["task_id"], "CREATED")} for each in data])
        return answer


class _ForADay(FakeTarget):
    """Its tasks are gone on the next day."""

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        if seconds >= _DAY:
            asyncio.run(self.store.clear())

    @classmethod
    def started(cls) -> FakeTarget:
        store = MemoryStore()
        made = cls(a_mock(store))
        made.store = store
        return made

    store: MemoryStore


class _IdOfAnotherFamily:
    """Orders of Omni are answered with the id of a Kling 3 task."""

    def __init__(self) -> None:
        self._known: Answered | None = None

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        if asked.method == "POST" and asked.path.startswith(f"{Family.OMNI.path}-") and self._known:
            return answer.with_body(self._known.body, self._known.status)
        if asked.method == "POST" and asked.path == f"{Family.KLING3.path}-std" and answer.status == 200:
            self._known = self._known or answer
        return answer


def as_first_key(path: str) -> Change:
    """What lies at a path is the first key's, whoever asks."""

    async def change(asked: Asked, ask: Ask) -> Answered:
        return await ask(asked._replace(key=KEY) if asked.key == OTHER_KEY and asked.path.startswith(path) else asked)

    return change


async def omni_url_too_early(asked: Asked, ask: Ask) -> Answered:
    omni = asked.path.startswith(f"{Family.OMNI.path}/")
    return await (answers.url_too_early(asked, ask) if omni else ask(asked))


def _shows(data: object, change: Callable[[list[str]], list[str]]) -> dict[str, object] | None:
    """A task with other URLs, where it has some."""
    urls = data.get("generated") if isinstance(data, dict) else None
    return {**data, "generated": change(urls)} if isinstance(data, dict) and urls else None


def _generated(change: Callable[[list[str]], list[str]]) -> Change:
    async def shown(asked: Asked, ask: Ask) -> Answered:
        answer = await ask(asked)
        other = _shows(answer.data, change) if answer.status == 200 and asked.method == "GET" else None
        return answer.with_data(other) if other else answer

    return shown


def _url_anew() -> Change:
    reads = Counter[str]()

    def another(urls: list[str]) -> list[str]:
        reads["all"] += 1
        return [f"{each}&read={reads['all']}" for each in urls]

    return _generated(another)


def _url_once() -> Change:
    shown: set[str] = set()

    def once(urls: list[str]) -> list[str]:
        first = [each for each in urls if each not in shown]
        shown.update(urls)
        return first

    return _generated(once)


async def echoes_capitals(asked: Asked, ask: Ask) -> Answered:
    path, _, task_id = asked.path.rpartition("/")
    if len(task_id) != 36 or task_id == task_id.lower():
        return await ask(asked)
    answer = await ask(asked._replace(path=f"{path}/{task_id.lower()}"))
    return answer.with_data({**answer.data, "task_id": task_id}) if isinstance(answer.data, dict) else answer


def _lives(kind: type[Task]) -> Callable[[], FakeTarget]:
    return lambda: a_target(Lives(kind))


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("an Omni order is answered with a Kling 3 id", "K120", lambda: changed(_IdOfAnotherFamily())),
    ("a long list shows its oldest tasks alone", "K122", lambda: a_target(Listing(_oldest_twenty))),
    ("a list with pages is always empty", "K122", lambda: a_target(Listing(_never_a_page))),
    ("lists have no pro tasks", "K122", lambda: a_target(Listing(_without_pro))),
    ("Omni tasks jump over IN_PROGRESS", "K124", _lives(_OmniJumps)),
    ("a pro task of reference-to-video goes back", "K124", _lives(_ReferenceGoesBack)),
    ("an Omni task turns into FAILED", "K125", _lives(_OmniFailsLater)),
    ("pro tasks complete without a URL", "K126", _lives(_ProWithoutUrl)),
    ("the URL is shown once", "K126", lambda: changed(_url_once())),
    ("an Omni task has a URL while IN_PROGRESS", "K129", lambda: changed(omni_url_too_early)),
    ("Omni's list shows Kling 3 too", "K130", lambda: a_target(AllFamilies(Family.OMNI, Family.KLING3))),
    ("Kling 3's list shows Omni too", "K130", lambda: a_target(AllFamilies(Family.KLING3, Family.OMNI))),
    ("another key reads Omni tasks", "K131", lambda: changed(as_first_key(f"{Family.OMNI.path}/"))),
    ("another key lists reference-to-video", "K131", lambda: changed(as_first_key(Family.REFERENCE.path))),
    ("Omni's list shows the oldest first", "K133", lambda: a_target(Listing(_omni_oldest_first))),
    ("every page but the first shows the oldest first", "K133", lambda: a_target(Listing(_turned_after_the_first))),
    ("page is ignored without page_size", "K134", lambda: a_target(Listing(_first_page_by_default))),
    ("pages end at a hundred tasks", "K134", lambda: a_target(Listing(_newest_hundred))),
    ("a page has fifty tasks at most", "K135", lambda: a_target(Listing(_fifty_at_most))),
    ("reading an Omni task brings its end nearer", "K136", lambda: a_target(Eager(Family.OMNI))),
    ("pro tasks never end", "K137", _lives(_ProNeverEnds)),
    ("Omni's list is behind", "K138", lambda: changed(answers.listed_as("CREATED", Family.OMNI))),
    ("lists show what reading has worked out", "K138", lambda: changed(_WorkedOutByReading())),
    ("the URL is another at each reading", "K172", lambda: changed(_url_anew())),
    ("a task has two URLs", "K173", lambda: changed(_generated(lambda urls: [*urls, "https://target.test/1.jpg"]))),
    ("what has ended is not listed", "K181", lambda: changed(ended_are_not_listed)),
    ("what has ended is forgotten", "K181", lambda: changed(_Forgotten())),
    ("tasks are gone on the next day", "K181", _ForADay.started),
    ("an id in capitals is shown in capitals", "K182", lambda: changed(echoes_capitals)),
)

FAMILIES: tuple[Broken, ...] = tuple(Broken(*each, (Phase.WALK,)) for each in _DEFECTS)
