"""Words: what `kling3-mock serve` says before and after it serves, as the style of its log has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kling3_mockserver.journal.log_json import dropped, started, stopped, stopped_over
from kling3_mockserver.journal.log_lines import printable
from kling3_mockserver.journal.log_stream import Gap, gap_words
from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.programs.browser import page_of
from kling3_mockserver.service.first_order import curl_lines
from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET, ClockKind, Settings
from kling3_mockserver.stores import location
from kling3_mockserver.stores.location import InMemory
from kling3_mockserver.tasks.lifecycle import Upcoming
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.scenario import CompleteAfter, words
from kling3_openapi.editions import FIRST
from kling3_openapi.masking.text import shown_url
from kling3_openapi.signature import secret_doubt

if TYPE_CHECKING:
    from kling3_openapi.prices import Bill

_MOST_LISTED = 20


class Words:
    """What is said before and after serving, as the style has it."""

    def __init__(self, settings: Settings, style: LogStyle, workers: int = 1) -> None:
        self._settings, self._style, self._workers = settings, style, workers

    @property
    def gap(self) -> Gap:
        """What is said of lines that were dropped."""
        if self._style.log_format is LogFormat.TEXT:
            return gap_words
        return dropped

    def greeting(self, url: str, proxy: str = "", tasks: int = 0) -> str:
        """Return the first words; `proxy` is the URL of the proxy beside it, or nothing; `tasks` a store had before."""
        doubts = _secret_doubts(self._settings)
        if self._style.log_format is LogFormat.JSON:
            return started(url, doubts, proxy, self._workers)
        if self._style.quiet:
            return "\n".join([_first_line(url), *_proxy_lines(proxy), *(f"careful: {doubt}" for doubt in doubts)])
        return banner(self._settings, url, proxy, tasks, self._workers)

    def farewell(
        self,
        undelivered: Sequence[Message],
        upcoming: Sequence[Upcoming],
        *,
        kept: bool = False,
        bill: Bill | None = None,
    ) -> str:
        """Return the last words; `kept` is whether what waits goes on in another process, `bill` that of all tasks."""
        if self._style.log_format is LogFormat.JSON:
            return stopped(undelivered, upcoming, bill)
        goes_on = self._kept(kept and bool(undelivered or upcoming))
        return "\n".join([last_word(undelivered, upcoming), *goes_on, *cost_lines(bill, self._place)])

    def shared_farewell(self, by_hand: Sequence[Message] = ()) -> str:
        """Return the last words over a store that several processes share; what was sent by hand ends with this one."""
        where = location.words(self._settings.store)
        if self._style.log_format is LogFormat.JSON:
            return stopped_over(where, by_hand)
        kept = f"is kept in {where}, and goes on at the next start with it."
        return f"{last_word(by_hand)}\nWhat else waits {kept}" if by_hand else f"kling3-mock stopped; what waits {kept}"

    @property
    def _place(self) -> str:
        """Where the tasks of before lie too, of which the last words tell; nothing where there are none."""
        store = self._settings.store
        return "" if isinstance(store, InMemory) else f"in {location.words(store)} "

    def _kept(self, goes_on: bool) -> list[str]:  # noqa: FBT001  (of its own)
        where = location.words(self._settings.store)
        return [f"What waits is kept in {where}, and goes on at the next start with it."] if goes_on else []


def _first_line(url: str) -> str:
    return f"kling3-mock answers at {url}"


def banner(settings: Settings, url: str, proxy: str = "", tasks: int = 0, workers: int = 1) -> str:
    """Return what a person needs to point a program at the fake."""
    lines = [
        _first_line(url),
        "",
        f"  base URL   {url}   (for https://api.freepik.com or https://api.magnific.com;",
        "             with /v1 behind it if yours has that)",
        f"  key        {_key_words(settings)}, in the header x-freepik-api-key or x-magnific-api-key",
        f"  secret     {_secret_words(settings)}",
        *(f"             careful: {doubt}" for doubt in _secret_doubts(settings)),
        *_edition_lines(settings),
        *_store_lines(settings, tasks),
        *([f"  workers    {workers}"] if workers > 1 else []),
        f"  page       {page_of(url)}",
        f"  control    {url}/_mock/openapi.yaml",
        *_proxy_lines(proxy),
        *_trust_lines(settings, proxy),
        "",
        *(f"  {line}" for line in curl_lines(url, settings)),
        "",
        f"{_time_words(settings)}{_outage_words(settings)}{_chaos_words(settings)} Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)


def _edition_lines(settings: Settings) -> list[str]:
    return [] if settings.edition is FIRST else [f"  edition    the contract of {settings.edition.words}"]


def _store_lines(settings: Settings, tasks: int) -> list[str]:
    if isinstance(settings.store, InMemory):
        return []
    held = "1 task of before" if tasks == 1 else f"{tasks or 'no'} tasks of before"
    return [f"  store      {location.words(settings.store)}   ({held})"]


def _proxy_lines(proxy: str) -> list[str]:
    return (
        [f"  proxy      {proxy}   (as HTTPS_PROXY, for programs with the service's host written in)"] if proxy else []
    )


def _trust_lines(settings: Settings, proxy: str) -> list[str]:
    """Return how programs come to trust the fake; nothing where none has to, or by a certificate of the user's own."""
    if not proxy and (settings.tls_cert is not None or not settings.tls):
        return []
    return ["  trust      kling3-mock ca --out FILE writes the authority that programs have to trust, and says how"]


