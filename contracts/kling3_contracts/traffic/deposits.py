"""Deposits: the links that a recording's answers handed out for uploads, and what was sent to them."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from kling3_contracts.judging.places import places_in
from kling3_contracts.messages import Exchange, HeaderPairs
from kling3_contracts.traffic.asking import Looked
from kling3_contracts.traffic.groups import Group
from kling3_contracts.traffic.memory import Memory
from kling3_contracts.traffic.recorded import Recorded
from kling3_openapi.rules.storage import Deposit, key_at_storage, told_headers, upload_method

_RULES = (upload_method, key_at_storage, told_headers)
_PREFLIGHT = "OPTIONS"
_LONGEST_PATH = 2_048


class Deposits:
    """Knows upload_urls by their paths, since recordings mask what signs them, and the headers that came with each."""

    def __init__(self) -> None:
        self._told: Memory[str, HeaderPairs] = Memory()

    def learn(self, exchange: Exchange) -> None:
        """Remember the links of an answer to a request for uploads."""
        for place in places_in(exchange) or ():
            path = unquote(urlsplit(place.upload_url).path)
            if len(path) <= _LONGEST_PATH:
                self._told.put(path, place.headers)

    def look(self, recorded: Recorded) -> Looked | None:
        """Return the findings of a request to one of these links; None for another request, or one without headers."""
        request = recorded.exchange.request
        told = self._told.get(request.path) if len(self._told) else None
        if told is None or not request.headers or request.method == _PREFLIGHT:
            return None
        headers = {name.lower(): value for name, value in request.headers}
        deposit = Deposit(request.method, headers, dict(told))
        return Looked(Group.STORAGE, tuple(finding for each in _RULES for finding in each.findings(deposit)))
