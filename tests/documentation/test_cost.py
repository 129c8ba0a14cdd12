"""The page on costs has the prices of the table, no more and no less."""

from __future__ import annotations

from kling3_openapi.endpoints import Family
from kling3_openapi.prices import price_table
from tests.documentation.pages import ROOT


def rows() -> set[tuple[str, str, str, str]]:
    """Return model, price without audio, price with it and confidence, as the table has them."""
    table, found = price_table(), set()
    for family in Family:
        for tier, path in family.tiers.items():
            prices = [table.price(family, tier, seconds=1, sound=sound) for sound in (False, True)]
            silent, loud = (each.amount.normalize() if each else None for each in prices)
            confidence = prices[0].basis.confidence if prices[0] else ""
            found.add((path.removeprefix("/v1/ai/"), f"{silent}", f"{loud}", confidence))
    return {each for each in found if each[1] != "None"}


def test_the_page_has_each_price_with_its_confidence() -> None:
    page = (ROOT / "docs" / "cost.md").read_text("utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 5]
    told = [tuple(cell.strip(" `") for cell in line.strip("|").split("|")) for line in lines]
    assert set(told) == rows()
    assert len(told) == len(rows()) == 10
