"""Transport: sends what schemathesis makes through the run's sender, within its budget and at its pace."""

from __future__ import annotations

from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from schemathesis.core.transport import Response as Received
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport import BaseTransport
from schemathesis.transport.requests import REQUESTS_TRANSPORT, ManagedCookiesSession, RequestsTransport

from kling3_contracts.errors import SpendError
from kling3_contracts.generated.wire import request_of, response_of
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.sending.sender import Sender

_BASE = "http://target.invalid"
"""Stands before every path, of which the sender takes the path alone."""
_NOT_SENT = Answer(429)
"""What the engine is shown for a request that was not sent: the status from which it learns nothing."""


class Post(BaseAdapter):
    """Carries requests to a sender; `exchanges` holds those that were sent, by the request that schemathesis made.

    `unsent` is why the budget kept requests back. `trouble` is what makes every further request useless.
    """

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self._sender = sender
        self.exchanges: dict[PreparedRequest, Exchange] = {}
        self.unsent: list[str] = []
        self.trouble: Exception | None = None

    def send(self, request: PreparedRequest, *_args: object, **_options: object) -> Response:
        """Return the answer to a request, or an empty one when it was not sent."""
        if self.trouble is not None:
            return response_of(request, _NOT_SENT)
        try:
            self.exchanges[request] = self._sender.send(request_of(request))
        except SpendError as error:
            self.unsent.append(str(error))
        except Exception as error:  # noqa: BLE001  (raised by who runs the phase: the engine would try on for minutes)
            self.trouble = error
        exchange = self.exchanges.get(request)
        return response_of(request, exchange.answer if exchange else _NOT_SENT)

    def close(self) -> None:
        """Do nothing: who opened the sender's target closes it."""


class SenderTransport(RequestsTransport):
    """The transport of schemathesis over HTTP, with a post in the place of the network."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._session = ManagedCookiesSession()
        self._session.trust_env = False
        self._session.mount(_BASE, post)

    def send(self, case: Case[Any], *, session: Session | None = None, **options: Any) -> Received:
        """Send a case; of a session that comes along the headers count, as with applications in this process."""
        options["base_url"] = _BASE
        self._session.headers.clear()
        self._session.headers.update(session.headers if session is not None else {})
        return super().send(case, session=self._session, **options)


class SenderSchema(OpenApiSchema):
    """A document whose cases go through a post.

    The engine and its checks take the way to the server from `transport` alone. The engine's probes do not; they are
    left out where the base URL has no host, which is so for a document that was not loaded from a URL.
    """

    way: SenderTransport

    @property
    def transport(self) -> BaseTransport[Session]:
        """The way to the server."""
        return self.way
