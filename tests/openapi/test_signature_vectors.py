"""Webhook signatures agree with what others have published, and with an independent library."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.signature import Secret, SecretEncoding, sign, verify

NOW = 1614265330
BODY = b'{"test": 2432232314}'
LONG_DATA = (
    b"This is a test using a larger than block-size key and a larger than block-size data. "
    b"The key needs to be hashed before being used by the HMAC algorithm."
)

ids = st.from_regex(r"[!-\-/-~]{1,40}", fullmatch=True)
quoted_texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: f'"{text}"')


def headers_of(message_id: str, timestamp: int, signatures: str) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures,
    }


@pytest.mark.parametrize(
    ("key", "data", "expected"),
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            bytes(range(1, 26)),
            b"\xcd" * 50,
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (b"\x0c" * 20, b"Test With Truncation", "a3b6167473100ee06e0c796c2955552b"),
        (
            b"\xaa" * 131,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (b"\xaa" * 131, LONG_DATA, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ],
    ids=[f"case {number}" for number in range(1, 8)],
)
def test_a_signature_is_the_hmac_sha256_of_rfc_4231(key: bytes, data: bytes, expected: str) -> None:
    """Case 5 is published cut to 128 bits."""
    assert base64.b64decode(Secret("v1", key).signature(data)).hex().startswith(expected)


def test_a_raw_secret_signs_as_in_githubs_documentation() -> None:
    secret = Secret.parse("It's a Secret to Everybody")
    digest = base64.b64decode(secret.signature(b"Hello, World!"))
    assert digest.hex() == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretEncoding.WHSEC),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretEncoding.BASE64),
        ("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0", SecretEncoding.HEX),
    ],
)
def test_the_vector_of_standard_webhooks_holds(text: str, encoding: SecretEncoding) -> None:
    secret, message_id = Secret.parse(text, encoding), "msg_p5jXN8AQM9LWM0D4loKWxJek"
    signed = sign([secret], message_id, NOW, BODY)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    verify([secret], headers_of(message_id, NOW, signed), BODY, now=NOW)


@given(ids, st.integers(0, 4 * 10**9), st.binary(min_size=1), quoted_texts)
def test_the_library_standardwebhooks_signs_alike(message_id: str, now: int, key: bytes, text: str) -> None:
    theirs = standardwebhooks.Webhook(key)
    expected = theirs.sign(message_id, datetime.fromtimestamp(now, tz=UTC), text)
    assert sign([Secret("v1", key)], message_id, now, text.encode()) == expected
    verify([Secret("v1", key)], headers_of(message_id, now, expected), text.encode(), now=now)


@given(st.binary(min_size=1))
def test_the_library_standardwebhooks_reads_secrets_alike(key: bytes) -> None:
    text = f"whsec_{base64.b64encode(key).decode()}"
    expected = standardwebhooks.Webhook(text).sign("msg_1", datetime.fromtimestamp(NOW, tz=UTC), "{}")
    assert sign([Secret.parse(text, SecretEncoding.WHSEC)], "msg_1", NOW, b"{}") == expected


def test_the_library_standardwebhooks_verifies_what_we_sign() -> None:
    """It reads the clock of the wall, and passes over the second signature of a rotation."""
    now, theirs = int(time.time()), standardwebhooks.Webhook(b"old key")
    signed = sign([Secret("v2", b"new key"), Secret("v1", b"old key")], "msg_1", now, BODY)
    headers = headers_of("msg_1", now, signed)
    assert theirs.verify(BODY, headers) == {"test": 2432232314}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        theirs.verify(BODY + b" ", headers)
