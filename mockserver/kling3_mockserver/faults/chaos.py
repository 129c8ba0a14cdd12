"""Chaos: faults of every kind that a well-made program must survive, mixed by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    Latency,
    RateLimited,
    ResultExpired,
    ResultMissing,
    ResultSlow,
    ResultTruncated,
    TruncatedJson,
    WebhookDelayed,
    WebhookDropped,
    WebhookDuplicated,
    WebhookNotJson,
    WebhookOldSecret,
    WebhookOutOfOrder,
    WebhookStale,
    WebhookTampered,
    WebhookWrongSignature,
    WrongContentType,
)
from kling3_mockserver.faults.occasions import Group, Occasion, When
from kling3_mockserver.faults.plan import PlannedFault

# Without 400 to 403, 422 and "Tasks not found": a program is right to give up on those.
_MIX = (
    PlannedFault(DocumentedError(500)),
    PlannedFault(DocumentedError(503)),
    PlannedFault(DocumentedError(503), when=When.AFTER),
    PlannedFault(RateLimited()),
    PlannedFault(HtmlPage(500)),
    PlannedFault(HtmlPage(200)),
    PlannedFault(EmptyBody()),
    PlannedFault(EmptyBody(), when=When.AFTER),
    PlannedFault(TruncatedJson()),
    PlannedFault(WrongContentType()),
    PlannedFault(Latency(0.1, 2)),
    PlannedFault(Latency(0.1, 2), when=When.AFTER),
    PlannedFault(ConnectionReset()),
    PlannedFault(ConnectionReset(), when=When.AFTER),
    PlannedFault(ConnectionReset(midway=True)),
    PlannedFault(WebhookDropped()),
    PlannedFault(WebhookDuplicated()),
    PlannedFault(WebhookDelayed(2)),
    PlannedFault(WebhookOutOfOrder()),
    PlannedFault(WebhookWrongSignature()),
    PlannedFault(WebhookStale()),
    PlannedFault(WebhookTampered()),
    PlannedFault(WebhookOldSecret()),
    PlannedFault(WebhookNotJson()),
    PlannedFault(ResultExpired()),
    PlannedFault(ResultMissing()),
    PlannedFault(ResultTruncated()),
    PlannedFault(ResultSlow(2)),
)


class Chaos:
    """Lets something go wrong on so many of all occasions; each fault of a group is as likely as the others."""

    def __init__(self, probability: float) -> None:
        if not 0 <= probability <= 1:
            raise FaultError(f"got a chaos of {probability:g}: expected a probability from 0 to 1, as in 0.05")
        self._probability = probability
        self._occasions: Counter[tuple[Group, When]] = Counter()

    def fault(self, occasion: Occasion, fraction: Callable[..., float]) -> Fault | None:
        """Return what goes wrong on an occasion, or None."""
        self._occasions[occasion.group, occasion.when] += 1
        draw = occasion.draw or str(self._occasions[occasion.group, occasion.when])
        words = ("chaos", occasion.group.value, occasion.when.value, draw)
        drawn = fraction(*words)
        if drawn >= self._probability:
            return None
        suited, chance = self._suited(occasion)
        if drawn >= chance:
            return None
        return suited[int(drawn / chance * len(suited))].happening(lambda: fraction(*words, "latency"))

    def restart(self) -> None:
        """Begin the series of draws anew."""
        self._occasions.clear()

    def _suited(self, occasion: Occasion) -> tuple[list[PlannedFault], float]:
        """Return what may happen, and how probable it is that any of it does.

        What comes after a request's work is drawn only where nothing came before it, so that both together are
        as probable as was asked for; neither is ever more probable than that by itself.
        """
        whole = [each for each in _MIX if each.suits(occasion._replace(when=each.moment))]
        suited = [each for each in whole if each.moment is occasion.when]
        others = len(whole) - len(suited) if occasion.when is When.AFTER else 0
        return suited, self._probability * len(suited) / (len(whole) - self._probability * others)
