"""Given: the words of one `kling3-contracts verify` -> what a run is told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from kling3_contracts.errors import OptionError
from kling3_contracts.options import Options
from kling3_contracts.programs.choices import document_of, families_of, judged_codes, phases_of, uploads_of
from kling3_contracts.sending.ledger import state_folder
from kling3_contracts.sending.pace import Rate
from kling3_contracts.sending.spending import Spending
from kling3_contracts.target import HttpTarget, Target
from kling3_contracts.verifying.greeting import MADE_UP_OTHER, MADE_UP_WRONG
from kling3_openapi.editions import Edition
from kling3_openapi.signature import SecretEncoding

_SEEDS = 2**32


@dataclass(frozen=True, slots=True)
class Given:
    """Each argument and option as it was typed; empty or None where it was not."""

    url: str
    api_key: str
    other_api_key: str
    wrong_api_key: str
    document: str
    edition: str
    family: tuple[str, ...]
    phases: tuple[str, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    seed: int | None
    max_examples: int
    patience: float
    spend: int | None
    forget_spent: bool
    ledger: Path | None
    rate: str
    prices: str
    webhook_secret: str
    secret_encoding: str
    webhook_host: str
    insecure: bool

    def target(self) -> HttpTarget:
        """Return the server; raise OptionError for what is no URL."""
        return HttpTarget(self.url, insecure=self.insecure)

    def options(self, target: Target, *, sends: bool = True) -> Options:
        """Return how the server is judged; raise OptionError or SubjectError for what can't be.

        Who sends nothing needs no key.
        """
        if sends:
            self._check_keys()
        strictness, document = document_of(self.document, Edition(self.edition))
        return Options(
            self.api_key,
            self.other_api_key or ("" if target.paid else MADE_UP_OTHER),
            self.wrong_api_key or MADE_UP_WRONG,
            strictness,
            document,
            phases_of(self.phases),
            judged_codes(self.only, self.skip),
            secrets.randbelow(_SEEDS) if self.seed is None else self.seed,
            self.max_examples,
            self.patience,
            self.webhook_secret,
            SecretEncoding(self.secret_encoding),
            self.webhook_host,
            families_of(self.family),
            uploads=uploads_of(self.family),
            edition=Edition(self.edition),
        )

    def spending(self) -> Spending:
        """Return what may be created, and how fast; raise OptionError for what is no rate."""
        rate = Rate.read(self.rate) if self.rate else None
        return Spending(self.spend, self.ledger or state_folder(), self.forget_spent, rate)

    def _check_keys(self) -> None:
        if not self.api_key.strip():
            raise OptionError("--api-key", "is missing: give a key that the server knows, or set KLING3_API_KEY")
        for option, key in (("--other-api-key", self.other_api_key), ("--wrong-api-key", self.wrong_api_key)):
            if key == self.api_key:
                raise OptionError(option, "is the same key as --api-key: give another one")
        if self.wrong_api_key and self.wrong_api_key == self.other_api_key:
            raise OptionError("--wrong-api-key", "is the same key as --other-api-key: one of them must be refused")