def last_word(undelivered: Sequence[Message], upcoming: Sequence[Upcoming] = ()) -> str:
    """Return what is said when the fake stops: which webhooks nobody took, and which were not due yet."""
    if not undelivered and not upcoming:
        return "kling3-mock stopped; no webhook was left undelivered."
    late = [_told_of(each) for each in undelivered[:_MOST_LISTED]]
    early = [f"{_told_of(each)}, due in {each.due_in:.3g} s" for each in upcoming[:_MOST_LISTED]]
    parts = [
        *_listed("left undelivered", late, len(undelivered)),
        *_listed("still to come", early, len(upcoming)),
    ]
    return "kling3-mock stopped; " + "\n".join(parts)


def cost_lines(bill: Bill | None, place: str = "") -> list[str]:
    """Return in a line what the tasks that are held would have cost; nothing where there is none."""
    if bill is None or not bill.count:
        return []
    words = bill.sentence("task", f"{place}would have cost")
    return [f"{words[0].upper()}{words[1:]}."]


def lost_words(undelivered: Sequence[Message]) -> list[str]:
    """Return a sentence for each webhook that ends with its worker: those sent by hand, which no other one has."""
    by_hand = [each for each in undelivered if each.by_hand]
    sentences = [f"{_told_of(each)}, sent by hand, was left undelivered" for each in by_hand[:_MOST_LISTED]]
    more = len(by_hand) - len(sentences)
    return [*sentences, *([f"{more} more that were sent by hand were left undelivered"] if more else [])]


def _told_of(each: Message | Upcoming) -> str:
    return f"{each.status.value} of task {each.task_id} to {printable(shown_url(each.url))}"


def _listed(what: str, lines: Sequence[str], count: int) -> Sequence[str]:
    if not count:
        return ()
    heading = f"1 webhook was {what}:" if count == 1 else f"{count} webhooks were {what}:"
    more = count - len(lines)
    return [heading, *(f"  {line}" for line in lines), *([f"  and {more} more"] if more else [])]


def _key_words(settings: Settings) -> str:
    count = len(settings.api_keys)
    if not count:
        return "any key"
    return "the key that you set" if count == 1 else f"one of the {count} keys that you set"


def _secret_words(settings: Settings) -> str:
    if settings.webhook_secrets == (DEFAULT_WEBHOOK_SECRET,):
        return f"{DEFAULT_WEBHOOK_SECRET}   (signs webhooks; its text is the key, byte for byte)"
    versions = ", ".join(f"v{number}" for number, _ in enumerate(settings.webhook_secrets, start=1))
    sign = "the one that you set signs" if len(settings.webhook_secrets) == 1 else "those that you set sign"
    return f"{sign} webhooks as {versions} ({settings.webhook_secret_encoding.value})"


def _secret_doubts(settings: Settings) -> list[str]:
    doubts = [secret_doubt(text, settings.webhook_secret_encoding) for text in settings.webhook_secrets]
    return [
        f"secret v{number} {doubt} (--webhook-secret-encoding)"
        for number, doubt in enumerate(doubts, start=1)
        if doubt is not None
    ]


def _time_words(settings: Settings) -> str:
    if settings.clock is ClockKind.MANUAL:
        return "Time stands still: POST /_mock/clock moves it."
    if settings.scenario != CompleteAfter():
        return f"How tasks end: {words(settings.scenario)}."
    return f"A task is done {settings.task_seconds / settings.speed:g} s after it was created."


def _outage_words(settings: Settings) -> str:
    return f" Every task of {' and '.join(settings.outage)} fails." if settings.outage else ""


def _chaos_words(settings: Settings) -> str:
    share = f"{settings.chaos * 100:g} % of requests, webhooks and results"
    return f" {share} go wrong on purpose: each is named below." if settings.chaos else ""
