"""Receivers in JavaScript agree with our signatures: `verify_signatures.mjs` checks them with node:crypto."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kling3_openapi.signature import Secret, SecretEncoding, sign

VERIFIER = Path(__file__).with_name("verify_signatures.mjs")
NODE = shutil.which("node")
NOW = 1614265330
BODY = '{"task_id":"1","status":"COMPLETED","generated":["https://example.org/é.mp4"]}'.encode()
TEXTS = {
    SecretEncoding.RAW: "pl\u00e4in text",
    SecretEncoding.BASE64: "b2xkIGtleQ==",
    SecretEncoding.WHSEC: "whsec_b2xkIGtleQ==",
    SecretEncoding.HEX: "6f6c64206b6579",
}

pytestmark = pytest.mark.skipif(
    NODE is None, reason="node is not installed: our signatures were not checked by a receiver in JavaScript"
)


@dataclass(frozen=True)
class Call:
    secrets: dict[str, str]
    encoding: str
    signatures: str
    body: bytes = BODY
    id: str = "msg_1"
    timestamp: int = NOW

    def as_json(self) -> dict[str, object]:
        return {
            "secrets": self.secrets,
            "encoding": self.encoding,
            "headers": {
                "webhook-id": self.id,
                "webhook-timestamp": str(self.timestamp),
                "webhook-signature": self.signatures,
            },
            "body": base64.b64encode(self.body).decode(),
        }


def judged_by_javascript(*calls: Call) -> list[bool]:
    asked = json.dumps([call.as_json() for call in calls]).encode()
    command = [NODE or "node", str(VERIFIER)]
    ended = subprocess.run(command, input=asked, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    verdicts: list[bool] = json.loads(ended.stdout)
    return verdicts


def test_the_verifier_itself_knows_the_vector_of_standard_webhooks() -> None:
    secrets = {"v1": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    call = Call(secrets, "whsec", signed, b'{"test": 2432232314}', "msg_p5jXN8AQM9LWM0D4loKWxJek")
    assert judged_by_javascript(call, replace(call, body=b'{"test": 2432232315}')) == [True, False]


@pytest.mark.parametrize("encoding", SecretEncoding)
def test_javascript_verifies_what_we_sign_and_refuses_what_was_changed(encoding: SecretEncoding) -> None:
    text = TEXTS[encoding]
    call = Call({"v1": text}, encoding.value, sign([Secret.parse(text, encoding)], "msg_1", NOW, BODY))
    forged = replace(call, id="msg_2"), replace(call, timestamp=NOW + 1), replace(call, body=BODY + b" ")
    assert judged_by_javascript(call, *forged) == [True, False, False, False]


def test_javascript_finds_either_secret_of_a_rotation_by_its_version() -> None:
    old, new = Secret.parse("old"), Secret.parse("new", version="v2")
    signed = sign([old, new], "msg_1", NOW, BODY)
    known: list[dict[str, str]] = [{"v1": "old"}, {"v2": "new"}, {"v1": "new"}, {"v2": "old"}, {"v3": "old"}]
    calls = [Call(secrets, "raw", signed) for secrets in known]
    assert judged_by_javascript(*calls) == [True, True, False, False, False]


def test_javascript_confirms_that_the_encoding_of_the_secret_matters() -> None:
    """The webhooks page's PHP program decodes a secret that its other programs take as it is."""
    text = TEXTS[SecretEncoding.BASE64]
    call = Call({"v1": text}, "raw", sign([Secret.parse(text)], "msg_1", NOW, BODY))
    assert judged_by_javascript(call, replace(call, encoding="base64")) == [True, False]
