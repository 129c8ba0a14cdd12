"""A task that a plain list shows before and after is to be shown in other words too."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.context import Context
from kling3_contracts.enforcement.kept_tasks import tasks_left_out
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_openapi.endpoints import Family
from tests.contracts.broken.fake import KEY
from tests.contracts.broken.judged import judged
from tests.contracts.sending.counting import CountingTarget

PLAIN = Request("GET", Family.REFERENCE.path, (("x-freepik-api-key", KEY),))
OTHER = PLAIN._replace(target=f"{PLAIN.target}?fox=snow")


def listing(tasks: str) -> Answer:
    """Answer with a task for each letter."""
    return Answer(200, (), json.dumps({"data": [{"task_id": each} for each in tasks]}).encode())


def left_out(before: str, other: str, after: str) -> tuple[str, list[Request]]:
    """Return what was left out of a list, and the requests that it took to know."""
    target, found = CountingTarget(lambda _: listing(after)), list[str]()

    def look(context: Context) -> None:
        exchange = Exchange(OTHER, listing(other))
        found.extend(tasks_left_out(context, Exchange(PLAIN, listing(before), "here"), exchange))

    judged(look, target, budget=Budget(MemoryAccount(0), Creating((KEY,))))
    return "".join(found), target.requests


@pytest.mark.parametrize(
    ("before", "other", "after", "expected"),
    [
        ("cba", "", "cba", "cba"),
        ("cba", "ba", "cba", "c"),
        ("edcba", "", "edcba", "edc"),
        ("cba", "edc", "edcb", "b"),
        ("cba", "edc", "fed", ""),
        ("cba", "", "", ""),
    ],
)
def test_what_is_shown_before_and_after_is_missed(before: str, other: str, after: str, expected: str) -> None:
    assert left_out(before, other, after) == (expected, [PLAIN])


@pytest.mark.parametrize(("before", "other"), [("cba", "cba"), ("", ""), ("cba", "dcba"), ("cba", "abc")])
def test_where_nothing_is_missing_no_other_request_is_sent(before: str, other: str) -> None:
    assert left_out(before, other, "cba") == ("", [])
