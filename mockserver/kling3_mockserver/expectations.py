"""Expectations: what a test says must have happened, and a failure that shows what happened instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from kling3_mockserver.inbox import Inbox, Webhook
from kling3_mockserver.journal import Exchange

_SHOWN = 5


class ExpectationError(AssertionError):
    """Something that a test expected of the fake did not happen; a test that meets it fails."""


class FindingsError(ExpectationError):
    """A program sent what the policy of its test does not let pass; the message names each mistake and its mend."""

    @property
    def gist(self) -> str:
        """The first finding, for a place that has one line."""
        return str(self).splitlines()[1].strip()


class ReceiverRaisedError(ExpectationError):
    """A receiver of webhooks raised, and no test looked at its answer; `raised` is what, with a note that says so."""

    def __init__(self, raised: BaseException, message: str) -> None:
        super().__init__(f"{type(raised).__name__}: {raised}\n{message}")
        self.raised = raised
        raised.add_note(message)


def created_or_explain(exchanges: Sequence[Exchange], model: str | None, fields: Mapping[str, object]) -> Exchange:
    """Return the newest request that created a task of this model with these fields; raise ExpectationError."""
    __tracebackhide__ = True
    orders = [each for each in exchanges if each.request.method == "POST"]
    for exchange in reversed(orders):
        if exchange.response.status == 200 and not _differences(exchange, model, fields):
            return exchange
    raise ExpectationError(_explanation(orders, model, fields))


def told_or_explain(inbox: Inbox, status: str | None, task_id: str | None) -> Webhook:
    """Return the newest trusted webhook with this status and task; raise ExpectationError."""
    __tracebackhide__ = True
    for webhook in reversed(list(inbox)):
        if webhook.trusted and status in (None, webhook.status) and task_id in (None, webhook.task_id):
            return webhook
    wanted = " ".join(f"{name}={value}" for name, value in (("status", status), ("task_id", task_id)) if value)
    came = [f"  {_webhook_line(each)}" for each in list(inbox)[-_SHOWN:]] or ["  none came"]
    hint = "Has the clock reached the change? kling3.clock.advance(seconds) or kling3.run_to_end() moves it."
    raise ExpectationError("\n".join([f"expected a webhook {wanted}".rstrip() + ", got:", *came, hint]))


def _differences(exchange: Exchange, model: str | None, fields: Mapping[str, object]) -> list[str]:
    """Return what is other than expected, in words; nothing for a request that is as expected."""
    got_model, body = exchange.request.path.rpartition("/")[2], _body(exchange)
    other = [f"model is {got_model}, not {model}"] if model not in (None, got_model) else []
    for name, value in fields.items():
        if name not in body:
            other.append(f"{name} is missing, not {value!r}")
        elif body[name] != value:
            other.append(f"{name} is {body[name]!r}, not {value!r}")
    return other


def _explanation(orders: Sequence[Exchange], model: str | None, fields: Mapping[str, object]) -> str:
    wanted = ", ".join(
        [f"model={model}"] * (model is not None) + [f"{name}={value!r}" for name, value in fields.items()]
    )
    nearest = sorted(orders, key=lambda each: len(_differences(each, model, fields)))[:_SHOWN]
    lines = [f"  {line}" for each in nearest for line in _order_lines(each, _differences(each, model, fields))]
    return "\n".join([f"expected a task created with {wanted or 'any order'}, got:", *(lines or ["  no order at all"])])


def _order_lines(exchange: Exchange, differences: Iterable[str]) -> list[str]:
    request, status = exchange.request, exchange.response.status
    lines = [f"{request.method} {request.path} {status}: {'; '.join(differences) or 'as expected, but refused'}"]
    return lines + [f"  {each.code} {each.severity.value}: {each.message}" for each in exchange.findings]


def _webhook_line(webhook: Webhook) -> str:
    distrust = f", not to be trusted: {webhook.distrust}" if webhook.distrust else ""
    refusal = f", not taken: {webhook.refusal}" if webhook.refusal else ""
    return f"status={webhook.status} task_id={webhook.task_id} to {webhook.url}{distrust}{refusal}"


def _body(exchange: Exchange) -> Mapping[str, object]:
    try:
        body = json.loads(exchange.request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
