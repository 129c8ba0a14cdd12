"""Reproduce: one request that showed a violation, as a curl line and as a test; keys come from the environment."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from kling3_contracts.judging.promises import KEYS, WEBHOOKS
from kling3_contracts.messages import Request
from kling3_contracts.options import Options
from kling3_contracts.reports.literal import has_runs, literal
from kling3_contracts.verdicts.report import Report, Violation
from kling3_openapi.editions import FIRST
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

_RECEIVED = frozenset(each.code for each in WEBHOOKS)
"""What breaks these came from the server: there is no request of ours to send again."""
_BY_THE_DOCUMENT = frozenset({"K100", "K101", "K102", "K103", "K104"})
_EXPECTED = {
    **dict.fromkeys((each.code for each in KEYS), "response.status_code == 401"),
    **dict.fromkeys(("K114", "K115"), "response.status_code not in (401, 403)"),
    **dict.fromkeys(("K106", "K116", "K146"), "response.status_code == 200"),
    **dict.fromkeys(("K105", "K130", "K131", "K132"), "response.status_code in (404, 405)"),
    **dict.fromkeys(("K119", "K144", "K145", "K164", "K165", "K166", "K168"), "400 <= response.status_code < 500"),
    "K107": "response.status_code == 400",
}
"""What one request alone can show; what takes several is told by the curl lines."""
_OF_STRANGERS = ("K130", "K131")
_LISTS = frozenset(each.path for each in Family)
"""A list is answered 200 whether it shows a stranger's task or not."""
_REFUSED = "400 <= response.status_code < 500"
_KEY_HEADERS = (FREEPIK_KEY, MAGNIFIC_KEY)


def with_reproductions(report: Report, options: Options) -> Report:
    """Return a report whose violations can be shown again by hand."""
    added = (_added(each, report.target, options) for each in report.violations)
    return replace(report, violations=tuple(added))


def curl_of(request: Request, base: str, options: Options) -> str:
    """Return a command for a shell that sends a request, byte for byte, with keys from the environment."""
    words = ["curl", "-i", "--path-as-is", "--globoff", *_method(request), shlex.quote(_url(request, base))]
    for name, value in request.headers:
        words += ["-H", _header(name, value, options)]
    if request.body and not request.header("content-type"):
        words += ["-H", "content-type:"]  # without it curl would announce a form
    if not request.body:
        return " ".join(words)
    if has_runs(request.body):
        program = f"import sys; sys.stdout.buffer.write({literal(request.body)})"
        return f"python3 -c {shlex.quote(program)} | {' '.join(words)} --data-binary @-"
    text = _text(request.body)
    if text is not None:
        return " ".join((*words, "--data-binary", shlex.quote(text)))
    encoded = base64.b64encode(request.body).decode()
    return f"echo {encoded} | base64 -d | {' '.join(words)} --data-binary @-"


def pytest_of(violation: Violation, base: str, options: Options) -> str:
    """Return a test that fails while the violation is there, or nothing where it takes more than one request."""
    request, code = violation.request, violation.code
    by_document = code in _BY_THE_DOCUMENT
    expected = _EXPECTED.get(code) or (_REFUSED if code < "K1" else "")
    if request is None or not (by_document or expected):
        return ""
    if code in _OF_STRANGERS and request.path in _LISTS:
        return ""
    imports = ["import os", "", "import httpx2", *(_asserting(options) if by_document else ())]
    assertion = _assertion(options) if by_document else f"assert {expected}"
    name = violation.identity.lower().replace("-", "_")
    lines = [*imports, "", "", f"def test_{name}():", *(f"    {line}" for line in _sending(request, base, options))]
    return "\n".join((*lines, f"    {assertion}", ""))


_ASSERTING = ("from kling3_contracts.assertions import assert_keeps_contract",)
_OF_EDITION = "from kling3_openapi.editions import Edition"


def _asserting(options: Options) -> tuple[str, ...]:
    return _ASSERTING if options.edition is FIRST else (*_ASSERTING, _OF_EDITION)


def _assertion(options: Options) -> str:
    named = "" if options.edition is FIRST else f', edition=Edition("{options.edition.value}")'
    return f"assert_keeps_contract(response{named})"


def _added(violation: Violation, base: str, options: Options) -> Violation:
    if violation.request is None or violation.code in _RECEIVED:
        return violation
    curl = violation.curl or curl_of(violation.request, base, options)
    return replace(violation, curl=curl, pytest=violation.pytest or pytest_of(violation, base, options))


def _method(request: Request) -> tuple[str, ...]:
    # With -X HEAD curl would wait for a body that never comes.
    return ("--head",) if request.method == "HEAD" else ("-X", shlex.quote(request.method))


def _sending(request: Request, base: str, options: Options) -> Iterable[str]:
    pairs = ", ".join(f"({name!r}, {_value(name, value, options)})" for name, value in request.headers)
    yield f"headers = [{pairs}]"
    content = f", content={literal(request.body)}" if request.body else ""
    yield f"response = httpx2.request({request.method!r}, {_url(request, base)!r}, headers=headers{content})"


def _header(name: str, value: str, options: Options) -> str:
    """Write a key without quotes before its name: what masks reports takes a quoted one for a key in clear."""
    variable = _variable(name, value, options)
    if variable:
        return f'{name}:"{_scheme(value)}${variable}"'
    return shlex.quote(f"{name}: {value}" if value else f"{name};")


def _value(name: str, value: str, options: Options) -> str:
    variable = _variable(name, value, options)
    return f"{_scheme(value)!r} + os.environ[{variable!r}]" if variable else repr(value)


def _variable(name: str, value: str, options: Options) -> str:
    """Return the environment variable that holds the key in a header, or nothing where there is none."""
    if name.lower() not in (*_KEY_HEADERS, "authorization") or not value:
        return ""
    known = {options.key: "KLING3_API_KEY", options.other_key: "KLING3_OTHER_API_KEY"}
    return known.get(value.rpartition(" ")[2].strip(), "KLING3_WRONG_API_KEY")


def _scheme(value: str) -> str:
    scheme, space, _ = value.rpartition(" ")
    return f"{scheme}{space}"


def _url(request: Request, base: str) -> str:
    return request.target if urlsplit(request.target).scheme else f"{base}{request.target}"


def _text(body: bytes) -> str | None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or text.startswith("@") else text
