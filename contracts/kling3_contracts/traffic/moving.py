"""Moving: recordings held to two editions at once -> what is said of them by one alone, with the first place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kling3_contracts.errors import ContractsError
from kling3_contracts.traffic.differences import Difference, Move, Side
from kling3_contracts.traffic.judging import TrafficJudge
from kling3_contracts.traffic.live import read_live
from kling3_contracts.traffic.named_hosts import named_host
from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.reading import read_file
from kling3_contracts.traffic.recorded import Entry
from kling3_contracts.traffic.tally import Breach, Tally, severity_of
from kling3_openapi.editions import Edition
from kling3_openapi.findings import Severity

_MOST = 1_000
"""Distinct differences that are kept; a program that makes more of them is not mended one by one."""


def moved(options: TrafficOptions, after: Edition) -> Move:
    """Return what recordings would be told of in another edition than that of the options, secrets masked."""
    sources = [read_file(each) for each in options.files]
    if options.live:
        sources.append(read_live(options.live, options.control_token))
    return moved_entries(sources, options, after)


def moved_entries(sources: Sequence[Iterator[Entry]], options: TrafficOptions, after: Edition) -> Move:
    """Return the same of entries that come from several sources."""
    held, problems = _Both(options, after), list[str]()
    for source in sources:
        try:
            for entry in source:
                held.look(entry)
        except ContractsError as error:
            problems.append(str(error))
    held.finish()
    if not problems and not held.requests:
        problems.append("no request to the API was seen")
    return Move(options.edition, after, held.requests, held.differences(), "; ".join(problems))


class _Heard(Tally):
    """Keeps the breaches of the entry that is looked at."""

    def __init__(self, options: TrafficOptions) -> None:
        super().__init__(options.fail_on)
        self._breaches: list[Breach] = []

    def broken(self, breach: Breach) -> None:
        self._breaches.append(breach)

    def taken(self) -> list[Breach]:
        """Return what was heard since the last time."""
        breaches, self._breaches = self._breaches, []
        return breaches


class _Both:
    """Two judges who look at each entry, and what only one of them has to say."""

    def __init__(self, options: TrafficOptions, after: Edition) -> None:
        named = tuple(map(named_host, options.hosts))
        self._heard = _Heard(options), _Heard(options)
        editions = zip(self._heard, (options.edition, after), strict=True)
        self._judges = tuple(TrafficJudge(heard, named, options.strictness, edition) for heard, edition in editions)
        self._found: dict[tuple[Side, str, str, str], Difference] = {}
        self._times: Counter[tuple[Side, str, str, str]] = Counter()

    @property
    def requests(self) -> int:
        return self._judges[0].judged

    def look(self, entry: Entry) -> None:
        for judge in self._judges:
            judge.look(entry)
        self._compare()

    def finish(self) -> None:
        for judge in self._judges:
            judge.finish()
        self._compare()

    def differences(self) -> tuple[Difference, ...]:
        """Return them, the gravest first, and those that are gone last."""
        text, gravity = self._judges[0].masker.text, tuple(Severity)
        found = [
            each._replace(place=text(each.place), message=text(each.message), times=self._times[key])
            for key, each in self._found.items()
            if not self._is_taken_over(each)
        ]
        return tuple(
            sorted(
                found, key=lambda each: (each.side is Side.GONE, gravity.index(each.severity), each.code, each.field)
            )
        )

    def _is_taken_over(self, difference: Difference) -> bool:
        """Return whether what is gone is only said in other words, as advice that has become a refusal."""
        place = difference.operation, difference.field
        others = (each for each in self._found.values() if each.side is Side.NEW)
        return difference.side is Side.GONE and any((each.operation, each.field) == place for each in others)

    def _compare(self) -> None:
        before, after = (heard.taken() for heard in self._heard)
        said = {_gist(each) for each in before}, {_gist(each) for each in after}
        for side, breaches, others in ((Side.NEW, after, said[0]), (Side.GONE, before, said[1])):
            for breach in (each for each in breaches if _gist(each) not in others):
                self._note(side, breach)

    def _note(self, side: Side, breach: Breach) -> None:
        # What is wrong in the head of a request is so in all operations.
        operation = "" if breach.detail.startswith("header.") else breach.operation
        key = (side, breach.code, operation, breach.detail)
        if key in self._found or len(self._found) < _MOST:
            self._times[key] += 1
            severity = severity_of(breach.code)
            self._found.setdefault(
                key,
                Difference(side, breach.code, severity, breach.operation, breach.detail, breach.place, breach.message),
            )


def _gist(breach: Breach) -> tuple[str, str, str]:
    # What is refused for another bound is another thing to the reader, whatever its code.
    return breach.code, breach.detail, breach.message
