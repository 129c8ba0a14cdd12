"""Trial: sends the calls of one case, and tells the judge how they were answered."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from kling3_contracts.errors import UnreachableError
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import NO_ANSWER, Answer
from kling3_contracts.receiver.call import Call, Manner
from kling3_contracts.receiver.case import Case
from kling3_contracts.receiver.evidence import detail_of, request_of, violation_of
from kling3_contracts.receiver.greeting import Greeting
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.verdicts import message_of, verdict_of
from kling3_contracts.receiver.watch import Watch
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Verdict


class Trial:
    """Tries a receiver with one case after the other; without a `watch` only its answers are judged."""

    def __init__(self, wire: Wire, judge: Judge, greeting: Greeting, watch: Watch | None) -> None:
        self._wire, self._judge, self._greeting, self._watch = wire, judge, greeting, watch

    async def hold(self, case: Case, signer: Signer) -> None:
        """Send the calls of a case and judge each that is not a prelude."""
        calls = case.calls(signer)
        before = await self._watch.before(case, signer) if self._watch else None
        sent = await self._sent(case, calls)
        verdicts = [await self._judged(case, signer, call, reply) for call, reply in sent if not call.prelude]
        if self._watch and before is not None and set(verdicts) == {Verdict.KEPT}:
            violation = await self._watch.after(case, calls, before, signer)
            if violation is not None:
                self._judge.found(violation)

    async def _sent(self, case: Case, calls: tuple[Call, ...]) -> list[tuple[Call, Reply]]:
        whole = [call for call in calls if call.manner is not Manner.STUCK]
        async with AsyncExitStack() as stack:
            for call in calls:
                if call.manner is Manner.STUCK:
                    await stack.enter_async_context(self._wire.stuck(call))
            if case.crowded:
                return list(zip(whole, await asyncio.gather(*map(self._in_a_crowd, whole)), strict=True))
            return [(call, await self._wire.send(call)) for call in whole]

    async def _in_a_crowd(self, call: Call) -> Reply:
        try:
            return await self._wire.send(call)
        except UnreachableError as error:
            return Reply(Answer(NO_ANSWER), reason=error.reason)

    async def _judged(self, case: Case, signer: Signer, call: Call, reply: Reply) -> Verdict:
        verdict = verdict_of(case, reply)
        meaning = await self._greeting.look(case, signer, verdict, reply)
        if verdict is Verdict.KEPT:
            self._judge.kept(case.entry.code)
        else:
            message = message_of(case, verdict, call.label, reply, self._wire.timeout) + meaning
            violation = violation_of(case, verdict, message, detail_of(call, verdict))
            request = request_of(self._wire.address, call)
            self._judge.found(replace(violation, request=request, answer=reply.answer))
        return verdict
