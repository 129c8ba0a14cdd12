"""Cases: all that a receiver is tried with, in the order in which it is sent: harmless first, crowds last."""

from __future__ import annotations

from kling3_contracts.receiver.case import Case
from kling3_contracts.receiver.cases_forged import FORGED
from kling3_contracts.receiver.cases_headers import HEADERS
from kling3_contracts.receiver.cases_load import LOAD
from kling3_contracts.receiver.cases_loose import LOOSE
from kling3_contracts.receiver.cases_order import ORDER
from kling3_contracts.receiver.cases_time import TIME
from kling3_contracts.receiver.cases_valid import VALID
from kling3_openapi.rules.rule import Code

CASES: tuple[Case, ...] = (*VALID, *ORDER, *FORGED, *HEADERS, *LOOSE, *TIME, *LOAD)
"""Every case; new ones take codes that were never used."""

CODES: tuple[Code, ...] = tuple(case.entry for case in CASES)
"""What `kling3-contracts explain` tells of them."""
