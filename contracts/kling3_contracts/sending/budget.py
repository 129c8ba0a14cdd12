"""Budget: which requests may be sent, so that nothing is spent by accident."""

from __future__ import annotations

from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Exchange, Request
from kling3_contracts.sending.creating import Creating, is_reading
from kling3_contracts.sending.ledger import Account
from kling3_openapi.rules.echo import echoed


class Budget:
    """Lets a request pass that can't create a task, and of others as many as an account allows; all without one.

    `created` counts answers that read as creations. A server that creates a task for a request which its own promises
    refuse is trusted no more: from then on each request that could be an order counts, whatever is wrong with it.
    """

    def __init__(self, account: Account | None = None, creating: Creating | None = None) -> None:
        self.account = account
        self.creating = creating or Creating(())
        self.created = 0
        self.kept = 0
        """How many creations are kept for what comes later."""
        self.notes: list[str] = []

    def could_create(self, request: Request) -> bool:
        """Return whether a request counts as a creation when it is sent."""
        if not self.notes:
            return self.creating.could(request)
        return not is_reading(request) or self.creating.only_creates(request)

    def is_free(self, request: Request) -> bool:
        """Return whether a request may be sent again at will."""
        return self.account is None or not self.could_create(request)

    def admit(self, request: Request) -> bool:
        """Return whether a request that may be sent was counted, as one that could create a task is before; else raise.

        Raises SpendError.
        """
        if self.account is None or not self.could_create(request):
            return False
        if not self.account.take(self.kept):
            raise SpendError(_too_many(request, self.account, self.kept))
        return True

    def note(self, exchange: Exchange, *, counted: bool) -> None:
        """Look at what came of a request: a creation that nothing promised, and nobody counted, is counted now."""
        if not self.creating.did(exchange):
            return
        self.created += 1
        if self.account is not None and not counted:
            self.account.charge()
            self.notes.append(_promise_broken(exchange))


def _too_many(request: Request, account: Account, kept: int) -> str:
    order = f"{echoed(request.method)} {echoed(request.path)} was not sent"
    if not account.limit:
        return f"{order}: it could create a task, which costs money there; allow creations with --spend N"
    by_others = f", {account.carried} of them by runs that did not end (--forget-spent)"
    carried = by_others if account.carried else ""
    used = f"all of --spend {account.limit} is used up{carried}"
    if kept:
        used = f"{used}, or kept for later phases"
    return f"{order}: {used}; allow more with a larger N"


def _promise_broken(exchange: Exchange) -> str:
    request, status = exchange.request, exchange.answer.status
    return (
        f"{echoed(request.method)} {echoed(request.path)} was answered {status} although it had to be refused: "
        "a task was probably created and billed; no more such requests are sent beyond --spend"
    )
