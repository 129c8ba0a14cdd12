"""Webhooks: calls as the service makes them, signed; a receiver must take each of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, Secret, sign

Clock = Callable[[], float]

_OLDEST = 240
"""Seconds: well within the five minutes that a receiver allows."""
_OTHER = Secret("v9", b"a secret of another version")
_IDS = st.text("ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz0123456789_-", min_size=1, max_size=30)


@dataclass(frozen=True, slots=True)
class SignedWebhook:
    """A call with its headers and the exact bytes of its body."""

    headers: Mapping[str, str]
    body: bytes


def webhooks(secret: str | Secret, *, clock: Clock = time.time) -> SearchStrategy[SignedWebhook]:
    """Return calls that are signed well, sent up to four minutes before the clock's now.

    A text is the secret's UTF-8 bytes; for another encoding give `Secret.parse(text, encoding)`. Among them are header
    names in other cases, a second signature of another version, JSON with spaces, and fields that came later.
    """
    held = secret_of(secret)
    return st.composite(_drawn)(held, clock)


def secret_of(secret: str | Secret) -> Secret:
    """Return a secret that may be given as its text; SecretError for an empty one."""
    return Secret.parse(secret) if isinstance(secret, str) else secret


def message_ids() -> SearchStrategy[str]:
    """Return ids of messages."""
    return _IDS.map("msg_".__add__)


def bodies() -> SearchStrategy[bytes]:
    """Return the bytes of tasks as webhooks tell them, written in several ways that mean the same."""
    separators = st.sampled_from(((",", ":"), (", ", ": ")))
    return st.builds(_written, _tasks(), separators, st.booleans())


def headers_of(message_id: str, timestamp: int | str, signature: str) -> dict[str, str]:
    """Return the headers of a call."""
    return {
        "content-type": "application/json",
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: signature,
    }


def _drawn(draw: DrawFn, secret: Secret, clock: Clock) -> SignedWebhook:
    body, message_id = draw(bodies()), draw(message_ids())
    signers = draw(st.sampled_from(((secret,), (_OTHER, secret), (secret, _OTHER))))
    spelt = draw(st.sampled_from((str.lower, str.title, str.upper)))
    timestamp = int(clock()) - draw(st.integers(0, _OLDEST))
    headers = headers_of(message_id, timestamp, sign(signers, message_id, timestamp, body))
    return SignedWebhook({spelt(name): value for name, value in headers.items()}, body)


def _tasks() -> SearchStrategy[dict[str, object]]:
    later = st.fixed_dictionaries(
        {}, optional={"model": st.just("kling-v3-pro"), "note": st.just("F\u00fcchse \U0001f98a")}
    )
    return st.builds(
        lambda task_id, status, extra: {**_task(str(task_id), status), **extra},
        st.uuids(version=4),
        st.sampled_from(("IN_PROGRESS", "COMPLETED", "FAILED")),
        later,
    )


def _task(task_id: str, status: str) -> dict[str, object]:
    generated = [f"https://media.example.com/kling_{task_id}.mp4"] if status == "COMPLETED" else []
    return {"task_id": task_id, "status": status, "generated": generated}


def _written(task: dict[str, object], separators: tuple[str, str], ascii_only: bool) -> bytes:  # noqa: FBT001  (drawn)
    return json.dumps(task, separators=separators, ensure_ascii=ascii_only).encode()
