"""Price: what one order costs, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from kling3_openapi.prices.money import shown


class Basis(NamedTuple):
    """On what a figure rests: `measured 2026-05-06 by one operator, confidence B; the provider prints none`."""

    how: str
    date: str
    source: str
    confidence: str
    """A, B or C, as a rule's source has them."""
    remark: str = ""

    @property
    def words(self) -> str:
        """What it says of itself, as above."""
        return basis_words((self,))


class Price(NamedTuple):
    """What one order costs; `assumed` is whether its seconds are, because nobody can tell them from the order."""

    amount: Decimal
    currency: str
    basis: Basis
    assumed: bool = False

    @property
    def words(self) -> str:
        """`EUR 1.54`, with `about` before it where it is assumed."""
        return figure(self.currency, self.amount, assumed=self.assumed)


def figure(currency: str, amount: Decimal, *, assumed: bool) -> str:
    """Return an amount as sentences have it."""
    return f"about {shown(currency, amount)}" if assumed else shown(currency, amount)


def basis_words(bases: Iterable[Basis]) -> str:
    """Return on what a sum rests, in few words: dates and confidences of one source stand together."""
    groups: dict[tuple[str, str, str], list[Basis]] = {}
    for each in sorted(set(bases)):
        groups.setdefault((each.how, each.source, each.remark), []).append(each)
    return "; ".join(_of_one_source(source, each) for source, each in groups.items())


def _of_one_source(source: tuple[str, str, str], bases: list[Basis]) -> str:
    how, who, remark = source
    dates, confidences = ({each.date: None for each in bases}, sorted({each.confidence for each in bases}))
    words = f"{how} {' and '.join(dates)} by {who}, confidence {' and '.join(confidences)}"
    return f"{words}; {remark}" if remark else words
