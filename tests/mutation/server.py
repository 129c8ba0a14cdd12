"""Server: a mutant of the fake, held to the contract by `verify`, phase by phase until one tells of something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kling3_contracts.errors import ContractsError
from kling3_contracts.options import Options, Phase
from kling3_contracts.verifying.verify import verify
from tests.mutation.loading import put_in_place
from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Outcome, Verdict

if TYPE_CHECKING:
    from tests.contracts.broken.fake import FakeTarget

_QUICKEST_FIRST = (
    Phase.KEYS, Phase.WEBHOOKS, Phase.WALK, Phase.STATEFUL, Phase.RULES, Phase.FUZZING, Phase.COVERAGE,
    Phase.UPLOADS,
)  # fmt: skip
SEED, EXAMPLES = 1, 5


def judge(mutant: Mutant, alive: Callable[[], None]) -> Outcome:
    """Return what the referee has to say of a fake with this change; `alive` is called before each phase."""
    put_in_place(mutant)
    try:
        target = start()
    except Exception as error:  # noqa: BLE001  (whatever a mutant fails with)
        return Outcome(Verdict.AT_START, _told(error))
    for phase in _QUICKEST_FIRST:
        alive()
        outcome = told_by(target, phase)
        if outcome.verdict is not Verdict.NOT_SEEN:
            return outcome
    return Outcome(Verdict.NOT_SEEN)


def start() -> FakeTarget:
    """Start the fake that is judged, with the mutant in its place where there is one."""
    # The fake is imported when the mutant is in its place, and no sooner.
    from tests.contracts.broken.fake import FakeTarget
    from tests.contracts.broken.gate import strict_about_keys

    return FakeTarget(strict_about_keys())


def told_by(target: FakeTarget, phase: Phase) -> Outcome:
    """Return what one phase tells of a fake."""
    try:
        report = verify(target, _options(phase))
    except ContractsError as error:
        return Outcome(Verdict.AT_START, _told(error))
    except Exception as error:  # noqa: BLE001  (what a mutant lets through into the program that calls it)
        return Outcome(Verdict.TROUBLE, _told(error))
    if report.violations:
        codes = dict.fromkeys(each.code for each in report.violations)
        return Outcome(Verdict.SEEN, f"{phase.value}: {' '.join(codes)}")
    return Outcome(Verdict.TROUBLE, report.trouble) if report.trouble else Outcome(Verdict.NOT_SEEN)


def _options(phase: Phase) -> Options:
    from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET
    from tests.contracts.broken.gate import WRONG_KEY

    return Options(
        KEY, OTHER_KEY, WRONG_KEY, phases=(phase,), seed=SEED, max_examples=EXAMPLES, webhook_secret=SECRET
    )  # fmt: skip


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:160]
