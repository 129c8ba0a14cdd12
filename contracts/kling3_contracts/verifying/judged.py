"""Judged: what a server can keep or break, and which rules are left to others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.orders.defects import NOT_MADE
from kling3_openapi.findings import Severity
from kling3_openapi.rules.catalogue import CATALOGUE
from kling3_openapi.rules.rule import Code

_AT_STORAGE = "storage stands behind it, whose manners are not known"
_UNKNOWN = "how the service itself takes it is not known"
_ONCE = "seen of the service by one program, and no server has to do so"

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        **NOT_MADE,
        "K023": "K130 stands for it, a task is asked for under another family's path",
        "K030": "K113 stands for it, a key in Authorization",
        "K070": "K110 stands for it, a request without a key",
        "K071": "K111 stands for it, a request with a wrong key",
        **dict.fromkeys(("K086", "K087", "K089"), _UNKNOWN),
        **dict.fromkeys(("K350", "K351"), _ONCE),
        **dict.fromkeys(("K310", "K314", "K317"), _AT_STORAGE),
        "K311": "K255 stands for it, a PUT with another type than was asked for",
        "K312": "K256 stands for it, a link with a wrong token",
        "K313": "K257 stands for it, a link whose time is over",
        "K316": "K254 stands for it, an asset before its upload",
    }
)
"""Rules for clients that a server is not judged by, each with the reason."""

JUDGED: tuple[Code, ...] = (
    *PROMISES,
    *(each for each in CATALOGUE if each.severity is Severity.ERROR and each.code not in LEFT_OUT),
)
"""The promises, and the rules by which a server must refuse."""
