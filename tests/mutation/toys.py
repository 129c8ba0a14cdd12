"""Toys: a module to be mutated by the tests of the tool, and judges of it that end in each way there is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from tests.mutation.loading import put_in_place
from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Outcome, Verdict


def careful(mutant: Mutant, _alive: Callable[[], None]) -> Outcome:
    put_in_place(mutant)
    from tests.mutation.toy import admits

    return Outcome(Verdict.SEEN, "the bound") if admits(3) else Outcome(Verdict.NOT_SEEN)


def endless(_mutant: Mutant, alive: Callable[[], None]) -> Outcome:
    alive()
    threading.Event().wait()
    return Outcome(Verdict.NOT_SEEN)


def gone(_mutant: Mutant, _alive: Callable[[], None]) -> Outcome:
    os._exit(3)
