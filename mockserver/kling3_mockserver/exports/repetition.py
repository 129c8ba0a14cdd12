"""Repetition: remembered requests as a test of pytest that makes them anew, and gets the answers of then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kling3_mockserver.exports.literals import literal
from kling3_mockserver.exports.omissions import omission
from kling3_mockserver.exports.requests import INDENT, Call
from kling3_mockserver.exports.seen_tasks import SeenTask, seen_ends, seen_places, seen_tasks
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.journal.exchange import Exchange

_HEAD = '''\
"""Requests that kling3-mock remembered, made anew; GET /_mock/export.py wrote this."""

import httpx
import pytest

KEY = {"x-freepik-api-key": "any"}


'''
_RECEIVER = '''\
def receiver(environ, start_response):
    """Take the webhooks, in the place of whoever the orders name."""
    start_response("204 No Content", [])
    return []


'''
_BEGIN = """\
def test_the_remembered_requests(kling3):
"""
_DELIVER = """\
    kling3.deliver_to(receiver)
"""
_CLIENT = """\
    with httpx.Client(base_url=kling3.url) as client:
"""
_SETTINGS = ("edition", "strict", "strict-reads", "list-ignored", "empty-list")
"""Those that a request's answer depends on and a test may set."""
_MANY_READS = 50
"""Of one task, from which on the fake of a test might take them for a loop without an end."""
_SCENARIOS = {
    "COMPLETED": (("complete", "at-once", "reads"), ""),
    "FAILED": (("fail",), "fail"),
    "no url": (("no-url",), "no-url"),
}
"""For each end the scenarios that bring it about, and the one to ask for when none of them was."""


def written_test(
    exchanges: Sequence[Exchange], known: tuple[str, ...], settings: Mapping[str, object]
) -> Iterator[str]:
    """Yield the test in parts; `known` are secrets, `settings` those that are not as by themselves, by option name."""
    calls = any(b"webhook_url" in each.request.body for each in exchanges)
    yield _HEAD + _RECEIVER * calls + _marker(exchanges, settings) + _BEGIN + _DELIVER * calls + _CLIENT
    steps = _Steps(seen_ends(exchanges), known)
    for each in exchanges:
        yield "".join(f"{' ' * INDENT}{line}\n" for line in steps.of(each))
    if not steps.count:
        yield f"{' ' * INDENT}assert client is not None  # there was nothing that can be made anew\n"


class _Steps:
    """Writes the steps of a test one after the other."""

    def __init__(self, ends: Mapping[str, SeenTask], known: tuple[str, ...]) -> None:
        self.count = self._tasks = 0
        self._ends, self._known = ends, known
        self._names: dict[str, str] = {}
        self._videos: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._running: set[str] = set()
        self._keys: dict[str, str] = {}

    def of(self, exchange: Exchange) -> Iterator[str]:
        """Yield the lines of one exchange."""
        reason = omission(exchange, {*self._names, *self._videos, *self._places})
        yield f"# {exchange.number}" + (f" is left out: {reason}" if reason else "")
        if reason:
            return
        self.count += 1
        yield from self._clock(exchange)
        call = Call(exchange, self._names, self._known, self._key(exchange.request.key))
        yield call.statement(scenario=self._scenario(exchange), url=self._url(exchange))
        yield f"assert response.status_code == {exchange.response.status}"
        yield from self._results(exchange)

    def _clock(self, exchange: Exchange) -> Iterator[str]:
        """Yield what brings the end about that an answer shows."""
        if any(each.has_ended and each.task_id in self._running for each in seen_tasks(exchange)):
            self._running.clear()
            yield "kling3.run_to_end()"

    def _results(self, exchange: Exchange) -> Iterator[str]:
        """Yield what is to be known of an answer later."""
        method, tasks = exchange.request.method, seen_tasks(exchange)
        if method == "POST":
            yield from self._new_task(tasks)
            yield from self._new_places(exchange)
        elif len(tasks) == 1 and tasks[0].has_ended and exchange.task_id == tasks[0].task_id:
            yield f'assert response.json()["data"]["status"] == "{tasks[0].status}"'
            yield from self._new_video(tasks[0])

    def _new_task(self, tasks: Iterable[SeenTask]) -> Iterator[str]:
        for each in tasks:
            self._tasks += 1
            self._names[each.task_id] = name = f"task_{self._tasks}"
            self._running.add(each.task_id)
            yield f'{name} = response.json()["data"]["task_id"]'

    def _new_video(self, task: SeenTask) -> Iterator[str]:
        if task.generated and task.task_id not in self._videos:
            self._videos[task.task_id] = name = f"video_{len(self._videos) + 1}"
            yield f'{name} = response.json()["data"]["generated"][0]'

    def _new_places(self, exchange: Exchange) -> Iterator[str]:
        for place, (upload_url, asset_url) in enumerate(seen_places(exchange)):
            number = len(self._places) + 1
            for url, kind in ((upload_url, "upload_url"), (asset_url, "asset_url")):
                self._names[url] = f"{kind}_{number}"
                yield f'{kind}_{number} = response.json()["files"][{place}]["{kind}"]'
            self._places[_file_of(upload_url)] = str(number)

    def _url(self, exchange: Exchange) -> str:
        """Return the name of the link that is asked, or nothing where it is none."""
        file_id = stored_file(exchange.request.path)
        if file_id in self._places:
            kind = "upload_url" if exchange.request.path.startswith("/upload_") else "asset_url"
            return f"{kind}_{self._places[file_id]}"
        return self._videos.get(exchange.task_id, "") if exchange.request.path.endswith(".mp4") else ""

    def _scenario(self, exchange: Exchange) -> str:
        """Return the scenario to ask for: that of the request, unless its task was seen to end otherwise."""
        asked = exchange.request.header(b"x-kling3-scenario")
        end = self._ends.get(exchange.task_id)
        if exchange.request.method != "POST" or end is None:
            return asked
        suiting, otherwise = _SCENARIOS["no url" if end.lacks_url else end.status]
        return asked if asked.startswith(suiting) else otherwise

    def _key(self, key: str) -> str:
        """Return what stands for a key: the same for the same one."""
        number = len(self._keys) + 1
        return self._keys.setdefault(key, "any" if number == 1 else f"any-{number}") if key else ""


def _file_of(url: str) -> str:
    return stored_file("/" + url.partition("?")[0].rpartition("/")[2]) or url


def _marker(exchanges: Sequence[Exchange], settings: Mapping[str, object]) -> str:
    codes = sorted({each.code for exchange in exchanges for each in exchange.findings})
    marked = {name.replace("-", "_"): settings[name] for name in _SETTINGS if name in settings}
    reads = Counter(each.task_id for each in exchanges if each.task_id)
    if any(count >= _MANY_READS for count in reads.values()):
        marked["poll_limit"] = 0
    if codes:
        marked["allow"] = codes
    return f"@pytest.mark.kling3({', '.join(f'{name}={literal(each)}' for name, each in marked.items())})\n" * bool(
        marked
    )
