"""Servers that break a promise: the fake, with one thing about its answers changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling3_contracts.context import Context
from kling3_contracts.judging.answer_checks import AnswerChecks
from kling3_contracts.judging.answers import AnswerRules
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import AsgiTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from tests.contracts.broken.fake import whole_body

KEY, OTHER, WRONG = "alpha-key-1234", "beta-key-12345", "nobodys-key-123"
OPTIONS = Options(KEY, OTHER, WRONG, seed=1)

Change = Callable[[Request, Answer], Answer]
"""What is made of an answer to a request."""


class Seen(NamedTuple):
    """What a run is given, and all that was sent in it."""

    context: Context
    exchanges: list[Exchange]

    @property
    def violations(self) -> dict[str, str]:
        """What was found: `code operation detail` and the message."""
        found = self.context.judge.violations()
        return {f"{each.code} {each.place} {each.detail}".strip(): each.message for each in found}

    @property
    def codes(self) -> set[str]:
        """The codes of what was found."""
        return {each.code for each in self.context.judge.violations()}

    @property
    def tried(self) -> Mapping[str, int]:
        """How often each promise was put to the test."""
        return {each.code: each.tried for each in self.context.judge.checks() if each.tried}


def intact(_request: Request, answer: Answer) -> Answer:
    """Change nothing."""
    return answer


@contextmanager
def judged(change: Change = intact, options: Options = OPTIONS, budget: Budget | None = None) -> Iterator[Seen]:
    """Open a fake that is changed, and all that judges it in a run."""
    with served(change) as target:
        sender = Sender(target, budget or Budget(), Pace(target, None))
        judge = Judge(PROMISES, options.only)
        exchanges: list[Exchange] = []
        sender.listeners += [AnswerChecks(judge, AnswerRules(options.document)), exchanges.append]
        yield Seen(Context(sender, judge, options), exchanges)


@contextmanager
def served(change: Change) -> Iterator[AsgiTarget]:
    """Open a fake that is changed."""
    mock = Mock(Settings(clock=ClockKind.MANUAL, seed=1, api_keys=(KEY, OTHER), webhook_statuses=()))
    target = AsgiTarget(changed(mock, change), mock.clock.advance)
    try:
        yield target
    finally:
        target.close()
        mock.close()


def changed(app: ASGIApp, change: Change) -> ASGIApp:
    """Return an application whose answers are changed."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        sent: list[Message] = []
        body = await whole_body(receive)

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            sent.append(message)

        await app(scope, again, keep)
        for message in _messages(change(_request(scope, body), _answer(sent))):
            await send(message)

    return application


def set_in(answer: Answer, name: str, value: object) -> Answer:
    """Return an answer whose body has another value in a field, which stands in `data` or at the top."""
    content = json.loads(answer.body)
    data = content.get("data")
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, dict):
            each[name] = value
    return answer._replace(body=json.dumps(content).encode())


def field(request: Request, name: str) -> object:
    """Return a field of an order, or None."""
    try:
        content = json.loads(request.body)
    except ValueError:
        return None
    return content.get(name) if isinstance(content, dict) else None


def refusal(name: str, status: int = 400) -> Answer:
    """Return a refusal that names a field."""
    content = {"message": "no", "invalid_params": [{"name": name, "field": f"body.{name}", "reason": "no"}]}
    return Answer(status, (("content-type", "application/json"),), json.dumps(content).encode())


TASK = {"task_id": "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "status": "CREATED", "generated": []}


def creation() -> Answer:
    """Return what an order is answered with that is taken."""
    return Answer(200, (("content-type", "application/json"),), json.dumps({"data": TASK}).encode())


def _request(scope: Scope, body: bytes) -> Request:
    query = scope["query_string"].decode()
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in scope["headers"])
    return Request(scope["method"], scope["raw_path"].decode() + (f"?{query}" if query else ""), headers, body)


def _answer(sent: list[Message]) -> Answer:
    start = next(each for each in sent if each["type"] == "http.response.start")
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in start["headers"])
    return Answer(start["status"], headers, b"".join(each.get("body", b"") for each in sent))


def _messages(answer: Answer) -> Iterator[Message]:
    pairs = [(name, value) for name, value in answer.headers if name != "content-length"]
    headers = [(name.encode(), value.encode("latin-1")) for name, value in pairs]
    yield {"type": "http.response.start", "status": answer.status, "headers": headers}
    yield {"type": "http.response.body", "body": answer.body}
