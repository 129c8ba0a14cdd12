"""PriceFile: the TOML text of a price table, so looked at that a slip of the pen is told and not counted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.errors import Kling3Error
from kling3_openapi.prices.price_row import PriceRow, read_row
from kling3_openapi.prices.wrong import WrongError, check_keys, expected, text_of

_KEYS = ("currency", "how", "source", "remark", "price")
_CURRENCY = re.compile(r"[A-Z]{3}")


class PriceError(Kling3Error):
    """A price table that can't be used; `file` is its name, `reason` what is wrong and what to do."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


class PriceFile(NamedTuple):
    """What a table says; `how` is the word before a price's date: measured, agreed."""

    currency: str
    how: str
    remark: str
    rows: tuple[PriceRow, ...]


def read_prices(text: str, file: str) -> PriceFile:
    """Return what the text of a table says; raise PriceError, which names the file."""
    try:
        return _read(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise PriceError(file, f"no TOML: {error}") from error
    except WrongError as error:
        raise PriceError(file, str(error)) from error


def _read(found: Mapping[str, object]) -> PriceFile:
    check_keys("", found, _KEYS)
    currency, given = found.get("currency"), found.get("price")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise expected("currency", found, 'three capital letters, as in "EUR"')
    if not isinstance(given, list) or not given:
        raise expected("price", found, "one table or more, each begun by [[price]]")
    source = text_of("source", found, "")
    rows = tuple(read_row(number, each, source) for number, each in enumerate(given, start=1))
    _check_once(rows)
    return PriceFile(currency, text_of("how", found, "noted"), text_of("remark", found, ""), rows)


def _check_once(rows: Iterable[PriceRow]) -> None:
    seen: set[tuple[Family, Tier, bool]] = set()
    for number, row in enumerate(rows, start=1):
        models = {(row.family, row.tier, sound) for sound in row.sounds}
        if models & seen:
            raise WrongError(f"price {number} ({row.model}): the same has a price before it: leave one of them out")
        seen |= models
