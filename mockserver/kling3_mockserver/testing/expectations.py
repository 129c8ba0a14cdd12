"""Expectations: what a test says must have happened, and a failure that shows what happened instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from kling3_mockserver.http.messages import secrets_of, shown_target
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.settings.settings import WebhookTime
from kling3_mockserver.tasks.models import names_at
from kling3_mockserver.testing.inbox import Inbox, Webhook
from kling3_openapi.endpoints import ENDPOINTS, Kind
from kling3_openapi.masking.text import shown_text, shown_url
from kling3_openapi.signature import TIMESTAMP_HEADER

_SHOWN = 5
_CREATING = frozenset(each.path for each in ENDPOINTS if each.kind is Kind.CREATE)
_REFUSALS = ("answered 400", "answered 401", "answered 403")
"""What receivers answer to a call whose time they don't trust."""
_TIMES = {
    WebhookTime.SENT: (
        "Was it refused for its time? Webhooks are signed with the time of day at which they are sent; for a receiver "
        "that goes by kling3.clock, mark the test @pytest.mark.kling3(webhook_time='clock')."
    ),
    WebhookTime.CLOCK: (
        "Was it refused for its time? By webhook_time='clock' webhooks are signed with the time of kling3.clock, "
        "wherever that was moved; leave the setting out for a receiver that goes by the time of day."
    ),
}


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
    """Return the newest request that created a task of this model with these fields; raise ExpectationError.

    A request counts whose answer a fault put something else in the place of: the task is there, and would be paid for.
    """
    __tracebackhide__ = True
    orders = [each for each in exchanges if each.request.method == "POST"]
    for exchange in reversed(orders):
        if _created(exchange) and not _differences(exchange, model, fields):
            return exchange
    raise ExpectationError(_explanation(orders, model, fields))


def told_or_explain(
    inbox: Inbox,
    status: str | None,
    task_id: str | None,
    why: Callable[[], Sequence[str]] = tuple,
    webhook_time: WebhookTime = WebhookTime.SENT,
) -> Webhook:
    """Return the newest trusted webhook with this status and task; raise ExpectationError, which ends in `why`."""
    __tracebackhide__ = True
    for webhook in reversed(list(inbox)):
        if webhook.trusted and status in (None, webhook.status) and task_id in (None, webhook.task_id):
            return webhook
    wanted = " ".join(f"{name}={value}" for name, value in (("status", status), ("task_id", task_id)) if value)
    shown = list(inbox)[-_SHOWN:]
    came = [f"  {_webhook_line(each)}" for each in shown] or ["  none came"]
    hints = [_TIMES[webhook_time]] * any(map(_maybe_untimely, shown)) + [f"because {each}" for each in why()]
    raise ExpectationError("\n".join([f"expected a webhook {wanted}".rstrip() + ", got:", *came, *hints]))


def _created(exchange: Exchange) -> bool:
    # By the task and not by the status: a fault may have come after it.
    return bool(exchange.task_id) and exchange.request.method == "POST" and exchange.request.path in _CREATING


def _maybe_untimely(webhook: Webhook) -> bool:
    return webhook.distrust.startswith(TIMESTAMP_HEADER) or webhook.refusal in _REFUSALS


def _differences(exchange: Exchange, model: str | None, fields: Mapping[str, object]) -> list[str]:
    """Return what is other than expected, in words; nothing for a request that is as expected."""
    path, body = exchange.request.path, _body(exchange)
    got_model = path.rpartition("/")[2]
    other = [] if model is None or model in names_at(path) else [f"model is {got_model}, not {model}"]
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
    request, answer = exchange.request, _answer_words(exchange)
    target = shown_target(request, secrets_of(request))
    lines = [f"{request.method} {target} {answer}: {'; '.join(differences) or 'as expected, but refused'}"]
    return lines + [f"  {each.code} {each.severity.value}: {each.message}" for each in exchange.findings]


def _answer_words(exchange: Exchange) -> str:
    status = str(exchange.response.status or "no answer")
    if not exchange.fault:
        return status
    came_of_it = "the task was created" if _created(exchange) else "no task was created"
    return f"{status} by the fault '{exchange.fault}', {came_of_it}"


def _webhook_line(webhook: Webhook) -> str:
    distrust = f", not to be trusted: {webhook.distrust}" if webhook.distrust else ""
    refusal = f", not taken: {shown_text(webhook.refusal)}" if webhook.refusal else ""
    return f"status={webhook.status} task_id={webhook.task_id} to {shown_url(webhook.url)}{distrust}{refusal}"


def _value(value: object) -> str:
    return shown_text(repr(value))


def _body(exchange: Exchange) -> Mapping[str, object]:
    try:
        body = json.loads(exchange.request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
