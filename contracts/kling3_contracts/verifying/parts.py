"""Parts: what a run does one after the other; a phase that mostly waits begins before others, and ends in its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from kling3_contracts.context import Context
from kling3_contracts.options import Phase
from kling3_contracts.target import HttpTarget
from kling3_contracts.verifying import phases

Part = Callable[[], None]


class Parts:
    """The parts of one run; what a phase leaves open until its end is closed with `opened`."""

    def __init__(self, context: Context, opened: ExitStack) -> None:
        self._context, self._opened = context, opened
        self._ends: dict[Phase, Part] = {}

    def in_order(self) -> Iterator[tuple[Phase, Part, Sequence[Phase]]]:
        """Yield each part with its phase, and the phases that come later."""
        chosen = phases.in_order(self._context.options.phases)
        for phase in chosen[1:]:
            if phase in phases.AHEAD and self._has_time():
                yield phase, partial(self._begin, phase), ()
        for number, phase in enumerate(chosen, 1):
            yield phase, self._ends.get(phase) or partial(self._whole, phase), chosen[number:]

    def _has_time(self) -> bool:
        """Whether time passes by itself while others send, and orders are free, so that none waits for its turn."""
        sender = self._context.sender
        return isinstance(sender.target, HttpTarget) and not sender.target.paid and sender.budget.account is None

    def _begin(self, phase: Phase) -> None:
        self._ends[phase] = self._opened.enter_context(phases.ahead(phase)(self._context))

    def _whole(self, phase: Phase) -> None:
        phases.runner(phase)(self._context)
