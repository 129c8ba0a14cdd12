"""Usage: recordings -> what their program sent and got, place by place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kling3_contracts.drift.difference import Place
from kling3_contracts.drift.operation import JSON
from kling3_contracts.drift.recordings import of_the_api
from kling3_contracts.drift.seen import Seen
from kling3_contracts.errors import SubjectError
from kling3_contracts.judging.answers import endpoint_of
from kling3_contracts.messages import Exchange
from kling3_contracts.traffic.named_hosts import NamedHost
from kling3_contracts.traffic.reading import read_file
from kling3_contracts.traffic.recorded import Delivery, Recorded, Unread
from kling3_contracts.verdicts.masking import Masker
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY
from kling3_openapi.strict_json import StrictJsonError, parse

ANY = "any operation"
"""Under this name webhooks are kept, which don't say what they follow."""
_INTEGER = re.compile(r"-?[0-9]{1,18}")


class Usage:
    """What the traffic of one program shows; `unread` are entries that could not be read."""

    def __init__(self) -> None:
        self.seen, self.masker = Seen(), Masker()
        self.unread = 0

    def read(self, files: Iterable[str], named: tuple[NamedHost, ...] = ()) -> None:
        """Look at recordings; raise SubjectError for one that is none, or for several with nothing of the API."""
        names = tuple(files)
        for name in names:
            for entry in of_the_api(read_file(name), named):
                self._look(entry)
        if not self.seen.operations:
            raise SubjectError(
                ", ".join(names), "no request in it goes to an endpoint of Kling 3: name its host by --host"
            )

    def _look(self, entry: Recorded | Delivery | Unread) -> None:
        if isinstance(entry, Unread):
            self.unread += 1
        elif isinstance(entry, Delivery):
            self._body(ANY, Place("webhook"), entry.body, entry.place)
        elif endpoint := endpoint_of(entry.exchange):
            self.masker.look_at(entry.exchange.request, entry.exchange.answer)
            self._exchange(f"{endpoint.method} {endpoint.path}", entry.exchange, body=entry.body_known)

    def _exchange(self, operation: str, exchange: Exchange, *, body: bool) -> None:
        request, answer, where = exchange.request, exchange.answer, exchange.place
        self.seen.operations[operation] += 1
        for name, value in request.query:
            self.seen.add(operation, Place("query", (name,)), _value(value), where)
        for name in (FREEPIK_KEY, MAGNIFIC_KEY):
            if request.header(name):
                self.seen.add(operation, Place("key"), f"{name} in the header", where)
        if body and request.body:
            self._body(operation, Place("request body"), request.body, where)
        kind = "" if answer.content_type in ("", JSON) else f" as {answer.content_type}"
        place = Place(f"answer {answer.status}")
        if not self._body(operation, Place(f"{place.part}{kind}"), answer.body, where) or kind:
            self.seen.add(operation, place, None, where)

    def _body(self, operation: str, place: Place, body: bytes, where: str) -> bool:
        """Keep a body, and return whether it is JSON."""
        try:
            self.seen.add(operation, place, parse(body).value, where)
        except StrictJsonError:
            return False
        return True


def _value(text: str) -> object:
    """Return the integer that a text of a query stands for, or the text."""
    return int(text) if _INTEGER.fullmatch(text) else text
