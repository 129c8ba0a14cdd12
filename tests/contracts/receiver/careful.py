"""A receiver that keeps every case, written from the rules and not with the project's own `verify`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field

from tests.contracts.receiver.servers import Answer, Came

SECRET = "a secret of tests"
NEW_SECRET = "the secret after that"
DECODABLE = base64.b64encode(b"thirty-two bytes of a secret key").decode()

OK, BAD, DENIED = 200, 400, 401
TOLERANCE = 300


def hmac_of(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def base64_of(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac_of(key, content)).decode()


def header(came: Came, name: str) -> str:
    return came.headers.get(f"webhook-{name}", "")


@dataclass
class Careful:
    """Keeps every case; each method is a habit that a subclass may lack."""

    secrets: dict[str, str] = field(default_factory=lambda: {"v1": SECRET, "v2": NEW_SECRET})
    acted: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, came: Came) -> int | Answer:
        if came.method == "GET" and not came.body:
            return self.told()
        if came.method != "POST":
            return 405
        return self.post(came)

    def told(self) -> Answer:
        """Answer the URL that tells what was acted on."""
        return OK, json.dumps({"processed": self.acted}).encode()

    def post(self, came: Came) -> int:
        if not (self.complete(came) and self.fresh(header(came, "timestamp")) and self.trusted(came)):
            return DENIED
        return self.read(came)

    def complete(self, came: Came) -> bool:
        return all(len(came.headers.get_all(f"webhook-{name}", [])) == 1 for name in ("id", "timestamp", "signature"))

    def fresh(self, timestamp: str) -> bool:
        return timestamp.isascii() and timestamp.isdigit() and abs(time.time() - int(timestamp)) <= TOLERANCE

    def content(self, came: Came) -> bytes:
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.".encode() + came.body

    def trusted(self, came: Came) -> bool:
        entries = (entry.partition(",") for entry in header(came, "signature").split(" "))
        return any(self.matches(version, got, self.content(came)) for version, _, got in entries)

    def matches(self, version: str, got: str, content: bytes) -> bool:
        secret = self.secrets.get(version)
        return secret is not None and self.same(got, base64_of(self.key(secret), content))

    def key(self, secret: str) -> bytes:
        return secret.encode()

    def same(self, got: str, right: str) -> bool:
        return hmac.compare_digest(got.encode(), right.encode())

    def read(self, came: Came) -> int:
        try:
            task = json.loads(came.body)
            told = task["task_id"], task["status"], task["generated"][:1]
        except (ValueError, TypeError, KeyError):
            return BAD
        return self.act(came, str(told))

    def act(self, came: Came, _told: str) -> int:
        with self.lock:
            if header(came, "id") not in self.acted:
                self.acted.append(header(came, "id"))
        return OK
