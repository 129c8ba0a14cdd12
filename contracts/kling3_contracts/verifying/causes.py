"""Causes: the few mistakes of servers from which many violations follow, known by the promises that break together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kling3_contracts.enforcement.probe import REFUSED
from kling3_contracts.enforcement.table import probes
from kling3_contracts.judging.promises import CROWDS, KEYS, RESULTS, TASKS, WEBHOOKS
from kling3_contracts.verdicts.report import Cause, Check
from kling3_openapi.document import Strictness

_MOSTLY = 0.8
"""The share of tries from which on a promise is not kept at all, rather than here and there."""
_SOME_RULES = 5
_BY_SCHEMA = frozenset({"K010", "K016", "K025", "K046", "K047", "K060"})
"""Of these, what every validator finds by the document."""
_LIVES = frozenset(each.code for each in (*TASKS, *RESULTS, *CROWDS, *WEBHOOKS)) | {"K080"}
_IN_KEYS = frozenset(each.code for each in KEYS) | {"K083", "K131"}
_ADDRESSES = frozenset({"K017", "K018", "K019", "K020", "K021", "K022", "K078", "K079", "K084", "K085", "K105"})
_REFUSALS = frozenset({"K107", "K108"})


class _Seen(NamedTuple):
    """What became of each promise."""

    checks: dict[str, Check]

    def share(self, code: str) -> float:
        """Return which part of the tries was broken; 0 for what was not tried."""
        check = self.checks.get(code)
        return check.broken / check.tried if check and check.tried else 0.0

    def failing(self, codes: Iterable[str]) -> frozenset[str]:
        """Return those of the codes that are violated."""
        return frozenset(code for code in codes if code in self.checks and self.checks[code].verdict.fails)

    def tried(self, codes: Iterable[str]) -> frozenset[str]:
        """Return those of the codes that were put to the test."""
        return frozenset(code for code in codes if code in self.checks and self.checks[code].tried)

    def untried(self, codes: Iterable[str]) -> frozenset[str]:
        """Return those of the codes that something kept from being put to the test."""
        return frozenset(code for code in codes if code in self.checks and self.checks[code].note) - self.tried(codes)


def causes_of(checks: Iterable[Check]) -> tuple[Cause, ...]:
    """Return what most likely stands behind the violations of a server, the gravest first; no code stands in two."""
    seen = _Seen({each.code: each for each in checks})
    if not seen.failing(seen.checks):
        return ()  # what is looked at takes a while to list
    found, taken = list[Cause](), set[str]()
    for cause in filter(None, (look(seen) for look in _LOOKS)):
        codes = cause.codes - taken
        if len(codes) > 1 and seen.failing(codes):
            found.append(cause._replace(codes=codes))
            taken |= codes
    return tuple(found)


def _refuses(seen: _Seen) -> Cause | None:
    if seen.share("K106") < _MOSTLY:
        return None
    sentence = "hardly any order is taken, good ones neither: begin with the shortest one that is refused"
    return Cause(sentence, seen.failing(["K106"]) | seen.untried(_LIVES))


def _keeps_no_task(seen: _Seen) -> Cause | None:
    """A file server answers every id alike, a validator makes every answer up; neither remembers an order."""
    lost = seen.share("K121" if seen.tried(["K121"]) else "K122") >= _MOSTLY
    alike = max(seen.share("K120"), seen.share("K123")) >= _MOSTLY / 2
    # K132 is broken by 400 too, which is no task; K080 takes that.
    unknown = "K080" if seen.tried(["K080"]) else "K132"
    made_up = seen.share(unknown) >= _MOSTLY and (alike or not seen.tried(["K121"]))
    if not (lost or made_up):
        return None
    what = "what was ordered can't be read back" if lost else "ids that nobody was given are answered like tasks"
    sentence = f"no task is kept: {what}; store each order by key, family and id, and read it there"
    return Cause(sentence, seen.failing(_LIVES) | seen.untried(_LIVES))


def _looks_at_no_key(seen: _Seen) -> Cause | None:
    if seen.share("K110") < _MOSTLY:
        return None
    return Cause("no key is looked at: check it first, before anything else of a request", seen.failing(_IN_KEYS))


def _looks_at_no_path(seen: _Seen) -> Cause | None:
    paths = seen.tried(_ADDRESSES)
    if not paths or len(seen.failing(paths)) < _MOSTLY * len(paths):
        return None
    sentence = "every path and method is answered: know the document's paths, each with its methods, and no others"
    return Cause(sentence, seen.failing(_ADDRESSES))


def _checks_no_order(seen: _Seen) -> Cause | None:
    rules = seen.tried(_of_orders())
    if not rules or len(seen.failing(rules)) < _MOSTLY * len(rules):
        return None
    sentence = "no order is checked: hold each body to the document's schema, then to the rules of docs/codes.md"
    return Cause(sentence, seen.failing(rules | _REFUSALS))


def _knows_the_schema_alone(seen: _Seen) -> Cause | None:
    schema = seen.tried(_BY_SCHEMA)
    told = seen.failing(_of_orders() - _BY_SCHEMA)
    if not schema or seen.failing(schema) or len(told) < _SOME_RULES:
        return None
    sentence = "orders are held to their schema alone: add the rules that the provider's pages tell in prose"
    return Cause(sentence, told | seen.failing(["K107"]))


def _of_orders() -> frozenset[str]:
    """Return the rules for the body of an order."""
    return frozenset(
        each.code
        for each in probes(Strictness.STRICT)
        if each.method == "POST" and each.allowed is REFUSED and each.code not in _REFUSALS
    )


_LOOKS: tuple[Callable[[_Seen], Cause | None], ...] = (
    _refuses, _keeps_no_task, _looks_at_no_key, _looks_at_no_path, _checks_no_order, _knows_the_schema_alone,
)  # fmt: skip
