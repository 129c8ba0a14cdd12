"""Phase: places are asked for, pictures put and read, and both links tried in ways that must open nothing."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.uploads.locks import CODES as LOCKS
from kling3_contracts.uploads.locks import hold_locks
from kling3_contracts.uploads.requesting import CODES as REQUESTS
from kling3_contracts.uploads.requesting import hold_requests
from kling3_contracts.uploads.storing import CODES as STORING
from kling3_contracts.uploads.storing import hold_storing
from kling3_contracts.uploads.visit import Visit

CODES = (*REQUESTS, *STORING, *LOCKS)
"""The promises and rules that this phase puts to the test."""


def run(context: Context) -> None:
    """Hold a server to uploads, where it is held to them."""
    visit = Visit(context)
    if not context.options.holds_uploads:
        visit.not_tried("the server is not held to uploads", *CODES)
        return
    hold_requests(visit)
    if context.judge.wants(*STORING, *LOCKS):
        context.progress("uploads: pictures are put and read")
        stored = hold_storing(visit)
        hold_locks(visit, stored)
    visit.not_tried("nothing in this run came to it", *CODES)
