"""Receivers are called by https only if their certificate is trusted; two settings say whose is."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from kling3_mockserver.tasks.task import Status
from kling3_mockserver.testing.tenant import Kling3
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from kling3_mockserver.webhooks.trust import Trust, TrustError
from tests.mockserver.certificates import Safe, Signer, safe_receiver, self_signed
from tests.mockserver.posting import PATIENCE
from tests.mockserver.tenants import order

FAILED = "SSLCertVerificationError: certificate verify failed, "
INSECURE = "set --webhook-insecure"
BOTH = f"give its certificate, or its CA's, to --webhook-ca FILE, or {INSECURE}"


def post(tls: ssl.SSLContext, trust: Trust | None = None) -> tuple[Answer, int]:
    """Return what came of two POSTs to a receiver, and how many it has seen."""

    async def go() -> tuple[Answer, int]:
        receiver, sender = Safe(tls), HttpSender(trust=trust)
        async with receiver.listening() as url:
            try:
                answers = [await sender.post(f"{url}/hook", [], b"{}", PATIENCE) for _ in range(2)]
            finally:
                await sender.close()
        assert answers[0] == answers[1]
        return answers[0], receiver.calls

    return asyncio.run(asyncio.wait_for(go(), PATIENCE))


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path)


def test_a_certificate_of_an_unknown_ca_is_refused_with_the_ways_out(signer: Signer) -> None:
    answer, calls = post(signer.server())
    assert (answer.status, calls, answer.final) == (None, 0, False)
    assert answer.error == f"{FAILED}unable to get local issuer certificate: {BOTH}"


def test_a_self_signed_certificate_is_refused_with_the_ways_out(tmp_path: Path) -> None:
    answer, calls = post(self_signed(tmp_path)[1])
    assert (answer, calls) == (Answer(None, f"{FAILED}self-signed certificate: {BOTH}"), 0)


def test_a_certificate_for_another_name_is_refused_whoever_signed_it(signer: Signer) -> None:
    """A CA would not help."""
    answer, calls = post(signer.server("receiver.example"), Trust(signer.path))
    reason = "IP address mismatch, certificate is not valid for '127.0.0.1'"
    assert (answer, calls) == (Answer(None, f"{FAILED}{reason}: {INSECURE}"), 0)


def test_a_ca_of_ones_own_is_trusted(signer: Signer) -> None:
    assert post(signer.server(), Trust(signer.path)) == (Answer(204), 2)


def test_a_certificate_that_signed_itself_is_trusted_when_it_is_given(tmp_path: Path) -> None:
    path, tls = self_signed(tmp_path)
    assert post(tls, Trust(path)) == (Answer(204), 2)


def test_public_cas_are_trusted_beside_ones_own(signer: Signer) -> None:
    context = ssl.create_default_context()
    before = context.cert_store_stats()["x509"]
    Trust(signer.path).extend(context)
    assert context.cert_store_stats()["x509"] == before + 1
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)


@pytest.mark.parametrize("name", ["127.0.0.1", "receiver.example"])
def test_insecure_trusts_everybody(signer: Signer, name: str) -> None:
    assert post(signer.server(name), Trust(insecure=True)) == (Answer(204), 2)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "can't read {path} (No such file or directory): expected a PEM file of certificates"),
        (b"", "got {path}, in which there is no certificate: expected a PEM file of certificates"),
        (b"\x00\xff", "got {path}, in which there is no certificate: expected a PEM file of certificates"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "got {path}, in which there is no certificate: expected a PEM file of certificates",
        ),
    ],
)
def test_a_file_that_holds_no_certificate_is_refused(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TrustError) as refused:
        Trust(str(path)).check()
    assert str(refused.value) == expected.format(path=path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(TrustError, match=r"^can't read .* \(Is a directory\): expected a PEM file"):
        Trust(str(tmp_path)).check()


def test_a_file_that_is_gone_when_it_is_needed_is_told_as_such(signer: Signer) -> None:
    Path(signer.path).unlink()
    answer, calls = post(signer.server(), Trust(signer.path))
    words = f"can't read {signer.path} (No such file or directory): expected a PEM file of certificates"
    assert answer.error == f"TrustError: {words}"[:200]
    assert calls == 0


@pytest.mark.parametrize(("setting", "expected"), [("webhook_ca", 204), ("webhook_insecure", 204), ("seed", None)])
def test_a_test_says_whom_it_trusts_by_the_same_settings(
    signer: Signer, new_kling3: Callable[..., Kling3], setting: str, expected: int | None
) -> None:
    value = {"webhook_ca": signer.path, "webhook_insecure": True, "seed": 1}[setting]
    kling3 = new_kling3(webhook_statuses=(Status.COMPLETED,), webhook_attempts=1, **{setting: value})
    with safe_receiver(signer.server()) as url:
        order(kling3, f"{url}/hook")
        kling3.run_to_end()
        kling3.deliver_to(f"{url}/mine")
        order(kling3)
        kling3.run_to_end()
    assert [each.answer.status for each in kling3.webhooks] == [expected, expected]
