"""Expectations: what a test says must have happened, and a failure that shows what happened instead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from kling3_mockserver.display import secrets_of, shown_target
from kling3_mockserver.inbox import Inbox, Webhook
from kling3_mockserver.journal import Exchange
from kling3_openapi.masking.text import shown_text, shown_url

_SHOWN = 5


class ExpectationError(AssertionError):
    """Something that a test expected of the fake did not happen; a test that meets it fails."""


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
            other.append(f"{name} is missing, not {_value(value)}")
        elif body[name] != value:
            other.append(_difference(name, _value(body[name]), _value(value)))
    return other


def _difference(name: str, got: str, expected: str) -> str:
    if got == expected:
        return f"{name} is {got} as expected but for what is masked"
    return f"{name} is {got}, not {expected}"


def _explanation(orders: Sequence[Exchange], model: str | None, fields: Mapping[str, object]) -> str:
    wanted = ", ".join(
        [f"model={model}"] * (model is not None) + [f"{name}={_value(value)}" for name, value in fields.items()]
    )
    nearest = sorted(orders, key=lambda each: len(_differences(each, model, fields)))[:_SHOWN]
    lines = [f"  {line}" for each in nearest for line in _order_lines(each, _differences(each, model, fields))]
    return "\n".join([f"expected a task created with {wanted or 'any order'}, got:", *(lines or ["  no order at all"])])


def _order_lines(exchange: Exchange, differences: Iterable[str]) -> list[str]:
    request, status = exchange.request, exchange.response.status
    target = shown_target(request, secrets_of(request))
    lines = [f"{request.method} {target} {status}: {'; '.join(differences) or 'as expected, but refused'}"]
    return lines + [f"  {each.code} {each.severity.value}: {each.message}" for each in exchange.findings]


def _webhook_line(webhook: Webhook) -> str:
    answer = webhook.answer
    distrust = f", not to be trusted: {webhook.distrust}" if webhook.distrust else ""
    refusal = "" if answer.delivered else f", not taken: {shown_text(answer.error) or f'answered {answer.status}'}"
    return f"status={webhook.status} task_id={webhook.task_id} to {shown_url(webhook.url)}{distrust}{refusal}"


def _value(value: object) -> str:
    return shown_text(repr(value))


def _body(exchange: Exchange) -> Mapping[str, object]:
    try:
        body = json.loads(exchange.request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
