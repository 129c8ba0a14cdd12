"""What orders cost: a dated table of prices, and the sums that come of it. Nothing is read before a price is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_openapi.prices.bill import Bill
    from kling3_openapi.prices.money import PARTS, in_parts, of_parts, plain, shown
    from kling3_openapi.prices.orders import Ordered, order_price, ordered
    from kling3_openapi.prices.price import Basis, Price, basis_words, figure
    from kling3_openapi.prices.price_file import PriceError
    from kling3_openapi.prices.table import PriceTable, price_table

__all__ = [
    "PARTS",
    "Basis",
    "Bill",
    "Ordered",
    "Price",
    "PriceError",
    "PriceTable",
    "basis_words",
    "figure",
    "in_parts",
    "of_parts",
    "order_price",
    "ordered",
    "plain",
    "price_table",
    "shown",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "bill": ("Bill",),
            "money": ("PARTS", "in_parts", "of_parts", "plain", "shown"),
            "orders": ("Ordered", "order_price", "ordered"),
            "price": ("Basis", "Price", "basis_words", "figure"),
            "price_file": ("PriceError",),
            "table": ("PriceTable", "price_table"),
        },
    )
