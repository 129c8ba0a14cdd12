"""Greeting: how valid calls are answered; when the first one is refused, it finds out why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kling3_contracts.receiver.case import Case, Expected
from kling3_contracts.receiver.diagnosis import diagnose
from kling3_contracts.receiver.fronts import on_the_way
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Cause, Check, Verdict
from kling3_openapi.signature import SecretEncoding


class Greeting:
    """Follows the valid calls of one run; `text` is the secret as it was given."""

    def __init__(self, wire: Wire, text: str, encoding: SecretEncoding) -> None:
        self._wire, self._text, self._encoding = wire, text, encoding
        self._taken = self._refused = False
        self._meaning = ""
        self._explained: Verdict | None = None

    def causes(self, checks: Iterable[Check]) -> tuple[Cause, ...]:
        """Return why no valid call at all was taken, where that is known, with the checks that met the same end."""
        if self._taken or self._explained is None:
            return ()
        codes = frozenset(each.code for each in checks if each.verdict is self._explained)
        return (Cause(f"no valid call was taken: {self._meaning}", codes),)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the report must know of the valid calls."""
        if self._refused and not self._taken:
            return ("no valid call was taken: that forged ones were refused proves nothing",)
        return (f"the first valid call was refused: {self._meaning}",) if self._meaning else ()

    async def look(self, case: Case, signer: Signer, verdict: Verdict, reply: Reply) -> str:
        """Note how a call was answered; return what most likely is wrong when it is the first valid one, refused."""
        if case.expected is not Expected.TAKEN:
            return ""
        first = not (self._taken or self._refused)
        self._taken |= verdict is Verdict.KEPT
        self._refused |= verdict is not Verdict.KEPT
        if not first or verdict is Verdict.KEPT or not reply.answer.status:
            return ""
        other = replace(signer, code="diagnosis")
        self._meaning = await diagnose(self._wire, other, self._text, self._encoding, reply)
        # A failure says nothing of the signature, but one that comes from the way to the receiver meets every call.
        if self._meaning and (verdict is Verdict.REFUSED_VALID or on_the_way(reply.answer)):
            self._explained = verdict
        return f"; {self._meaning}" if self._meaning else ""
