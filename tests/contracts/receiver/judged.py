"""A run against a receiver of the tests, and its verdicts in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kling3_contracts.receiver.judging import judge_receiver
from kling3_contracts.receiver.options import ReceiverOptions
from kling3_contracts.verdicts.report import Report
from tests.contracts.receiver.careful import NEW_SECRET, SECRET
from tests.contracts.receiver.servers import Handler, serving

QUICK = ReceiverOptions(drip=0.01)
BOTH = (SECRET, NEW_SECRET)


def judged(handler: Handler, options: ReceiverOptions = QUICK, secrets: Sequence[str] = BOTH) -> Report:
    """Serve a receiver and return how it did."""
    with serving(handler) as url:
        return judge_receiver(url, secrets, options)


def watched(handler: Handler, options: ReceiverOptions = QUICK, secrets: Sequence[str] = BOTH) -> Report:
    """Do the same with a look at what the receiver acted on."""
    with serving(handler) as url:
        return judge_receiver(url, secrets, replace(options, processed_url=url))


def faults(report: Report) -> dict[str, str]:
    """Return the codes of each verdict that fails, gravest verdict first."""
    found: dict[str, str] = {}
    for check in report.checks:
        if check.verdict.fails:
            found[check.verdict.value] = f"{found.get(check.verdict.value, '')} {check.code}".strip()
    return found
