"""Probe: one request whose answer shows whether one promise is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kling3_contracts.messages import HeaderPairs, Request
from kling3_openapi.endpoints import Endpoint
from kling3_openapi.rules.requests import FREEPIK_KEY

JSON_TYPE: HeaderPairs = (("content-type", "application/json"),)
CHUNKED: HeaderPairs = (("transfer-encoding", "chunked"),)

TAKEN = frozenset(range(200, 300))
REFUSED = frozenset({400, 413, 415, 422})
"""A body that is refused is 400; that another of these is not in the document is told by K100."""
NOT_THERE = frozenset({400, 403, 404, 405, 410})
"""A wrong path is 404, a wrong method 405, and a gateway says 403 outside of the API."""

TAKEN_CODE = "K106"
NAMED_CODE = "K108"
WORDS_CODE = "K109"
PATH_CODE = "K119"
ITEMS_CODE = "K144"
WHATEVER_CODE = "K145"
FORM_CODE = "K146"
LINE_CODE = "K147"
_TOO_LARGE = "K074"


@dataclass(frozen=True, slots=True)
class Probe:
    """One request and the statuses that keep the promise `code`.

    `place` is the operation id that a report names, `label` what is special about the request. `names` are pointers:
    a refusal must name one of each group. With `twice`, it is asked again and refused in the same words.
    """

    code: str
    place: str
    label: str
    method: str
    target: str
    headers: HeaderPairs = ()
    """Without the key."""
    body: bytes = b""
    allowed: frozenset[int] = REFUSED
    names: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()
    """Promises that must have held in the same place, or this one says nothing new."""
    twice: bool = False
    creates: bool = False
    """Whether it counts as a creation where tasks cost money: a server may take it, whatever its promises say."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All promises that its answer speaks of."""
        return (self.code, *((NAMED_CODE,) if self.names else ()), *((WORDS_CODE,) if self.twice else ()))

    @property
    def expected(self) -> str:
        """The statuses that a message asks for: of those that are allowed the ones that the document has."""
        if 404 in self.allowed:
            return "404 or 405"
        return "200" if 200 in self.allowed else "413" if self.code == _TOO_LARGE else "400"

    def request(self, key: str) -> Request:
        """Return the request, with a key."""
        return Request(self.method, self.target, ((FREEPIK_KEY, key), *self.headers), self.body)


def order_probe(code: str, endpoint: Endpoint, label: str, body: object) -> Probe:
    """Return the probe that sends a JSON body to an endpoint that creates; it expects a refusal."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Probe(code, endpoint.operation_id, label, "POST", endpoint.path, JSON_TYPE, content)
