"""Watch: looks, before and after a case, at what a receiver has acted on, where it lets that be seen."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import Case, Expected
from kling3_contracts.receiver.evidence import violation_of
from kling3_contracts.receiver.processed import Done, Processed
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.verdicts import is_taken
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Verdict, Violation

_BLIND = "--processed-url did not show a valid call that was taken: what the receiver acts on was not judged"


class Watch:
    """Holds a receiver to acting on what it must and on nothing else; one valid call more tells when to look."""

    def __init__(self, wire: Wire, processed: Processed) -> None:
        self._wire, self._processed = wire, processed
        self.note = ""
        """Why it can't see, or nothing."""
        self._tried = False

    async def require_sight(self) -> None:
        """Return when what was acted on can be read; raise OptionError otherwise."""
        await self._processed.read()

    async def before(self, case: Case, signer: Signer) -> Done | None:
        """Return what was acted on so far; nothing where the case has no need of it, or it can't be seen."""
        if case.processed is None or not await self._sees(signer):
            return None
        return await self._processed.read()

    async def after(self, case: Case, calls: tuple[Call, ...], before: Done, signer: Signer) -> Violation | None:
        """Return the violation where other than the expected number of calls was acted on."""
        wanted = case.processed or 0
        done = await self._done(before, wanted, signer)
        if done is None:
            return None
        times = done.times(calls) - before.times(calls) - (0 if done.ids is not None else 1)
        return None if times == wanted else _violation(case, times, wanted)

    async def _sees(self, signer: Signer) -> bool:
        if not self._tried:
            self._tried = True
            before = await self._processed.read()
            done = await self._done(before, 0, replace(signer, code=f"{signer.code} first"))
            self.note = "" if done else _BLIND
        return not self.note

    async def _done(self, before: Done, wanted: int, signer: Signer) -> Done | None:
        """Send a valid call and return what was acted on when it was; nothing when it never is."""
        last = replace(signer, code=f"{signer.code} last").call()
        if not is_taken((await self._wire.send(last)).answer.status):
            return None
        goal = 1 if before.ids is not None else before.total + 1
        done = await self._processed.reached((last,), goal if before.ids is not None else goal + wanted)
        return done if done.times((last,)) >= goal else None


def _violation(case: Case, times: int, wanted: int) -> Violation:
    forged = case.expected is Expected.REFUSED
    mend = "verify before anything is done" if forged else case.mend[0].lower() + case.mend[1:].rstrip(".")
    got = "refused, and acted on all the same" if forged else f"acted on {_times(times)}"
    message = f"got it {got}, expected it to be acted on {_times(wanted)}: {mend}"
    return violation_of(case, Verdict.ACCEPTED_FORGED if forged else Verdict.VIOLATED, message, "acted on")


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
