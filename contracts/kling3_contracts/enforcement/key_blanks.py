"""Key blanks: blanks around a key, which only a socket can send so; K117."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_contracts.enforcement.line import Line, is_silent
from kling3_contracts.enforcement.variants import NOTHING_CODE
from kling3_openapi.endpoints import Kind
from kling3_openapi.rules.requests import FREEPIK_KEY

_BLANKS: Mapping[str, str] = {"no blank before the key": "{}", "blanks around the key": " \t {} \t"}


def try_blanks(line: Line, expected: int) -> None:
    """Ask for a list with blanks, or none, around the key; `expected` is what it is answered without."""
    for label, blanks in _BLANKS.items():
        header = (FREEPIK_KEY.upper(), blanks.format(line.context.options.key))
        for exchange in line.ask(line.listing._replace(headers=(header,))):
            status, target = exchange.answer.status, exchange.request.target
            kept = status == expected or is_silent(status)
            message = f"GET {target} with {label} was answered {status}, expected {expected}: take them off"
            place = line.endpoint(Kind.LIST).operation_id
            line.context.judge.hold(NOTHING_CODE, kept, place, message, exchange, detail=label)
