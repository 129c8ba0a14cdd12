"""Verdicts: what a reply means for a case, and the sentence that says so."""

from __future__ import annotations

from kling3_contracts.messages import NO_ANSWER
from kling3_contracts.receiver.case import Case, Expected
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.verdicts.report import Verdict

_NOT_IMPLEMENTED = 501
_ELSEWHERE = {
    404: "look at the path of the URL",
    405: "the URL takes no POST: look at its path",
    429: "let the limit on requests pass webhooks over",
}
_TAKEN = {Expected.REFUSED: Verdict.ACCEPTED_FORGED, Expected.BETTER_REFUSED: Verdict.WARNING}
_SPEED = "answer first and do the work afterwards"
_LOG = "look for the error in the receiver's log"


def verdict_of(case: Case, reply: Reply) -> Verdict:
    """Return how a receiver did in one call of a case."""
    if reply.late:
        return Verdict.TOO_SLOW
    if is_failure(reply.answer.status):
        return Verdict.CRASHED
    if is_taken(reply.answer.status):
        return _TAKEN.get(case.expected, Verdict.KEPT)
    return Verdict.REFUSED_VALID if case.expected is Expected.TAKEN else Verdict.KEPT


def is_taken(status: int) -> bool:
    """Return whether a sender takes this status for success."""
    return 200 <= status < 300


def is_failure(status: int) -> bool:
    """Return whether this status, or none, tells of a program that failed; 501 refuses a method."""
    return status == NO_ANSWER or (status >= 500 and status != _NOT_IMPLEMENTED)


def message_of(case: Case, verdict: Verdict, label: str, reply: Reply, timeout: float) -> str:
    """Return what was got, what was expected, and what to do next."""
    subject = f"{label}: " if label else ""
    return f"{subject}got {got(reply, timeout)}, expected {case.expected.value}: {_advice(case, verdict, reply)}"


def got(reply: Reply, timeout: float) -> str:
    """Return what came back, in words."""
    if reply.late:
        return f"no answer within {timeout:g} seconds"
    return str(reply.answer.status) if reply.answer.status else f"no answer ({reply.reason})"


def _advice(case: Case, verdict: Verdict, reply: Reply) -> str:
    mend = case.mend[0].lower() + case.mend[1:].rstrip(".")
    if verdict is Verdict.CRASHED:
        return f"{mend}; {_LOG}" if case.expected is Expected.TAKEN else f"{mend}; answer 400 on failure, and {_LOG}"
    if verdict is Verdict.TOO_SLOW:
        return f"{_SPEED}; {mend}" if case.expected is Expected.TAKEN else _SPEED
    return _elsewhere(reply.answer.status) or mend if verdict is Verdict.REFUSED_VALID else mend


def _elsewhere(status: int) -> str:
    if 300 <= status < 400:
        return "webhooks don't follow redirects: give the URL that answers by itself"
    return _ELSEWHERE.get(status, "")
