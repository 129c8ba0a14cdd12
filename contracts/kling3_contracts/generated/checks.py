"""Checks: which promise each check of schemathesis guards, and which of its failures are none."""

from __future__ import annotations

from collections.abc import Mapping

from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import AuthScenario, IgnoredAuth

from kling3_contracts.generated.deviations import Deviations
from kling3_contracts.judging.answers import has_failed
from kling3_contracts.messages import Exchange
from kling3_contracts.options import Options

CODES: Mapping[str, tuple[str, ...]] = {
    "not_a_server_error": ("K104",),
    "status_code_conformance": ("K100",),
    "content_type_conformance": ("K101",),
    "response_schema_conformance": ("K102",),
    "response_headers_conformance": ("K103",),
    "unsupported_method": ("K105",),
    "allow_header_conformance": ("K105",),
    "positive_data_acceptance": ("K106",),
    "negative_data_rejection": ("K107",),
    "missing_required_header": ("K110",),
    "ignored_auth": ("K110", "K111"),
}
"""The checks that are made, each with the promises that it speaks of."""

IDLE = ("ensure_resource_availability", "object_level_authorization", "use_after_free")
"""Checks that never speak here: no task stands below the path that creates it, one key is used, nothing is deleted."""

AVAILABLE = "K121"
"""The promise that is judged from what was created, without a check."""

ALL_CODES = frozenset({AVAILABLE, *(code for codes in CODES.values() for code in codes)})
ABOUT_ANSWERS = frozenset({"K100", "K101", "K102", "K103"})
"""What every answer keeps, whatever was asked."""

TAKEN = ("200",)
"""What a valid request is answered with."""
REFUSED = ("400", "401", "404", "405")
"""What an invalid request is answered with."""

_BUSY = (429, 503)


def code_of(check: str, failure: Failure) -> str:
    """Return the promise that a failure of a check breaks."""
    *_, last = CODES[check]
    without_key = isinstance(failure, IgnoredAuth) and failure.scenario is AuthScenario.NO_AUTH
    return "K110" if without_key else last


class Standing:
    """Decides which failures stand, in one run."""

    def __init__(self, options: Options) -> None:
        self._deviations = Deviations(options)
        self._knows_keys = bool(options.wrong_key)

    def of(self, code: str, exchange: Exchange) -> bool:
        """Return whether a failure stands: a server that failed breaks K104 alone, and one that is busy nothing."""
        status = exchange.answer.status
        failed = has_failed(exchange)
        if failed or code == "K104":
            return failed and code == "K104"
        if code not in ABOUT_ANSWERS and status in _BUSY:
            return False
        return not self._excused(code, exchange)

    def _excused(self, code: str, exchange: Exchange) -> bool:
        if code == "K105":
            return exchange.answer.status in (404, 501)
        if code == "K111":
            return not self._knows_keys
        return code in ("K100", "K106") and self._deviations.excuse(exchange)
