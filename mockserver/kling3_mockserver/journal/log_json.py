"""JsonLines: all that `kling3-mock serve` says, as one JSON object a line, secrets masked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kling3_mockserver.http.messages import secrets_of
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_lines import MOST_SHOWN, is_plain, no_answer, shown_error, shown_target, shown_url
from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.journal.order_prices import OrderPrices
from kling3_mockserver.journal.views import finding_view
from kling3_mockserver.tasks.lifecycle import Upcoming
from kling3_mockserver.tasks.message import Message

if TYPE_CHECKING:
    from kling3_openapi.prices import Bill


class JsonLines:
    """One line for each record; `known` says which secrets must not be shown, `prices` what orders cost."""

    def __init__(self, known: Callable[[], Iterable[str]], prices: OrderPrices | None = None) -> None:
        self._known, self._prices = known, prices

    def of(self, record: Exchange | Delivery | Notice) -> Sequence[str]:
        """Return the line of a record."""
        if isinstance(record, Notice):
            return [_line("notice", time=_time(record.at), message=_cut(record.text))]
        if isinstance(record, Delivery):
            return [self._webhook(record)]
        return [self._request(record)]

    def _request(self, exchange: Exchange) -> str:
        request, status = exchange.request, exchange.response.status
        path = request.path if is_plain(exchange) else shown_target(request, self._known())
        return _line(
            "request", time=_time(exchange.at), method=_cut(request.method), path=_cut(path), status=status or None,
            ms=_milliseconds(exchange.seconds), task_id=self._task_id(exchange),
            findings=[_cut_values(finding_view(each)) for each in exchange.findings],
            reason=_cut(exchange.reason) or (None if status else no_answer(exchange)), fault=exchange.fault or None,
            **self._price(exchange),
        )  # fmt: skip

    def _price(self, exchange: Exchange) -> Mapping[str, object]:
        price = None if self._prices is None else self._prices.of(exchange)
        if price is None:
            return {}
        return {"price": price.amount, "currency": price.currency, "price_basis": price.basis or None}

    def _task_id(self, exchange: Exchange) -> str | None:
        # Where there is no such task it is whatever stood in the path.
        if not exchange.task_id or is_plain(exchange):
            return exchange.task_id or None
        shown = secrets_of(exchange.request, self._known()).path(f"/{exchange.task_id}")
        return _cut(shown.removeprefix("/"))

    def _webhook(self, delivery: Delivery) -> str:
        message = delivery.message
        return _line(
            "webhook", time=_time(delivery.at), task_id=message.task_id, task_status=message.status.value,
            url=_cut(shown_url(message.url, self._known)), attempt=delivery.attempt, status=delivery.status,
            delivered=delivery.delivered, ms=_milliseconds(delivery.seconds), error=_cut(shown_error(delivery)) or None,
            retry_in=None if delivery.retry_in is None else round(delivery.retry_in, 1), fault=delivery.fault or None,
        )  # fmt: skip


def started(url: str, warnings: Sequence[str], proxy: str = "", workers: int = 1) -> str:
    """Return the first line; it names the proxy where there is one, and how many processes serve if several do."""
    return _line(
        "started",
        url=url,
        page=f"{url}/_mock/",
        control=f"{url}/_mock/openapi.yaml",
        warnings=list(warnings),
        **({"proxy": proxy} if proxy else {}),
        **({"workers": workers} if workers > 1 else {}),
    )


def stopped(undelivered: Sequence[Message], upcoming: Sequence[Upcoming], bill: Bill | None = None) -> str:
    """Return the last line: which webhooks nobody took, which were not due yet, and what the tasks would have cost."""
    early = [{**_told(each), "due_in": each.due_in} for each in upcoming]
    cost = {"cost": bill.to_json()} if bill and bill.count else {}
    return _line("stopped", undelivered=[_told(each) for each in undelivered], upcoming=early, **cost)


def stopped_over(store: str, by_hand: Sequence[Message] = ()) -> str:
    """Return the last line of several processes, none of which knows what waits for all in their store."""
    undelivered = [_told(each) for each in by_hand] or None
    return _line("stopped", undelivered=undelivered, upcoming=None, store=store)


def dropped(lines: int, reason: str) -> str:
    """Return the line in the place of lines that nobody read in time."""
    return _line("dropped", lines=lines, reason=reason)


def _told(each: Message | Upcoming) -> Mapping[str, object]:
    return {"task_id": each.task_id, "task_status": each.status.value, "url": _cut(shown_url(each.url, tuple))}


def _line(event: str, **values: object) -> str:
    return json.dumps({"event": event, **values}, separators=(",", ":"))


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."


def _cut_values(view: Mapping[str, object]) -> Mapping[str, object]:
    return {name: _cut(value) if isinstance(value, str) else value for name, value in view.items()}
