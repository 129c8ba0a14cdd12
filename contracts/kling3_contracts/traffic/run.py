"""Run: recordings -> a report; what can't be read is told as trouble, and what can be is judged all the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from kling3_contracts.errors import ContractsError
from kling3_contracts.traffic.hosts import Aside
from kling3_contracts.traffic.judging import TrafficJudge, Unjudged
from kling3_contracts.traffic.live import read_live
from kling3_contracts.traffic.named_hosts import named_host
from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.traffic.prefixes import Prefixes
from kling3_contracts.traffic.reading import read_file
from kling3_contracts.traffic.recorded import Entry
from kling3_contracts.traffic.tally import Tally
from kling3_contracts.traffic.thresholds import held
from kling3_contracts.verdicts.plain import counted
from kling3_contracts.verdicts.report import Report, Subject
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.prices import PriceTable, price_table


def judged_traffic(options: TrafficOptions) -> Report:
    """Return what recordings show, secrets masked."""
    sources = [read_file(each) for each in options.files]
    if options.live:
        sources.append(read_live(options.live, options.control_token))
    return judged_entries(sources, ", ".join((*options.files, *filter(None, (options.live,)))), options)


def judged_entries(sources: Sequence[Iterator[Entry]], target: str, options: TrafficOptions) -> Report:
    """Return what entries show that come from several sources; `target` names them."""
    began = time.perf_counter()
    prices = _prices(options)
    judge = TrafficJudge(
        Tally(options.fail_on), tuple(map(named_host, options.hosts)), options.strictness, options.edition
    )
    problems = [problem for source in sources if (problem := _looked_at(judge, source))]
    judge.finish()
    problems += _unread(judge)
    if not problems and not judge.judged and not judge.deliveries:
        problems.append(f"nothing was judged: {judge.passed.sentence()}")
    report = Report(
        Subject.TRAFFIC,
        target,
        judge.tally.checks(),
        judge.tally.violations(),
        judge.judged,
        time.perf_counter() - began,
        judge.exercised.summary(),
        tuple(_notes(judge, options.edition, prices)),
        "; ".join(problems),
    )
    return judge.masker.report(report if report.is_empty else held(report, options.thresholds))


def _looked_at(judge: TrafficJudge, source: Iterator[Entry]) -> str:
    """Judge all entries of a source; return what kept it from being read to its end, or nothing."""
    try:
        for entry in source:
            judge.look(entry)
    except ContractsError as error:
        return str(error)
    return ""


def _unread(judge: TrafficJudge) -> Iterator[str]:
    yield from (f"{each.place}: {each.reason}" for each in judge.unread)
    if judge.unread_count > len(judge.unread):
        yield f"{judge.unread_count - len(judge.unread)} more entries could not be read"


def _notes(judge: TrafficJudge, edition: Edition, prices: Callable[[], PriceTable]) -> Iterator[str]:
    if edition is not FIRST:
        yield f"held to the contract of {edition.words}"
    yield from (f"passed over: {each}" for each in _counted(judge.passed.counts))
    yield from _behind(judge.prefixes)
    yield from (f"not judged: {each}" for each in _counted(judge.unjudged))
    if judge.deliveries:
        yield f"webhooks: {counted(judge.deliveries, 'attempt')} to deliver one"
    if cost := judge.cost_note(prices):
        yield cost


def _prices(options: TrafficOptions) -> Callable[[], PriceTable]:
    """Return what gives the prices: a file is read before anything is judged, our own when an order comes."""
    if not options.prices:
        return price_table
    own = price_table(options.prices)
    return lambda: own


def _behind(prefixes: Prefixes) -> Iterator[str]:
    for (host, path), number in prefixes.read.items():
        yield f"read as behind the prefix {path}: {counted(number, 'request')} to {host or 'the API'}"
    for (host, path), number in prefixes.doubted.items():
        asked = f"{counted(number, 'request')} to {host} with {path} before a path of the API"
        yield f"{asked}, and none answered well: if a proxy takes it away, name it with --host {host}{path}"
    yield from (f"no request lies behind {each}, which --host names" for each in prefixes.unread)


def _counted(counts: Mapping[Aside, int] | Mapping[Unjudged, int]) -> Iterator[str]:
    for each, number in sorted(counts.items(), key=lambda item: item[0].name):
        noun, words = each.value
        yield f"{counted(number, noun)} {words}"
