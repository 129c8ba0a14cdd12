"""Creating: tells requests that could create a task from those that can't, and doubts in favour of the purse."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from kling3_contracts.messages import Exchange, Request
from kling3_contracts.sending.readings import readings
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.address import endpoints_at
from kling3_openapi.rules.orders import OrderRules, order_rules
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that by RFC 9110 change nothing."""

DOUBTFUL = frozenset({"K009", "K033", "K054", "K064"})
"""Rules of severity error that a server may well not keep: the provider's pages contradict themselves on whole
numbers, many frameworks take null for a missing field, and few look at what a URL is."""

_PATHS = {each.path: each for each in ENDPOINTS if each.kind is Kind.CREATE}
_KEY_HEADERS = (FREEPIK_KEY, MAGNIFIC_KEY)
_DISGUISED = frozenset({"x-http-method", "x-http-method-override", "x-method-override", "content-encoding"})
"""Headers by which a request is another one than it looks."""
_CHANGED = frozenset({"cfg_scale", "elements", "multi_shot", "voice_ids"})
"""The fields of which one edition says another thing than the next."""
_MOST_DECODINGS = 4
_END_OF_PATH = re.compile(r"[?#]")
_NOT_IN_A_PATH = re.compile(r"[\s\x00-\x1f]+|;[^/]*")


class Creating:
    """Knows the keys of a run; `base` is the path of the server's URL, which stands before every target."""

    def __init__(self, good_keys: Iterable[str], bad_keys: Iterable[str] = (), base: str = "") -> None:
        self._good, self._bad = frozenset(filter(None, good_keys)), frozenset(filter(None, bad_keys))
        self._base = base
        self._rules: tuple[OrderRules, ...] = ()

    def could(self, request: Request) -> bool:
        """Return whether a server that keeps its promises could create a task for a request."""
        disguised = any(name.lower() in _DISGUISED for name, _ in request.headers)
        endpoint = self.endpoint(request)
        if endpoint is None or (is_reading(request) and not disguised):
            return False
        return self._admitted(request) and (disguised or not self._refused(endpoint, request.body))

    def did(self, exchange: Exchange) -> bool:
        """Return whether an answer reads as if a task was created."""
        request, answer = exchange.request, exchange.answer
        if not 200 <= answer.status < 300:
            return False
        shows_task = b'"task_id"' in answer.body
        if is_reading(request):
            return shows_task and self.only_creates(request)
        return shows_task or self.endpoint(request) is not None

    def only_creates(self, request: Request) -> bool:
        """Return whether a path takes orders and lists nothing, so that nobody has to read there."""
        endpoint = self.endpoint(request)
        return endpoint is not None and len(endpoints_at(endpoint.path)) == 1

    def endpoint(self, request: Request) -> Endpoint | None:
        """Return the endpoint that creates and that a path names, in whatever spelling."""
        target = urlsplit(request.target).path if "://" in request.target else request.target
        spellings = map(_plain, (target, f"{self._base}/{target}"))
        return next((_PATHS[each] for each in spellings if each in _PATHS), None)

    def _admitted(self, request: Request) -> bool:
        keys = [value.strip() for name, value in request.headers if name.lower() in _KEY_HEADERS]
        if any(key and key not in self._bad for key in keys):
            return True
        places = [unquote(request.target), *(value for _, value in request.headers)]
        return any(key in place for key in self._good for place in places)

    def _refused(self, endpoint: Endpoint, body: bytes) -> bool:
        """Return whether a body is refused, however forgiving its reader is, and of whatever edition."""
        self._rules = self._rules or tuple(map(order_rules, Edition))
        try:
            return all(self._is_wrong(endpoint, value) for value in readings(body))
        except RecursionError:
            return False

    def _is_wrong(self, endpoint: Endpoint, value: object) -> bool:
        """Return whether an order is one that no edition takes; most are the same to all of them."""
        changed = isinstance(value, dict) and not _CHANGED.isdisjoint(value)
        return all(_errors(rules, endpoint, value) for rules in (self._rules if changed else self._rules[:1]))


def is_reading(request: Request) -> bool:
    """Return whether a request's method changes nothing."""
    return request.method.upper() in READING


def _errors(rules: OrderRules, endpoint: Endpoint, value: object) -> bool:
    found = rules.findings(endpoint.family, endpoint.tier or Tier.PRO, value)
    return any(each.severity is Severity.ERROR and each.code not in DOUBTFUL for each in found)


def _plain(path: str) -> str:
    """Return a path as the most forgiving server would read it."""
    for plainer in _decoded(path):
        path = plainer
    path = _NOT_IN_A_PATH.sub("", _END_OF_PATH.split(path)[0]).replace("\\", "/").lower()
    return posixpath.normpath("/" + path.strip("/")).rstrip(".")


def _decoded(path: str) -> Iterator[str]:
    for _ in range(_MOST_DECODINGS):
        path = unquote(path)
        yield path
