"""requests door: an adapter of requests behind which an ASGI application answers in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import urllib3
from requests import PreparedRequest, Session
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.util import Retry

from kling3_mockserver.doors.urllib3_door import Urllib3PoolManager
from kling3_mockserver.http.hosts import HOSTS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_Certificate = str | tuple[str, str] | None


class RequestsAdapter(HTTPAdapter):
    """An adapter to mount on a `requests.Session`: what is sent through it the application answers.

    A download goes to another host than the API: `mount_service` mounts it for all. It is an HTTPAdapter, so
    `max_retries` works as in a program's own; proxies are passed by.
    """

    def __init__(self, app: ASGIApp, max_retries: Retry | int = 0) -> None:
        self._app = app
        super().__init__(max_retries=max_retries)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:  # noqa: FBT001, FBT002  (the signature of requests)
        """Make the pools, whose connections end at the application."""
        self.poolmanager = Urllib3PoolManager(
            self._app, num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs
        )

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str,  # noqa: FBT001
        proxies: dict[str, str] | None = None,  # noqa: ARG002  (whatever the environment names)
        cert: _Certificate = None,
    ) -> urllib3.HTTPConnectionPool:
        """Return the pool for a request, past all proxies."""
        return super().get_connection_with_tls_context(request, verify, None, cert)

    def request_url(self, request: PreparedRequest, proxies: dict[str, str] | None) -> str:  # noqa: ARG002
        """Return what a request asks for, as one asks a server and not a proxy."""
        return super().request_url(request, None)


def mount_service(session: Session, adapter: BaseAdapter) -> None:
    """Mount an adapter for all hosts of the service, the one of the results among them, by http and https."""
    for host in HOSTS:
        session.mount(f"https://{host}", adapter)
        session.mount(f"http://{host}", adapter)
