"""Verify: one run against a server, phase by phase -> the report, also of a run that was cut short."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from kling3_contracts import extra
from kling3_contracts.context import Context
from kling3_contracts.errors import ContractsError, SpendError, UnreachableError
from kling3_contracts.history.last_run import LastRun
from kling3_contracts.judging.additions import AdditionChecks
from kling3_contracts.judging.answer_checks import AnswerChecks
from kling3_contracts.judging.answers import AnswerRules
from kling3_contracts.judging.header_checks import HeaderChecks
from kling3_contracts.judging.judge import Judge
from kling3_contracts.options import Options, Phase
from kling3_contracts.reports.reproduce import with_reproductions
from kling3_contracts.sending.sender import Sender
from kling3_contracts.sending.spending import Spending, creating_of, kept_during
from kling3_contracts.target import Target
from kling3_contracts.verdicts.masking import Masker
from kling3_contracts.verdicts.report import Check, Report, Subject, Verdict
from kling3_contracts.verifying import phases
from kling3_contracts.verifying.causes import causes_of
from kling3_contracts.verifying.exercised import Exercised
from kling3_contracts.verifying.families import note_on_families
from kling3_contracts.verifying.greeting import greet
from kling3_contracts.verifying.judged import JUDGED
from kling3_contracts.verifying.parts import Part, Parts
from kling3_openapi.editions import FIRST


def verify(
    target: Target,
    options: Options,
    *,
    spend: Spending | None = None,
    progress: Callable[[str], None] = lambda _line: None,
    last_run: LastRun | None = None,
) -> Report:
    """Hold a server to the contract and return what was seen, secrets masked.

    Without `spend` nothing is created where a task costs money, and 40 requests a minute are sent there. `last_run` is
    told of the violations after each phase. What happens on the way, Ctrl-C too, ends in the report as its `trouble`.
    Raises ContractsError when nothing could be seen at all: UnreachableError, SubjectError for a key that the server
    refuses, OptionError, ExtraError.
    """
    extra.require(*extra.ENGINE)
    began, spend = time.perf_counter(), spend or Spending()
    sender = Sender(target, spend.budget(target, options), spend.pace(target, progress))
    judge = Judge((each for each in JUDGED if each.is_of(options.edition)), options.only)
    asked, options = options, greet(sender, judge, options)
    sender.budget.creating = creating_of(target, options)
    exercised = Exercised(options.strictness, options.edition)
    document = options.document
    sender.listeners += (
        AnswerChecks(judge, AnswerRules(document)),
        AdditionChecks(judge, document),
        HeaderChecks(judge, document.strictness, target.now),
        exercised,
    )
    context = Context(sender, judge, options, progress, exercised.coverage.webhook)
    run = _Run(context, last_run, note_on_families(asked, options))
    run.through()
    report = replace(run.report(time.perf_counter() - began), coverage=exercised.coverage.summary())
    return Masker(options.secrets).report(with_reproductions(report, options))


class _Run:
    """What becomes known of one run while it goes on."""

    def __init__(self, context: Context, last_run: LastRun | None, note: str) -> None:
        self._context, self._last_run = context, last_run
        self._notes = [*filter(None, (note, _of_edition(context.options)))]
        self._troubles: list[str] = []

    def through(self) -> None:
        """Run the phases in their order, until the end or until the server or the user is gone."""
        with ExitStack() as opened:
            for phase, part, later in Parts(self._context, opened).in_order():
                self._context.progress(phase.value)
                self._context.sender.budget.kept = kept_during(phase, later)
                goes_on = self._survives(phase, part)
                self._remember(phase)
                if not goes_on:
                    break

    def report(self, seconds: float) -> Report:
        """Return what was seen, and settle what was spent when the run came to its end."""
        sender, judge = self._context.sender, self._context.judge
        trouble = "; ".join(self._troubles)
        if sender.budget.account is not None and not trouble:
            sender.budget.account.close()
        checks = judge.checks()
        return Report(
            Subject.SERVER,
            sender.target.url,
            checks,
            judge.violations(),
            sender.sent,
            seconds,
            notes=(*self._carried(), *sender.budget.notes, *self._notes),
            trouble=trouble or _unjudged(checks, self._context.options),
            seed=self._context.options.seed,
            created=sender.budget.created,
            causes=causes_of(checks),
        )

    def _survives(self, phase: Phase, part: Part) -> bool:
        try:
            self._run(phase, part)
        except UnreachableError as error:
            self._troubles.append(f"phase {phase.value}: {error}")
            return False
        except KeyboardInterrupt:
            self._troubles.append(f"stopped in phase {phase.value}: what was seen until then is reported")
            return False
        return True

    def _remember(self, phase: Phase) -> None:
        """Keep what can be replayed; a folder that can't be written to is no reason to stop."""
        if self._last_run is None:
            return
        try:
            self._last_run.after(phase, self._context.judge.violations())
        except ContractsError as error:
            self._notes.append(str(error))
            self._last_run = None

    def _run(self, phase: Phase, part: Part) -> None:
        try:
            part()
        except SpendError as error:
            self._notes.append(f"phase {phase.value} ended early: {error}")
        except UnreachableError:
            raise
        except ContractsError as error:
            self._troubles.append(f"phase {phase.value}: {error}")
        except Exception as error:  # noqa: BLE001  (a defect of ours must not cost the user what the others saw)
            self._troubles.append(_defect(phase, error))

    def _carried(self) -> Iterator[str]:
        account = self._context.sender.budget.account
        if account is not None and account.carried:
            yield (
                f"earlier runs that did not end have created {account.carried}, which count against --spend "
                f"{account.limit}; --forget-spent begins anew"
            )


def _defect(phase: Phase, error: Exception) -> str:
    """Name the place of a defect by the innermost line of ours, so that a report of it can be acted upon."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "kling3_" in each.filename] or frames
    place = f"{ours[-1].name}, line {ours[-1].lineno}" if ours else "unknown place"
    reason = " ".join(str(error).split())
    told = f"{type(error).__name__} in {place}: {reason}"
    return f"phase {phase.value} failed by a defect of kling3-contracts, please report it: {told}"


def _of_edition(options: Options) -> str:
    return "" if options.edition is FIRST else f"held to the contract of {options.edition.words}"


def _unjudged(checks: Sequence[Check], options: Options) -> str:
    """Return why a run has judged nothing of what it was asked for by code, which must not pass for kept."""
    if not options.only or any(each.verdict is not Verdict.NOT_TRIED for each in checks):
        return ""
    chosen = ",".join(each.value for each in phases.in_order(options.phases))
    only = ",".join(sorted(options.only))
    return f"nothing was judged: the phases {chosen} put nothing of --only {only} to the test, so widen one of them"
