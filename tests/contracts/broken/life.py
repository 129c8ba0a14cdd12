"""Fakes whose tasks live wrongly: each has one defect that reading shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kling3_contracts.options import Phase
from kling3_mockserver.tasks.scenario import CompleteWithoutUrl, FailAfter, NeverEnd
from kling3_mockserver.tasks.store import MemoryStore
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family
from tests.contracts.broken import life_answers as answers
from tests.contracts.broken.fake import FakeTarget, a_target, changed
from tests.contracts.broken.kinds import Broken
from tests.contracts.broken.life_families import FAMILIES
from tests.contracts.broken.life_stores import Eager, Listing, Lives, cut
from tests.contracts.broken.results import RESULTS


class _Back(Task):
    """IN_PROGRESS goes back to CREATED for a while."""

    def status(self, now: float) -> Status:
        age = now - self.created_at
        return Status.CREATED if 1.6 <= age < 2.4 else super().status(now)


class _Jumping(Task):
    """CREATED until the end."""

    def status(self, now: float) -> Status:
        status = super().status(now)
        return status if status.ended else Status.CREATED


class _Failing(Task):
    """COMPLETED turns into FAILED."""

    def status(self, now: float) -> Status:
        return Status.FAILED if now >= self.plan.ended_at + 0.7 else super().status(now)


class _Reopened(Task):
    """COMPLETED is taken up again."""

    def status(self, now: float) -> Status:
        return Status.IN_PROGRESS if now >= self.plan.ended_at + 0.7 else super().status(now)


class _WrongTask(MemoryStore):
    """Any id is answered with the newest task of its key and family."""

    async def get(self, task_id: str) -> Task | None:
        task = await super().get(task_id)
        return (await self.newest(task.key, task.family, 0, 1))[0] if task else None


def _oldest_first(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks[::-1], skip, limit)


def _by_id(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(sorted(tasks, key=lambda each: each.id), skip, limit)


def _without_newest(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks[1:], skip, limit)


def _always_first_page(tasks: Sequence[Task], _skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, 0, limit)


def _overlapping(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip - 1 if skip else 0, limit)


def _with_gaps(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip + 1 if skip else 0, limit)


def _always_twenty(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip, None if limit is None else 20)


def _default_of_ten(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip, 10 if limit == 20 else limit)


def _one_too_few(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip, None if limit is None else limit - 1)


def _one_too_many(tasks: Sequence[Task], skip: int, limit: int | None) -> Sequence[Task]:
    return cut(tasks, skip, None if limit is None else limit + 1)


def _lives(kind: type[Task]) -> Callable[[], FakeTarget]:
    return lambda: a_target(Lives(kind))


def _listing(choose: Callable[[Sequence[Task], int, int | None], Sequence[Task]]) -> Callable[[], FakeTarget]:
    return lambda: a_target(Listing(choose))


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("an order is answered IN_PROGRESS", "K120", lambda: changed(answers.born_in_progress)),
    ("an order is answered with a URL", "K120", lambda: changed(answers.born_with_url)),
    ("every order is answered with the first id", "K120", lambda: changed(answers.OneId())),
    ("404 right after creation", "K121", lambda: changed(answers.LateToRead())),
    ("the list comes without the newest task", "K122", _listing(_without_newest)),
    ("another task is returned", "K123", lambda: a_target(_WrongTask())),
    ("a status goes back", "K124", _lives(_Back)),
    ("a status jumps over IN_PROGRESS", "K124", _lives(_Jumping)),
    ("COMPLETED turns into FAILED", "K125", _lives(_Failing)),
    ("COMPLETED is taken up again", "K125", _lives(_Reopened)),
    ("COMPLETED without a URL", "K126", lambda: a_target(scenario=CompleteWithoutUrl())),
    ("the URL does not download", "K127", lambda: changed(answers.no_video)),
    ("the URL asks for a key", "K127", lambda: changed(answers.video_for_keys)),
    ("the video comes as a page of HTML", "K127", lambda: changed(answers.video_as_html)),
    ("the URL is a path", "K127", lambda: changed(answers.url_as_path)),
    ("the video is cut off", "K128", lambda: changed(answers.half_a_video)),
    ("the video is text", "K128", lambda: changed(answers.text_as_video)),
    ("a URL while IN_PROGRESS", "K129", lambda: changed(answers.url_too_early)),
    ("a URL on FAILED", "K129", lambda: changed(answers.url_too_early, scenario=FailAfter())),
    ("another family finds the task", "K130", lambda: changed(answers.any_family)),
    ("another key reads the task", "K131", lambda: changed(answers.AnyKeyReads())),
    ("another key lists the task", "K131", lambda: changed(answers.any_key_lists)),
    ("an unknown task is CREATED", "K132", lambda: changed(answers.Unknown(as_created=True))),
    ("an unknown task is answered 400", "K132", lambda: changed(answers.Unknown(as_created=False))),
    ("a task is found by the beginning of its id", "K132", lambda: changed(answers.Prefixes())),
    ("the list shows the oldest first", "K133", _listing(_oldest_first)),
    ("the list is ordered by id", "K133", _listing(_by_id)),
    ("page is ignored", "K134", _listing(_always_first_page)),
    ("pages overlap", "K134", _listing(_overlapping)),
    ("pages leave gaps", "K134", _listing(_with_gaps)),
    ("page_size is ignored", "K135", _listing(_always_twenty)),
    ("page_size is 10 by default", "K135", _listing(_default_of_ten)),
    ("pages are one task short", "K135", _listing(_one_too_few)),
    ("pages are one task long", "K135", _listing(_one_too_many)),
    ("a task ends at its fifth reading", "K136", lambda: a_target(task_reads=5)),
    ("reading brings the end nearer", "K136", lambda: a_target(Eager(*Family))),
    ("a task never ends", "K137", lambda: a_target(scenario=NeverEnd())),
    ("the list is behind", "K138", lambda: changed(answers.listed_as("CREATED"))),
    ("the list is ahead", "K138", lambda: changed(answers.listed_as("COMPLETED"))),
    ("reading orders one more task", "K139", lambda: changed(answers.reading_orders)),
    ("a result needs no token", "K164", lambda: changed(answers.Results(lambda token, _right, _all: not token))),
    ("a result takes any result's token", "K165", lambda: changed(answers.Results(answers.of_any))),
    ("a token is compared by its beginning", "K166", lambda: changed(answers.Results(answers.begins_alike))),
    ("a token may be put off", "K166", lambda: changed(answers.Results(answers.ends_alike))),
    ("a task is found by a part of its id", "K168", lambda: changed(answers.Mangled(str.startswith))),
    ("an id may have more behind it", "K168", lambda: changed(answers.Mangled(answers.goes_on))),
    ("the list shows whole tasks", "K169", lambda: changed(answers.listed_with("generated", []))),
    ("the list shows when tasks were made", "K169", lambda: changed(answers.listed_with("created_at", "2026-02-01"))),
    ("the list tells its pages beside the tasks", "K169", lambda: changed(answers.enveloped_with(lists=True))),
    ("a task shows when it was made", "K170", lambda: changed(answers.shown_with("created_at", lambda _shown: True))),
    ("an order is answered with what it cost", "K170", lambda: changed(answers.ordered_with_cost)),
    ("FAILED has a reason", "K170", lambda: changed(answers.reason_of_failure, scenario=FailAfter())),
    ("a task stands beside a message", "K170", lambda: changed(answers.enveloped_with(lists=False))),
)

LIFE: tuple[Broken, ...] = (*(Broken(*each, (Phase.WALK,)) for each in _DEFECTS), *FAMILIES, *RESULTS)
