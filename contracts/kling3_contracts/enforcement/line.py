"""Line: how a server in plain HTTP is asked what no library for clients sends."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_contracts.context import Context
from kling3_contracts.messages import NO_ANSWER, Exchange, HeaderPairs, Request
from kling3_contracts.target import HttpTarget
from kling3_openapi.endpoints import Endpoint, Kind
from kling3_openapi.rules.requests import FREEPIK_KEY

_NOT_UNDERSTOOD = (501, 505)
"""What a server may say to a request that has the remains of another before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One run and the server that it asks over sockets of its own."""

    context: Context
    target: HttpTarget

    def ask(self, *requests: Request, at_once: bool = False) -> tuple[Exchange, ...]:
        """Send requests over one connection and return an exchange for each that was answered."""
        place = self.endpoint(Kind.LIST).operation_id
        return self.context.sender.send_on_one_connection(self.target, requests, place, at_once=at_once)

    @property
    def key(self) -> HeaderPairs:
        """The header with the run's key, as every client writes it."""
        return ((FREEPIK_KEY, f" {self.context.options.key}"),)

    @property
    def listing(self) -> Request:
        """The request for the family's list."""
        return Request("GET", self.endpoint(Kind.LIST).path, self.key)

    def endpoint(self, kind: Kind) -> Endpoint:
        """Return the endpoint of a kind that is asked, of a family with pages if one is, whose list grows less long."""
        return max((each for each in self.context.options.endpoints if each.kind is kind), key=_pages)


def _pages(endpoint: Endpoint) -> bool:
    return endpoint.family.pages


def is_silent(status: int) -> bool:
    """Return whether a status says nothing of how a request was read."""
    return status in (NO_ANSWER, 429) or (status >= 500 and status not in _NOT_UNDERSTOOD)
