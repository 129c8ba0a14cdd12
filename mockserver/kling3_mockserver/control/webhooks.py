"""Webhooks by hand: the handlers that send one again, well or ill, and one that no task brought about."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kling3_mockserver.control.bodies import json_object
from kling3_mockserver.faults.fault import WebhookFault
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.suggestion import suggestion, unknown_member
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.by_hand import fault_by_hand, message_by_hand
from kling3_mockserver.webhooks.courier import Courier

_FIELDS = ("url", "status", "task_id", "fault")
_STATUSES = {each.value: each for each in Status}
_ACCEPTED = 202


class WebhooksByHand:
    """The handlers that have the courier send what a person asks for."""

    def __init__(self, journal: Journal, courier: Courier, identifiers: Identifiers) -> None:
        self._journal, self._courier, self._identifiers = journal, courier, identifiers

    async def redeliver(self, request: Request) -> Response:
        """Send a message again: same id and body, new timestamp and signature, and if wanted with a fault."""
        wanted = request.path_params["message_id"]
        asked = await json_object(request, empty={})
        if asked.keys() - {"fault"}:
            raise HTTPException(400, f'{unknown_member(asked, ("fault",))}expected nothing, or {{"fault": "stale"}}')
        for delivery in reversed(self._journal.deliveries()):
            if delivery.message.id == wanted:
                self._courier.send_again(delivery.message, _fault(asked))
                return JSONResponse({"id": wanted}, _ACCEPTED)
        raise HTTPException(404, f"no delivery of a message {wanted[:60]} is remembered: see GET /_mock/deliveries")

    async def send(self, request: Request) -> Response:
        """Send a webhook of which no task is told: `{"url": ..., "status": "COMPLETED"}`."""
        asked = await json_object(request)
        if asked.keys() - set(_FIELDS) or not isinstance(asked.get("url"), str):
            got = unknown_member(asked, _FIELDS)
            raise HTTPException(400, f'{got}expected {{"url": "http://..."}} with, if wanted, {", ".join(_FIELDS[1:])}')
        fault, task_id, now = _fault(asked), _text(asked, "task_id"), self._courier.now()
        message = message_by_hand(str(asked["url"]), _status(asked), self._identifiers, now, task_id)
        self._courier.send_again(message, fault)
        return JSONResponse({"id": message.id, "task_id": message.task_id}, _ACCEPTED)


def _fault(asked: Mapping[str, object]) -> WebhookFault | None:
    words = _text(asked, "fault")
    return fault_by_hand(words) if words else None


def _status(asked: Mapping[str, object]) -> Status:
    words = _text(asked, "status") or Status.COMPLETED.value
    if words.upper() not in _STATUSES:
        got = f"got status '{words[:60]}'{suggestion(words.upper(), _STATUSES)}"
        raise HTTPException(400, f"{got}, expected one of {', '.join(_STATUSES)}")
    return _STATUSES[words.upper()]


def _text(asked: Mapping[str, object], name: str) -> str:
    value = asked.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise HTTPException(400, f"got {name} {value!r:.60}: expected a text")
    return value
