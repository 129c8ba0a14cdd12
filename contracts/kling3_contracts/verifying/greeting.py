"""Greeting: asks a server, before anything is tried, whether it is there and which of the run's keys it knows."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.errors import SubjectError, UnreachableError
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import NO_ANSWER, Answer
from kling3_contracts.options import Options
from kling3_contracts.sending.sender import Sender
from kling3_contracts.verifying.families import families_of, has_uploads
from kling3_contracts.verifying.whereabouts import require_api

MADE_UP_OTHER = "kling3-contracts-other-key"
"""A second key for servers that take any."""
MADE_UP_WRONG = "kling3-contracts-wrong-key"
"""A key that no server gave out."""

_UNAUTHORIZED = 401
_REFUSED = (_UNAUTHORIZED, 403)
"""A server that says 403 to a key does not know it; that it has to say 401 is told by K111."""
_NEEDS_WRONG_KEY = ("K111", "K112", "K167")
_NEEDS_OTHER_KEY = ("K131",)


def greet(sender: Sender, judge: Judge, options: Options) -> Options:
    """Return options whose keys the server knows, or does not, as they say, and whose families it has.

    Raises UnreachableError when nobody answers, SubjectError for a key that is refused and for what is not this API. Of
    the keys that are made up those that do not fit are left out, and what needs them is not tried. Families that the
    options name are held to whether the server has them or not.
    """
    first = _asked(sender, options, options.key)
    require_api(sender, options, first)
    if first.status == _UNAUTHORIZED:
        raise SubjectError(sender.target.url, "the key was refused with 401: give one that it knows by --api-key")
    families = options.families or families_of(sender, options)
    uploads = options.holds_uploads and (options.uploads or has_uploads(sender, options))
    options = replace(options, families=families, uploads=uploads)
    options = _with_other_key(sender, judge, options)
    return _with_wrong_key(sender, judge, options)


def _with_other_key(sender: Sender, judge: Judge, options: Options) -> Options:
    if options.other_key and (refusal := _refusal(sender, options, options.other_key)):
        if options.other_key != MADE_UP_OTHER:
            message = f"the second key was refused with {refusal}: give one that it knows by --other-api-key"
            raise SubjectError(sender.target.url, message)
        options = replace(options, other_key="")
    if not options.other_key:
        _leave_out(judge, _NEEDS_OTHER_KEY, "needs a second key that the server knows: give it by --other-api-key")
    return options


def _with_wrong_key(sender: Sender, judge: Judge, options: Options) -> Options:
    """Where the server is on this machine it may be a fake that takes any key, which is no mistake of it."""
    if options.wrong_key == MADE_UP_WRONG and not sender.target.paid and not _refusal(sender, options, MADE_UP_WRONG):
        options = replace(options, wrong_key="")
    if not options.wrong_key:
        reason = "the server takes any key: tell it which ones are good, then give a wrong one by --wrong-api-key"
        _leave_out(judge, _NEEDS_WRONG_KEY, reason)
    return options


def _leave_out(judge: Judge, codes: tuple[str, ...], reason: str) -> None:
    for code in codes:
        judge.not_tried(code, reason)


def _refusal(sender: Sender, options: Options, key: str) -> int:
    """Return the status by which a key is refused, 0 where it is known."""
    status = _asked(sender, options, key).status
    return status if status in _REFUSED else 0


def _asked(sender: Sender, options: Options, key: str) -> Answer:
    answer = sender.ask("GET", options.held[0].path, key).answer
    if answer.status == NO_ANSWER:
        hint = ", as a port for https does with http" if sender.target.url.startswith("http:") else ""
        raise UnreachableError(sender.target.url, f"the connection broke before an answer{hint}")
    return answer
