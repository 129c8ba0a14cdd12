"""Judging: a webhook receiver -> the report of how it did in every case."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence

from kling3_contracts.errors import OptionError
from kling3_contracts.receiver.cases import CODES
from kling3_contracts.receiver.examination import Examination
from kling3_contracts.receiver.options import ReceiverOptions
from kling3_contracts.verdicts.report import Report

Progress = Callable[[str], None]

_DEFAULTS = ReceiverOptions()


def _silent(_line: str) -> None:
    pass


def judge_receiver(
    url: str, secrets: Sequence[str], options: ReceiverOptions = _DEFAULTS, progress: Progress = _silent
) -> Report:
    """Send every case to a receiver and return how it did, forged calls that it took first.

    `secrets` is the secret that the receiver holds and, while it is rotated, the new one after it. Raises
    UnreachableError when nobody listens at the URL, OptionError, and SecretError for a secret that can't be read; what
    happens later, Ctrl-C too, ends in the report as its `trouble`.
    """
    examination = _examination(url, secrets, options, progress)
    try:
        asyncio.run(examination.run())
    except KeyboardInterrupt:
        examination.stop("stopped by Ctrl-C")
    return examination.report()


async def judge_receiver_async(
    url: str, secrets: Sequence[str], options: ReceiverOptions = _DEFAULTS, progress: Progress = _silent
) -> Report:
    """Do the same as `judge_receiver` in a running event loop, where the receiver may be served too."""
    examination = _examination(url, secrets, options, progress)
    await examination.run()
    return examination.report()


def _examination(url: str, secrets: Sequence[str], options: ReceiverOptions, progress: Progress) -> Examination:
    if not 1 <= len(secrets) <= 2:
        raise OptionError("--secret", f"got {len(secrets)} secrets, expected one, or the old one and the new one")
    for name, seconds in (("--timeout", options.timeout), ("--total", options.total)):
        if not 0 < seconds < math.inf:
            raise OptionError(name, f"got {seconds}, expected seconds above 0: the default is good for most")
    known = sorted(each.code for each in CODES)
    unknown = sorted(options.only.difference(known))
    if unknown:
        raise OptionError("--only", f"got {', '.join(unknown)}, expected codes {known[0]} to {known[-1]}")
    return Examination(url, secrets, options, progress)
