"""Wire: requests as schemathesis makes them -> ours, and our answers -> those that its checks read."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from kling3_contracts.messages import Answer, Request

NOBODY = b"127.0.0.1:9"
"""Stands for every host in a generated body: a server calls what it is given, and random names belong to somebody.

The discard port of the server's own machine refuses at once, where a name would first be looked for.
"""

_UNSTABLE = frozenset({"accept-encoding", "connection", "content-length", "host", "x-schemathesis-testcaseid"})
"""Headers that differ from run to run or from one installation to the next, and say nothing; who sends adds its own."""
_UNDONE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers of an answer that no longer hold once its body is read whole."""
_HOST = re.compile(rb'(?<=//)(?:[^"\\/?#\s@]*@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?(?=[/?#"])')


def request_of(prepared: PreparedRequest) -> Request:
    """Return a request without what changes from run to run, and without the hosts of strangers."""
    given = ((str(name), _text(value)) for name, value in prepared.headers.items())
    headers = tuple((name, value) for name, value in given if name.lower() not in _UNSTABLE)
    return Request(str(prepared.method), prepared.path_url, headers, _HOST.sub(NOBODY, _body(prepared.body)))


def response_of(prepared: PreparedRequest, answer: Answer) -> Response:
    """Return an answer as the library under schemathesis would have received it."""
    headers = HTTPHeaderDict([each for each in answer.headers if each[0].lower() not in _UNDONE])
    raw = HTTPResponse(BytesIO(answer.body), headers, answer.status, version=11, preload_content=False)
    response = HTTPAdapter().build_response(prepared, raw)
    response.elapsed = timedelta(seconds=answer.seconds)
    return response


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _body(body: object) -> bytes:
    return body.encode("utf-8") if isinstance(body, str) else body if isinstance(body, bytes) else b""
