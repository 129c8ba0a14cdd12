"""Trigger: one webhook, well or ill, to a receiver, without a server and without a task."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import WebhookDelayed, WebhookDropped, WebhookDuplicated, WebhookFault
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.by_hand import WebhookError, fault_by_hand, message_by_hand
from kling3_mockserver.webhooks.faulty_call import call_of
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from kling3_openapi.signature import Secret

_OF_MORE_CALLS = (WebhookDelayed, WebhookDropped, WebhookDuplicated)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is sent: to whom, of which status and task (one made up for it unless it is named), and what is wrong."""

    url: str
    status: Status
    secrets: Sequence[Secret]
    task_id: str = ""
    fault: str = ""
    """Words of a fault, or nothing."""
    timeout: float = 10.0
    """Seconds that the receiver is given."""

    def __post_init__(self) -> None:
        # Numbers that are none pass every bound of the command line's.
        if not 0 < self.timeout < math.inf:
            raise WebhookError(f"got a timeout of {self.timeout}: expected seconds above 0, as in 10")


def trigger(asked: Trigger, say: Callable[[str], object]) -> bool:
    """Send a webhook, say what was sent and answered, and return whether the receiver took it.

    Raises FaultError for what can't be wrong with one call, and WebhookError for what can't be called or told.
    """
    now = time.time()
    fault = _fault(asked.fault) if asked.fault else None
    message = message_by_hand(asked.url, asked.status, Identifiers(None), now, asked.task_id)
    headers, body = call_of(message, asked.secrets, int(now), fault)
    say("\n".join([f"POST {asked.url}", *(f"{name.decode()}: {value.decode()}" for name, value in headers)]))
    say(f"\n{body.decode()}\n")
    answer, seconds = asyncio.run(_send(asked, headers, body))
    say(_words(answer, f"{seconds * 1000:.1f} ms"))
    return answer.delivered


def _fault(words: str) -> WebhookFault:
    fault = fault_by_hand(words)
    if isinstance(fault, _OF_MORE_CALLS):
        expected = "wrong-signature, stale [SECONDS], tampered, old-secret or not-json"
        raise FaultError(f"got '{words[:60]}', and one call is sent at once: expected {expected}")
    return fault


async def _send(asked: Trigger, headers: HeaderList, body: bytes) -> tuple[Answer, float]:
    sender, began = HttpSender(), time.perf_counter()
    answer = await sender.post(asked.url, headers, body, asked.timeout)
    took = time.perf_counter() - began
    await sender.close()
    return answer, took


def _words(answer: Answer, took: str) -> str:
    if answer.delivered:
        return f"{answer.status} in {took}: taken"
    if answer.status is not None:
        return f"{answer.status} in {took}: not taken, since only 2xx is; the service would try again"
    return f"no answer in {took}: {answer.error}"
