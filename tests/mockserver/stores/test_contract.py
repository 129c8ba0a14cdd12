"""Every store keeps one contract: what is ordered, listed, told and forgotten is the same, through any restarts."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kling3_mockserver.stores.location import SqliteFile, StoreLocation
from kling3_openapi.endpoints import Family
from tests.mockserver.posting import ScriptedSender
from tests.mockserver.stores.lives import HOOK, IN_MEMORY, Life

KEYS, FAMILIES = ("alpha-key", "beta-key"), (Family.KLING3, Family.OMNI)
SECONDS = 3.0


class Kept(RuleBasedStateMachine):
    """A fake against a plain model: tasks with the moment of their end, and what was told of each."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.sender = ScriptedSender()
        self.ordered: dict[tuple[str, Family], list[str]] = {}
        self.ended_at: dict[str, float] = {}
        self.failed: set[str] = set()
        self.told: list[str] = []
        self.life = Life(self.location(), self.sender, seed=1)

    def location(self) -> StoreLocation:
        raise NotImplementedError

    @property
    def now(self) -> float:
        return self.life.mock.clock.now()

    @rule(key=st.sampled_from(KEYS), family=st.sampled_from(FAMILIES), hooked=st.booleans())
    def order(self, key: str, family: Family, hooked: bool) -> None:  # noqa: FBT001  (drawn)
        task = self.life.order(family, key, **({"webhook_url": HOOK} if hooked else {}))
        assert task not in self.ended_at
        self.ordered.setdefault((key, family), []).append(task)
        self.ended_at[task] = self.now + SECONDS
        if hooked:
            self.told.append(task)

    @rule(seconds=st.sampled_from([0.5, 1.0, 2.0, 5.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.life.pass_(seconds)

    @property
    def running(self) -> list[str]:
        return sorted(task for task, moment in self.ended_at.items() if moment > self.now)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(self.running))
        self.failed.add(task)
        self.ended_at[task] = self.now
        self.life.control("POST", f"/tasks/{task}/fail")
        self.life.settle()

    @rule()
    def reset(self) -> None:
        self.life.control("POST", "/reset")
        for each in (self.ordered, self.ended_at, self.failed, self.told):
            each.clear()
        self.sender.posts.clear()

    @invariant()
    def lists_are_whole(self) -> None:
        for key in KEYS:
            for family in FAMILIES:
                shown = [each.partition(" ")[0] for each in self.life.tasks(family, key)]
                assert shown == self.ordered.get((key, family), [])[::-1]

    @invariant()
    def ends_are_told_once_each(self) -> None:
        ends = [each.partition(" ")[0] for each in self.life.posts if not each.startswith("IN_PROGRESS")]
        ended = [task for task in self.told if self.ended_at[task] <= self.now]
        assert sorted(ends) == sorted("FAILED" if task in self.failed else "COMPLETED" for task in ended)
        assert len(set(self.life.posts)) == len(self.life.posts)

    def teardown(self) -> None:
        self.life.end()
        shutil.rmtree(self.folder)


class KeptInMemory(Kept):
    def location(self) -> StoreLocation:
        return IN_MEMORY


class KeptInSqlite(Kept):
    def location(self) -> StoreLocation:
        return SqliteFile(str(self.folder / "kling3.db"))

    @rule()
    def begin_again(self) -> None:
        self.life.end()
        self.life = Life(self.location(), self.sender, seed=1)
        self.life.settle()


TestKeptInMemory, TestKeptInSqlite = KeptInMemory.TestCase, KeptInSqlite.TestCase
TestKeptInMemory.settings = TestKeptInSqlite.settings = settings(deadline=None, max_examples=30, stateful_step_count=25)
