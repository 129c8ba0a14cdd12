"""Walk: the WALK phase; each promise of a task's life by a script, then in every order, then in a crowd."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_contracts.context import Context
from kling3_contracts.judging.promises import CROWDS, RESULTS, TASKS
from kling3_contracts.workflow.births import Born, births
from kling3_contracts.workflow.course import hold_course
from kling3_contracts.workflow.crowd import CODES as CROWD
from kling3_contracts.workflow.crowd import hold_crowd
from kling3_contracts.workflow.later import hold_later
from kling3_contracts.workflow.paging import hold_pages
from kling3_contracts.workflow.reading import hold_reading, hold_unread
from kling3_contracts.workflow.results import CODES as DOORS
from kling3_contracts.workflow.results import hold_results
from kling3_contracts.workflow.strangers import hold_strangers
from kling3_contracts.workflow.video import Downloaded
from kling3_contracts.workflow.walk_state import Walk

CODES = tuple(each.code for each in (*TASKS, *RESULTS, *CROWDS))
"""The promises that this phase puts to the test."""
_HEARD = ("K169", "K170")
"""What every answer on the way is held to, and whose answers this phase brings."""
_PAGES = ("K120", "K122", "K123", "K133", "K134", "K135")
_STRANGERS = ("K122", "K130", "K131", "K132", "K133", "K139", "K168", "K182")
_COURSE = ("K124", "K125", "K126", "K129", "K137", "K138", "K170", "K172", "K173", "K181", *DOORS)
_LATER = ("K176", "K181")


def run(context: Context) -> None:
    """Walk tasks of a server through their lives, with one creation where no more are allowed.

    Without any, lists, pages and unknown ids are what is left to look at.
    """
    if not context.judge.wants(*CODES, *_HEARD):
        return
    walk = Walk(context)
    context.progress("walk: tasks are born")
    born = births(walk)
    results = _hold(walk, born)
    if walk.orders_are_free and context.options.max_examples > 0:
        context.progress("walk: tasks in every order")
        from kling3_contracts.workflow.search import search  # loads hypothesis

        search(context)
    if context.judge.wants(*CROWD):
        hold_crowd(walk)
    # Last, since time passes by itself while other things are asked.
    if context.judge.wants(*_LATER):
        hold_later(walk, [each for each in born.followed if each.ended], results)
    walk.not_tried(walk.trouble or "nothing in this run came to it", *CODES)


def _hold(walk: Walk, born: Born) -> Sequence[Downloaded]:
    """Put the lives that were born to the test; return the videos that came."""
    wants, progress = walk.judge.wants, walk.context.progress
    if wants("K136"):
        _hold_readings(walk, born)
    if wants(*_STRANGERS):
        progress("walk: other families, other keys, unknown ids")
        hold_strangers(walk, born.followed)
    if wants(*_PAGES):
        progress("walk: pages")
        hold_pages(walk)
    if not born.followed or not wants(*_COURSE):
        return ()
    progress("walk: to the end of tasks")
    return _hold_ends(walk, born)


def _hold_readings(walk: Walk, born: Born) -> None:
    for life in born.followed:
        if older := born.unread.get(life.order):
            hold_reading(walk, life, older)
    if born.followed and not born.unread:
        walk.not_tried("it takes a second task at the same time, and orders are not free here", "K136")


def _hold_ends(walk: Walk, born: Born) -> Sequence[Downloaded]:
    hold_course(walk, born.followed)
    # Where reading moves tasks (K136) lists are bound to be behind: that is no second defect.
    if walk.judge.wants("K138") and "K136" not in {each.code for each in walk.judge.violations()}:
        hold_unread(walk, born.unread.values())
    return hold_results(walk, born)
