"""Examination: one run of the cases against a receiver, from the first call to the report."""

from __future__ import annotations

import asyncio
import secrets as randomness
import time
from collections.abc import Callable, Sequence

from kling3_contracts.errors import ContractsError
from kling3_contracts.judging.judge import Judge
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.case import Case
from kling3_contracts.receiver.cases import CASES, CODES
from kling3_contracts.receiver.greeting import Greeting
from kling3_contracts.receiver.options import ReceiverOptions
from kling3_contracts.receiver.processed import Processed
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.trial import Trial
from kling3_contracts.receiver.watch import Watch
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Check, Report, Subject, Verdict, Violation
from kling3_openapi.signature import Secret

Progress = Callable[[str], None]

_SEED_BITS = 32
_ORDER = list(Verdict)
_NEEDS_TWO = "needs --new-secret: the second secret, which a receiver holds while one is rotated"


class Examination:
    """What becomes known of one receiver while its cases are sent; `texts` are its secrets, the one in use first."""

    def __init__(self, url: str, texts: Sequence[str], options: ReceiverOptions, progress: Progress) -> None:
        self._options, self._progress = options, progress
        self._secrets = _secrets(texts, options)
        self._seed = randomness.randbits(_SEED_BITS) if options.seed is None else options.seed
        self._judge = Judge(CODES, options.only)
        self._wire = _wire(Address.parse(url), options)
        self._watch = _watch(self._wire, options)
        self._greeting = Greeting(self._wire, texts[0], options.encoding)
        self._trial = Trial(self._wire, self._judge, self._greeting, self._watch)
        self._left = [case for case in CASES if self._judge.wants(case.entry.code)]
        self._last = self._trouble = self._over = ""
        self._began = time.perf_counter()

    async def run(self) -> None:
        """Send every case; raise ContractsError when not even the first could be."""
        try:
            async with asyncio.timeout(self._options.total):
                if self._watch:
                    await self._watch.require_sight()
                while self._left:
                    await self._try(self._left[0])
                    self._last = self._left.pop(0).entry.code
        except TimeoutError:
            self._over = f"the run took longer than {self._options.total:g} seconds: allow more by --total"
        except ContractsError as error:
            if not self._last:
                raise
            self.stop(f"{error} ({self._last} was the last case that was through)")

    def stop(self, reason: str) -> None:
        """Note what keeps the rest from being tried."""
        self._trouble = reason

    def report(self) -> Report:
        """Return what was seen so far, gravest first."""
        violations = sorted(self._judge.violations(), key=_gravity)
        # A receiver that is too slow for the whole run has been judged; one that is only tedious has not.
        failed = any(each.verdict.fails for each in violations)
        trouble = self._trouble or ("" if failed else self._over)
        checks = self._checks()
        notes = (*self._notes(), *((self._over,) if self._over and not trouble else ()))
        return Report(
            Subject.RECEIVER, self._wire.address.shown, checks, tuple(violations), self._wire.sent,
            time.perf_counter() - self._began, notes=notes, trouble=trouble, seed=self._seed,
            causes=self._greeting.causes(checks),
        )  # fmt: skip

    async def _try(self, case: Case) -> None:
        self._progress(f"{case.entry.code} {case.entry.title}")
        if case.rotates and len(self._secrets) == 1:
            self._judge.not_tried(case.entry.code, _NEEDS_TWO)
        else:
            await self._trial.hold(case, Signer(self._secrets, self._seed, int(time.time()), case.entry.code))

    def _checks(self) -> tuple[Check, ...]:
        for case in self._left:
            self._judge.not_tried(case.entry.code, f"not reached: {self._trouble or self._over}")
        return tuple(sorted(self._judge.checks(), key=_gravity))

    def _notes(self) -> tuple[str, ...]:
        return (*self._greeting.notes, *((self._watch.note,) if self._watch and self._watch.note else ()))


def _gravity(found: Check | Violation) -> int:
    return _ORDER.index(found.verdict)


def _secrets(texts: Sequence[str], options: ReceiverOptions) -> tuple[Secret, ...]:
    return tuple(Secret.parse(text, options.encoding, f"v{number}") for number, text in enumerate(texts, start=1))


def _wire(address: Address, options: ReceiverOptions) -> Wire:
    return Wire(address, timeout=options.timeout, drip=options.drip, insecure=options.insecure)


def _watch(wire: Wire, options: ReceiverOptions) -> Watch | None:
    if not options.processed_url:
        return None
    address = Address.parse(options.processed_url, "--processed-url")
    return Watch(wire, Processed(_wire(address, options)))
