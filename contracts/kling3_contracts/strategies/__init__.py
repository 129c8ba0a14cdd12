"""Strategies for Hypothesis: orders of a model, good, bad and without effect, and webhooks, signed and forged.

valid_orders("kling-v3-pro")       bodies that keep the document and every rule told in prose
invalid_orders("kling-v3-pro")     bodies with one mistake, each with the code of the rule that it breaks
silent_orders("kling-v3-pro")      bodies with a part that has no effect, each with its code
webhooks(secret)                   calls that a receiver must take
forged_webhooks(secret)            calls that it must refuse, each with what is wrong
"""

from kling3_contracts.extra import require

# Before the modules that import it: who lacks the extra should read its name, not that of a library.
require("hypothesis")

from kling3_contracts.strategies.forgeries import ForgedWebhook, Forgery, forged_webhooks  # noqa: E402  (see above)
from kling3_contracts.strategies.orders import CodedOrder, invalid_orders, silent_orders, valid_orders  # noqa: E402
from kling3_contracts.strategies.webhooks import SignedWebhook, webhooks  # noqa: E402

__all__ = [
    "CodedOrder",
    "ForgedWebhook",
    "Forgery",
    "SignedWebhook",
    "forged_webhooks",
    "invalid_orders",
    "silent_orders",
    "valid_orders",
    "webhooks",
]
