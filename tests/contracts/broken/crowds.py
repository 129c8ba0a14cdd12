"""Fakes that answer each request rightly, and mix up those that come at once: what they share is changed by a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from kling3_contracts.options import Phase
from kling3_mockserver.tasks.store import Due, MemoryStore
from kling3_mockserver.tasks.task import Task
from kling3_openapi.endpoints import Family
from tests.contracts.broken.fake import Answered, Ask, Asked, FakeTarget, a_target, changed
from tests.contracts.broken.kinds import Broken

_PAUSE = 0.002
"""Seconds: how long a look into a database takes."""


class OneCounter:
    """Ids are made of a counter that is stored a pause after it was read."""

    def __init__(self) -> None:
        self._next = 1
        self._outer: dict[str, str] = {}

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        number = 0
        if asked.method == "POST":
            number = self._next
            await asyncio.sleep(_PAUSE)
            self._next = number + 1
        answer = await ask(asked._replace(path=self._inwards(asked.path)))
        if number and isinstance(answer.data, dict):
            self._outer[str(answer.data["task_id"])] = str(UUID(int=number, version=4))
        return self._outwards(answer)

    def _inwards(self, path: str) -> str:
        for inner, outer in self._outer.items():
            path = path.replace(outer, inner)
        return path

    def _outwards(self, answer: Answered) -> Answered:
        body = answer.body
        for inner, outer in self._outer.items():
            body = body.replace(inner.encode(), outer.encode())
        return answer if body == answer.body else answer.with_body(body, answer.status)


class CurrentKey:
    """The key of a request is kept where the next one overwrites it; `methods` are those that do so."""

    def __init__(self, *methods: str) -> None:
        self._methods, self._key = methods, ""

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        if asked.method not in self._methods:
            return await ask(asked)
        self._key = asked.key
        await asyncio.sleep(_PAUSE)
        return await ask(asked._replace(key=self._key))


class CurrentPath:
    """What is read is kept where the next one overwrites it."""

    def __init__(self) -> None:
        self._path = ""

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        if asked.method != "GET":
            return await ask(asked)
        self._path = asked.path
        await asyncio.sleep(_PAUSE)
        return await ask(asked._replace(path=self._path))


def _newest_twice(tasks: list[object]) -> list[object]:
    return [*tasks[:1], *tasks]


class WhileStoring:
    """Lists show something else while a task is stored."""

    def __init__(self, shown: Callable[[list[object]], list[object]]) -> None:
        self._shown, self._storing = shown, 0

    async def __call__(self, asked: Asked, ask: Ask) -> Answered:
        if asked.method == "POST":
            self._storing += 1
            await asyncio.sleep(_PAUSE)
            self._storing -= 1
        answer = await ask(asked)
        return answer.with_data(self._shown(answer.data)) if self._storing and isinstance(answer.data, list) else answer


class _Losing(MemoryStore):
    """Tasks are written back as a whole a pause after they were read, so that of two new ones one is lost."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[str, ...] = ()

    async def add(self, task: Task, due: Due = ()) -> None:
        kept = self._kept
        await asyncio.sleep(_PAUSE)
        self._kept = (*kept, task.id)
        await super().add(task, due)

    async def get(self, task_id: str) -> Task | None:
        return await super().get(task_id) if task_id in self._kept else None

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        kept = [each for each in await super().newest(key, family) if each.id in self._kept]
        return kept[skip:] if limit is None else kept[skip : skip + limit]


class _Unread(_Losing):
    """Of two new tasks one is lost for reading alone; lists show both."""

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        return await MemoryStore.newest(self, key, family, skip, limit)


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("orders at once share an id", "K195", lambda: changed(OneCounter())),
    ("orders at once share a key", "K196", lambda: changed(CurrentKey("POST", "GET"))),
    ("of orders at once all but one are lost", "K196", lambda: a_target(_Losing())),
    ("of orders at once all but one can't be read", "K196", lambda: a_target(_Unread())),
    ("readings at once share a key", "K197", lambda: changed(CurrentKey("GET"))),
    ("readings at once share a path", "K197", lambda: changed(CurrentPath())),
    ("lists are empty while a task is stored", "K198", lambda: changed(WhileStoring(lambda _tasks: []))),
    (
        "lists show a task twice while another is stored",
        "K198",
        lambda: changed(WhileStoring(_newest_twice)),
    ),
)

CROWDS: tuple[Broken, ...] = tuple(Broken(*each, (Phase.WALK,)) for each in _DEFECTS)
