"""A webhook is signed as the webhooks page asks."""

from __future__ import annotations

import base64
import hashlib
import hmac

from kling3_mockserver.webhooks.headers import headers
from kling3_openapi.signature import Secret, SecretEncoding
from tests.mockserver.samples import a_message


def signed(secret: str, message_id: str, timestamp: int, content: bytes) -> str:
    """What a receiver calculates."""
    text = f"{message_id}.{timestamp}.".encode() + content
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


def test_the_headers_sign_the_id_the_timestamp_and_the_exact_body() -> None:
    message = a_message(body=b'{"task_id":"task-1"}')
    secret = Secret.parse("hush", SecretEncoding.RAW, version="v1")
    assert headers(message, [secret], 1_700_000_000) == [
        (b"content-type", b"application/json"),
        (b"user-agent", b"kling3-mock"),
        (b"webhook-id", message.id.encode()),
        (b"webhook-timestamp", b"1700000000"),
        (b"webhook-signature", f"v1,{signed('hush', message.id, 1_700_000_000, message.body)}".encode()),
    ]


def test_each_attempt_has_its_own_timestamp_and_signature_and_keeps_the_id() -> None:
    secret = Secret.parse("hush", SecretEncoding.RAW, version="v1")
    first, second = (dict(headers(a_message(), [secret], now)) for now in (100, 105))
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {b"webhook-timestamp", b"webhook-signature"}


def test_while_a_secret_is_rotated_both_sign() -> None:
    secrets = [Secret.parse(text, SecretEncoding.RAW, version=v) for text, v in (("old", "v1"), ("new", "v2"))]
    message = a_message()
    expected = " ".join(
        f"{version},{signed(text, message.id, 100, message.body)}" for text, version in (("old", "v1"), ("new", "v2"))
    )
    assert dict(headers(message, secrets, 100))[b"webhook-signature"].decode() == expected
