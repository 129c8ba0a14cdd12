"""PriceTable: what a second of each model's video costs, by the word of whom, and with it what an order does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kling3_openapi.endpoints import MOTION_CONTROL, Family, Tier
from kling3_openapi.prices.price import Basis, Price
from kling3_openapi.prices.price_file import PriceError, PriceFile, read_prices
from kling3_openapi.rules.durations import LONGEST

_LONGEST_REFERENCE = 30
"""Seconds: the longest video that motion control takes, and makes one as long of."""


class Model(NamedTuple):
    """What has a price of its own: a tier of a family, with sound or without."""

    family: Family
    tier: Tier
    sound: bool


class Rate(NamedTuple):
    """What a second costs, and on what that rests."""

    per_second: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The prices of models; one that has none is of unknown price, which is not 0."""

    currency: str
    rates: Mapping[Model, Rate]

    def price(self, family: Family, tier: Tier, *, seconds: int, sound: bool) -> Price | None:
        """Return what a video costs; None where no price is known.

        How long one of motion control is says its reference video alone, so its seconds are assumed.
        """
        rate = self.rates.get(Model(family, tier, sound))
        if rate is None:
            return None
        return Price(rate.per_second * seconds, self.currency, rate.basis, family in MOTION_CONTROL)

    def sound_price(self, family: Family, tier: Tier, *, seconds: int) -> Price | None:
        """Return what of the price of a video is for its sound; None where that is nothing, or not known."""
        loud, silent = (self.price(family, tier, seconds=seconds, sound=sound) for sound in (True, False))
        if loud is None or silent is None or silent.amount >= loud.amount:
            return None
        return loud._replace(amount=loud.amount - silent.amount)

    def dearest(self, families: Iterable[Family]) -> Price | None:
        """Return the most that one order to any of these families can cost; None where no price is known."""
        asked = frozenset(families)
        prices = [self._most(model) for model in self.rates if model.family in asked]
        return max(prices, key=lambda each: each.amount, default=None)

    def unknown(self, families: Iterable[Family]) -> tuple[str, ...]:
        """Return the names of these families' models that have no price."""
        known = {(model.family, model.tier) for model in self.rates}
        names = (each.model(tier) for each in families for tier in each.tiers if (each, tier) not in known)
        return tuple(dict.fromkeys(names))

    def _most(self, model: Model) -> Price:
        rate = self.rates[model]
        longest = _LONGEST_REFERENCE if model.family in MOTION_CONTROL else LONGEST
        return Price(rate.per_second * longest, self.currency, rate.basis)


def price_table(file: str | None = None) -> PriceTable:
    """Return the table of a file, or without one the project's own; raise PriceError for one that can't be used."""
    return _own_table() if file is None else _table(read_prices(_text(Path(file)), file))


@cache
def _own_table() -> PriceTable:
    text = files("kling3_openapi.prices").joinpath("prices.toml").read_text("utf-8")
    return _table(read_prices(text, "prices.toml"))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        reason = "it is no UTF-8 text"
    except OSError as error:
        reason = error.strerror or str(error)
    raise PriceError(str(path), f"can't be read ({reason}): name a TOML file, as docs/cost.md shows one")


def _table(read: PriceFile) -> PriceTable:
    rates: dict[Model, Rate] = {}
    for row in read.rows:
        basis = Basis(read.how, row.date.isoformat(), row.source, row.confidence, read.remark)
        rates |= {Model(row.family, row.tier, sound): Rate(row.per_second, basis) for sound in row.sounds}
    return PriceTable(read.currency, rates)
