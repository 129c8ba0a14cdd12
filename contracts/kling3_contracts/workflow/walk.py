"""Walk: the WALK phase; a script that puts each promise of a task's life to the test, then the state machine."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.promises import TASKS
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import hold_listing
from kling3_contracts.workflow.paging import hold_pages
from kling3_contracts.workflow.polling import hold_course, hold_reading
from kling3_contracts.workflow.strangers import hold_strangers
from kling3_contracts.workflow.tokens import CODES as TOKENS
from kling3_contracts.workflow.tokens import hold_tokens
from kling3_contracts.workflow.video import hold_video
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family

CODES = tuple(each.code for each in TASKS)
"""The promises that this phase puts to the test."""
_HEARD = ("K169", "K170")
"""What every answer on the way is held to, and whose answers this phase brings."""
_PAGES = ("K120", "K122", "K123", "K133", "K134", "K135")
_STRANGERS = ("K130", "K131", "K132", "K139", "K168")
_OLDER = ("K136", "K165")
"""What takes a second task, ordered before the one that is followed."""
_COURSE = ("K124", "K125", "K126", "K127", "K128", "K129", "K137", "K138", "K170", *TOKENS)


def run(context: Context) -> None:
    """Walk tasks of a server through their lives, with one creation where no more are allowed.

    Without any, lists, pages and unknown ids are what is left to look at.
    """
    if not context.judge.wants(*CODES, *_HEARD):
        return
    walk = Walk(context)
    life, older = _born(walk)
    _hold(walk, life, older)
    if walk.orders_are_free and context.options.max_examples > 0:
        context.progress("walk: tasks in every order")
        from kling3_contracts.workflow.search import search  # loads hypothesis

        search(context)
    walk.not_tried(walk.trouble or "nothing in this run came to it", *CODES)


def _born(walk: Walk) -> tuple[Life | None, Life | None]:
    """Order the task that is followed, and before it, where that is free, one that nobody reads before it ends."""
    walk.context.progress("walk: a task is born")
    older = walk.order(Family.OMNI) if walk.orders_are_free and walk.judge.wants(*_OLDER) else None
    life = walk.order(Family.KLING3)
    if life is not None:
        walk.read(life)
        hold_listing(walk.judge, life.family, walk.client.listing(life.family), [life.task_id])
    return life, older


def _hold(walk: Walk, life: Life | None, older: Life | None) -> None:
    wants, progress = walk.judge.wants, walk.context.progress
    if life and older and wants("K136"):
        hold_reading(walk, life, older)
    elif life:
        walk.not_tried("it takes a second task at the same time, and orders are not free here", "K136")
    if wants(*_STRANGERS):
        progress("walk: other families, other keys, unknown ids")
        hold_strangers(walk, life)
    if wants(*_PAGES):
        progress("walk: pages")
        hold_pages(walk)
    if life and wants(*_COURSE):
        progress("walk: to the end of a task")
        hold_course(walk, life)
        if hold_video(walk, life):
            hold_tokens(walk, life, older)
