"""PriceRow: one price of a table, each part of it looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Tier
from kling3_openapi.prices.wrong import WrongError, check_keys, expected, text_of
from kling3_openapi.rules.nearest import nearest

_PREFIX = "/v1/ai/"
_MODELS: Mapping[str, Endpoint] = {each.path.removeprefix(_PREFIX): each for each in ENDPOINTS if each.tier is not None}
_KEYS = ("model", "audio", "per_second", "date", "confidence", "source", "note")
_CONFIDENCES = ("A", "B", "C")
_MOST = 1_000_000
_DECIMALS = 4
_PER_SECOND = f"a number from 0 to {_MOST:,} with {_DECIMALS} decimals at most"
_SHOWN = 40


class PriceRow(NamedTuple):
    """What a second of a model's video costs, by whose word."""

    model: str
    family: Family
    tier: Tier
    sounds: tuple[bool, ...]
    """With sound, without it, or both."""
    per_second: Decimal
    date: date
    confidence: str
    source: str


def read_row(number: int, found: object, source: str) -> PriceRow:
    """Return a price, by its number in the table; `source` is that of the table. Raises WrongError."""
    where = f"price {number}: "
    if not isinstance(found, dict):
        raise WrongError(f"{where}expected a table, begun by [[price]]")
    check_keys(where, found, _KEYS)
    name, endpoint = _model(where, found.get("model"))
    where = f"price {number} ({name}): "
    text_of("note", found, "", where)
    return PriceRow(
        name, endpoint.family, endpoint.tier or Tier.PRO, _sounds(where, found), _per_second(where, found),
        _date(where, found), _confidence(where, found), _source(where, found, source),
    )  # fmt: skip


def _model(where: str, name: object) -> tuple[str, Endpoint]:
    if isinstance(name, str) and name in _MODELS:
        return name, _MODELS[name]
    near = nearest(str(name).rpartition("/")[2], {each.rpartition("/")[2] for each in _MODELS})
    meant = next((f" (did you mean {each}?)" for each in _MODELS if near and each.endswith(f"/{near}")), "")
    raise WrongError(f"{where}got model = {name!r:.{_SHOWN}}{meant}, expected one of {', '.join(_MODELS)}")


def _sounds(where: str, found: Mapping[str, object]) -> tuple[bool, ...]:
    audio = found.get("audio")
    if audio is None:
        return (False, True)
    if not isinstance(audio, bool):
        raise expected("audio", found, "true or false, or nothing where it makes no difference", where)
    return (audio,)


def _per_second(where: str, found: Mapping[str, object]) -> Decimal:
    given = found.get("per_second")
    if isinstance(given, bool) or not isinstance(given, (int, Decimal)):
        raise expected("per_second", found, _PER_SECOND, where)
    price = Decimal(given)
    if not price.is_finite() or not 0 <= price <= _MOST or price != round(price, _DECIMALS):
        raise expected("per_second", found, _PER_SECOND, where)
    return price


def _date(where: str, found: Mapping[str, object]) -> date:
    given = found.get("date")
    if not isinstance(given, date) or isinstance(given, datetime):
        raise expected("date", found, "the day on which it was so, without quotes, as in 2026-05-06", where)
    return given


def _confidence(where: str, found: Mapping[str, object]) -> str:
    given = found.get("confidence")
    if given not in _CONFIDENCES:
        raise expected("confidence", found, '"A", "B" or "C"', where)
    return str(given)


def _source(where: str, found: Mapping[str, object], default: str) -> str:
    source = text_of("source", found, default, where)
    if not source:
        raise expected("source", found, "who says so, here or at the top for all", where)
    return source
