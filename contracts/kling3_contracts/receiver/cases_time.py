"""Timestamps that are not of now: a call that was recorded must not be good for ever."""

from __future__ import annotations

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import ASSUMED, PAGE, Calls, Case, Expected, Group
from kling3_contracts.receiver.signer import Signer

_page = Group(Expected.REFUSED, PAGE).case
_assumed = Group(Expected.REFUSED, ASSUMED).case
_either = Group(Expected.EITHER, ASSUMED).case

_HOUR = 3600
_MILLISECONDS = 1000


def _aged(seconds: int) -> Calls:
    return lambda signer: (signer.call(age=seconds),)


def _words(*words: str) -> Calls:
    def calls(signer: Signer) -> tuple[Call, ...]:
        return tuple(signer.timed(word, number).named(f"'{word}'") for number, word in enumerate(words))

    return calls


def _with_a_fraction(signer: Signer) -> tuple[Call, ...]:
    return (signer.timed(f"{signer.now}.5"),)


def _in_milliseconds(signer: Signer) -> tuple[Call, ...]:
    return (signer.timed(str(signer.now * _MILLISECONDS)),)


TIME: tuple[Case, ...] = (
    _page(235, "an-hour-old", (
        "A call that was signed an hour ago is refused.",
        "Its signature is right for ever; only the timestamp keeps a recorded call from being used again.",
        "Compare the timestamp with your clock, and refuse beyond 300 seconds.",
    ), _aged(_HOUR)),
    _page(236, "an-hour-ahead", (
        "A call that is dated an hour ahead is refused.",
        "A call from the future stays fresh until then, and outlives the list of ids that were dealt with.",
        "Compare the distance between timestamp and clock in both directions: refuse beyond 300 seconds.",
    ), _aged(-_HOUR)),
    _assumed(237, "timestamp-that-is-no-number", (
        "A timestamp that is no number is refused.",
        "Reading it as a number fails, or gives a NaN, which is neither too old nor too new.",
        "Refuse a timestamp that is not made of digits alone, before you compare it.",
    ), _words("yesterday", "NaN", "1e400")),
    _either(238, "timestamp-with-a-fraction", (
        "A timestamp with a fraction does no harm.",
        "The service sends whole seconds. Well signed and of now it may be taken or refused; it must not fail.",
        "Refuse a timestamp that is not made of digits alone, with 400.",
    ), _with_a_fraction),
    _assumed(239, "timestamp-in-milliseconds", (
        "A timestamp in milliseconds is refused.",
        "Read as seconds it lies in the far future; who takes it has a clock in milliseconds, and refuses real calls.",
        "Compare whole unix seconds.",
    ), _in_milliseconds),
)  # fmt: skip
"""In the order of their codes."""
