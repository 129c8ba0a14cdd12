"""Families: which of them a server has, so that it is held to these alone; and what a report says of the others."""

from __future__ import annotations

from kling3_contracts.errors import SpendError
from kling3_contracts.options import Options, families_in, operations_in
from kling3_contracts.sending.sender import Sender
from kling3_openapi.endpoints import REQUEST_UPLOADS, Family

_NO_LIST = 404
_NO_ORDERS = (404, 405, 501)
_REFUSED = b'{"prompt":7}'
"""No order of any family, so that it costs nothing where there is such a path."""


def families_of(sender: Sender, options: Options) -> tuple[Family, ...]:
    """Return the families of the document that a server has: those with a list, or with a path that takes orders.

    An empty list may be 404 too, as the service answers it, so a missing list alone says nothing.
    """
    key = options.key
    return tuple(each for each in options.held if _has_list(sender, key, each) or _takes_orders(sender, key, each))


def has_uploads(sender: Sender, options: Options) -> bool:
    """Return whether a server hands out places for pictures; it is asked with a body that no server takes."""
    status = sender.ask(REQUEST_UPLOADS.method, REQUEST_UPLOADS.path, options.key, _REFUSED).answer.status
    return status not in _NO_ORDERS


def note_on_families(asked: Options, options: Options) -> str:
    """Return what a reader must know of families that nothing was asked of; empty where there are none.

    `asked` is what the user chose, `options` what became of it.
    """
    in_document = [*map(_name, families_in(options.document)), *[_UPLOADS] * _has_uploads(options)]
    held = [*map(_name, options.held), *[_UPLOADS] * options.holds_uploads]
    unknown = [each for each in _NAMES if each not in in_document]
    left_out = [each for each in _NAMES if each not in (*unknown, *held)]
    missing = "left out, since the server has neither lists nor orders of them: {}; --family NAME holds it to one"
    reason = "left out by --family, so nothing is said of them: {}" if asked.families else missing
    told = (
        ("left out, since the document has none of their paths: {}", unknown),
        (reason, left_out),
    )
    return "; ".join(words.format(", ".join(names)) for words, names in told if names)


def _name(family: Family) -> str:
    return family.path.removeprefix("/v1/ai/")


_UPLOADS = "uploads"
_NAMES = (*map(_name, Family), _UPLOADS)


def _has_uploads(options: Options) -> bool:
    return REQUEST_UPLOADS in operations_in(options.document)


def _has_list(sender: Sender, key: str, family: Family) -> bool:
    return sender.ask("GET", family.path, key).answer.status != _NO_LIST


def _takes_orders(sender: Sender, key: str, family: Family) -> bool:
    try:
        answers = (sender.ask("POST", path, key, _REFUSED).answer for path in family.tiers.values())
        return any(each.status not in _NO_ORDERS for each in answers)
    except SpendError:  # one that was answered as if it were taken, so it is there
        return True
