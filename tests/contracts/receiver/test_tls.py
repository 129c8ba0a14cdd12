"""A receiver behind https is reached as one behind http is; a certificate that is not trusted has to be allowed."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace

import pytest
import trustme

from kling3_contracts.errors import UnreachableError
from kling3_contracts.receiver.judging import judge_receiver_async
from kling3_contracts.receiver.options import ReceiverOptions
from kling3_contracts.verdicts.report import Report
from tests.contracts.receiver.judged import BOTH, QUICK
from tests.contracts.receiver.raw import RawReceiver


def judged_by_tls(options: ReceiverOptions) -> Report:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    async def run() -> Report:
        async with RawReceiver().listening(context) as port:
            return await judge_receiver_async(f"https://127.0.0.1:{port}/hook", BOTH, options)

    return asyncio.run(run())


def test_a_certificate_that_is_not_trusted_is_told_with_the_option_that_allows_it() -> None:
    with pytest.raises(UnreachableError, match=r"its certificate is not trusted \(.*\): --ins"):
        judged_by_tls(QUICK)


def test_with_the_option_it_is_reached() -> None:
    report = judged_by_tls(replace(QUICK, insecure=True, only=frozenset({"K200", "K243"})))
    assert (report.exit_status, report.requests) == (0, 2)
