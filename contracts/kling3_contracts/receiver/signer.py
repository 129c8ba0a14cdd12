"""Signer: makes the calls of one case, with ids that no other case has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kling3_contracts.receiver.call import Call
from kling3_openapi.signature import Secret, sign

IN_PROGRESS, COMPLETED, FAILED = "IN_PROGRESS", "COMPLETED", "FAILED"
STRANGER = Secret("v2", sha256(b"a secret that no receiver has").digest())
"""Signs what a receiver must not trust."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes calls for the case `code`: equal seeds, cases and moments give equal bytes.

    `secrets` is what the receiver holds, the one in use first; `now` is in unix seconds.
    """

    secrets: tuple[Secret, ...]
    seed: int
    now: int
    code: str

    @property
    def secret(self) -> Secret:
        """The secret in use."""
        return self.secrets[0]

    def body(self, status: str = COMPLETED, number: int = 0, **fields: object) -> bytes:
        """Return the JSON of a webhook for the task of this number, as the service writes it: without spaces."""
        return json.dumps(self.task(status, number, **fields), separators=(",", ":")).encode()

    def task(self, status: str = COMPLETED, number: int = 0, **fields: object) -> dict[str, object]:
        """Return what a webhook tells of a task; `fields` replace its own or are added."""
        task_id = self._task_id(number)
        generated = [f"https://cdn.example.com/{task_id}.mp4"] if status == COMPLETED else []
        return {"task_id": task_id, "status": status, "generated": generated, **fields}

    def call(self, body: bytes | None = None, *, number: int = 0, age: int = 0, secrets: Sequence[Secret] = ()) -> Call:
        """Return a well signed call, sent `age` seconds ago; without a body one that tells of COMPLETED.

        `number` tells the messages of one case apart.
        """
        message_id, moment = self._message_id(number), self.now - age
        sent = self.body(number=number) if body is None else body
        signature = sign(secrets or [self.secret], message_id, moment, sent)
        return Call.made(message_id, self._task_id(number), str(moment), signature, sent)

    def timed(self, timestamp: str, number: int = 0) -> Call:
        """Return a call with any text for its timestamp, signed with it."""
        call = replace(self.call(number=number), timestamp=timestamp).having("webhook-timestamp", timestamp)
        return call.signed_as(f"v1,{call.signature(self.secret.key)}")

    def _message_id(self, number: int) -> str:
        return f"msg_{self._digest('message', number)[:24]}"

    def _task_id(self, number: int) -> str:
        digits = self._digest("task", number)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def _digest(self, *parts: object) -> str:
        return sha256("|".join(map(str, (self.seed, self.code, *parts))).encode()).hexdigest()
