"""Every store keeps one contract: what is ordered, listed, told and forgotten is the same, through any restarts.

Where several workers share it, it is the same whichever of them is asked.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kling3_mockserver.stores.location import RedisServer, SqliteFile, StoreLocation
from kling3_openapi.endpoints import Family
from tests.mockserver.posting import ScriptedSender
from tests.mockserver.stores.lives import HOOK, IN_MEMORY, Life
from tests.mockserver.stores.workers import Workers

KEYS, FAMILIES = ("alpha-key", "beta-key"), (Family.KLING3, Family.OMNI)
SECONDS, WINDOW, MOST_READINGS = 3.0, 60.0, 300
BALANCE = 10.5
COSTS = {Family.KLING3: 196, Family.OMNI: 112}
"""Cents."""
EXAMPLES = settings(deadline=None, max_examples=30, stateful_step_count=25)
FEWER = settings(EXAMPLES, max_examples=20)


class Kept(RuleBasedStateMachine):
    """A fake against a plain model: tasks with the moment of their end, what was told of each, queues and counters."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.strict, self.passed = False, 0.0
        self.forget()
        self.begin()

    def begin(self) -> None:
        self.sender = ScriptedSender()
        self.only = Life(self.location(), self.sender, seed=1, balance=BALANCE)

    def location(self) -> StoreLocation:
        raise NotImplementedError

    @property
    def life(self) -> Life:
        """Whichever fake is asked."""
        return self.only

    def settle(self) -> None:
        self.life.settle()

    def forget(self) -> None:
        self.ordered = defaultdict[tuple[str, Family], list[str]](list)
        self.ended_at: dict[str, float] = {}
        self.failed: set[str] = set()
        self.told: list[str] = []
        self.queued: list[bool] = []
        self.faults = 0
        self.readings: dict[str, tuple[float, int]] = {}

    @rule(key=st.sampled_from(KEYS), family=st.sampled_from(FAMILIES), hooked=st.booleans())
    def order(self, key: str, family: Family, hooked: bool) -> None:  # noqa: FBT001  (drawn)
        paid = sum(COSTS[each] * len(self.ordered[key, each]) for each in FAMILIES)
        if paid + COSTS[family] > BALANCE * 100:
            answer = self.life.ask("POST", next(iter(family.tiers.values())), {"prompt": "A fox"}, key)
            assert answer.status == 402
            return
        task = self.life.order(family, key, **({"webhook_url": HOOK} if hooked else {}))
        assert task not in self.ended_at
        self.ordered[key, family].append(task)
        self.ended_at[task] = self.passed + SECONDS
        if self.queued and self.queued.pop(0):
            self.failed.add(task)
        if hooked:
            self.told.append(task)

    @rule(times=st.integers(1, 3), fails=st.booleans())
    def queue(self, times: int, fails: bool) -> None:  # noqa: FBT001  (drawn)
        self.life.control("POST", "/scenarios", {"scenario": "fail" if fails else "complete", "times": times})
        self.queued += [fails] * times

    @rule()
    def empty_the_queue(self) -> None:
        self.life.control("DELETE", "/scenarios")
        self.queued.clear()

    @rule(times=st.integers(1, 3))
    def let_lists_fail(self, times: int) -> None:
        self.life.control("POST", "/faults", {"fault": "503", "kind": "list", "times": times})
        self.faults += times

    @rule(strict=st.booleans())
    def change_a_setting(self, strict: bool) -> None:  # noqa: FBT001  (drawn)
        self.life.control("PATCH", "/settings", {"strict": strict})
        self.strict = strict

    @rule(seconds=st.sampled_from([0.5, 1.0, 2.0, 5.0, 30.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.life.control("POST", "/clock", {"advance": seconds})
        self.passed += seconds
        self.settle()

    @property
    def running(self) -> list[str]:
        return sorted(task for task, moment in self.ended_at.items() if moment > self.passed)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(self.running))
        self.failed.add(task)
        self.ended_at[task] = self.passed
        self.life.control("POST", f"/tasks/{task}/fail")
        self.settle()

    @precondition(lambda self: self.ended_at)
    @rule(data=st.data(), key=st.sampled_from(KEYS), family=st.sampled_from(FAMILIES))
    def read(self, data: st.DataObject, key: str, family: Family) -> None:
        task = data.draw(st.sampled_from(sorted(self.ended_at)))
        answer = self.life.read(task, family, key)
        if task not in self.ordered[key, family]:
            assert answer.status == 404
            return
        self.count_reading(key, dict(answer.headers))
        assert json.loads(answer.body)["data"]["status"] in self.statuses(task)

    @rule(page=st.integers(1, 3), size=st.integers(1, 3), family=st.sampled_from(FAMILIES))
    def read_a_page(self, page: int, size: int, family: Family) -> None:
        shown = self.listed(KEYS[0], family, f"?page={page}&page_size={size}")
        whole = self.ordered[KEYS[0], family][::-1]
        assert shown == (whole[(page - 1) * size : page * size] if family.pages else whole)

    @rule()
    def reset(self) -> None:
        self.life.control("POST", "/reset")
        self.forget()
        self.sender.posts.clear()

    @invariant()
    def lists_are_whole(self) -> None:
        for key in KEYS:
            for family in FAMILIES:
                assert self.listed(key, family) == self.ordered[key, family][::-1]

    @invariant()
    def what_is_told_is_told_once_and_in_order(self) -> None:
        found = defaultdict[str, list[str]](list)
        for each in self.sender.posts:
            content = json.loads(each.body)
            found[content["task_id"]].append(content["status"])
        assert found.keys() <= set(self.told)
        for task in self.told:
            *first, last = found[task] or [""]
            assert first in ([], ["IN_PROGRESS"])
            assert last in ({self.end(task)} if self.ended_at[task] <= self.passed else {"", "IN_PROGRESS"})
        assert len(set(self.life.posts)) == len(self.life.posts)

    @invariant()
    def settings_are_those_that_were_chosen(self) -> None:
        assert self.life.control("GET", "/settings")["strict"] is self.strict

    def listed(self, key: str, family: Family, query: str = "") -> list[str]:
        while self.faults:
            assert self.life.ask("GET", family.path, key=key).status == 503
            self.faults -= 1
        answer = self.life.ask("GET", f"{family.path}{query}", key=key)
        self.count_reading(key, dict(answer.headers))
        return [each["task_id"] for each in json.loads(answer.body)["data"]]

    def count_reading(self, key: str, headers: dict[str, str]) -> None:
        began, used = self.readings.get(key, (self.passed, 0))
        if self.passed - began >= WINDOW:
            began, used = self.passed, 0
        self.readings[key] = (began, used + 1)
        assert int(headers["x-ratelimit-remaining"]) == max(0, MOST_READINGS - used - 1)

    def end(self, task: str) -> str:
        return "FAILED" if task in self.failed else "COMPLETED"

    def statuses(self, task: str) -> set[str]:
        return {self.end(task)} if self.ended_at[task] <= self.passed else {"CREATED", "IN_PROGRESS"}

    def teardown(self) -> None:
        self.only.end()
        shutil.rmtree(self.folder)


class KeptInMemory(Kept):
    def location(self) -> StoreLocation:
        return IN_MEMORY


class KeptInSqlite(Kept):
    def location(self) -> StoreLocation:
        return SqliteFile(str(self.folder / "kling3.db"))

    @rule()
    def begin_again(self) -> None:
        self.only.end()
        self.only = Life(self.location(), self.sender, seed=1, balance=BALANCE)
        self.only.settle()


class KeptOnRedis(Kept):
    """Two workers, of which one or the other is asked by chance."""

    def __init__(self, tenants: Callable[[], RedisServer]) -> None:
        self.tenants, self.random = tenants, Random(0)  # noqa: S311  (replaced by one that can be repeated)
        super().__init__()

    @initialize(random=st.randoms(use_true_random=False))
    def choose(self, random: Random) -> None:
        self.random = random

    def begin(self) -> None:
        self.workers = Workers(self.tenants(), seed=1, balance=BALANCE)
        self.sender = self.workers.sender

    @property
    def life(self) -> Life:
        return self.random.choice(self.workers.lives)

    def settle(self) -> None:
        self.workers.settle()

    @rule(place=st.sampled_from([0, 1]))
    def begin_again(self, place: int) -> None:
        self.workers.begin_again(place)
        self.settle()

    def teardown(self) -> None:
        self.workers.end()
        shutil.rmtree(self.folder)


TestKeptInMemory, TestKeptInSqlite = KeptInMemory.TestCase, KeptInSqlite.TestCase
TestKeptInMemory.settings = TestKeptInSqlite.settings = EXAMPLES


def test_kept_on_redis(tenants: Callable[[], RedisServer]) -> None:
    run_state_machine_as_test(lambda: KeptOnRedis(tenants), settings=FEWER)
