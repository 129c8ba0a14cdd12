"""Fronts: what stands before a receiver, or in its framework, and refuses a call before the receiver has seen it."""

from __future__ import annotations

from urllib.parse import urlsplit

from kling3_contracts.messages import Answer
from kling3_openapi.rules.echo import echoed

_WRONG_PATH = "so the URL is most likely wrong: look at its path"
_AT_ONCE = {
    404: _WRONG_PATH,
    405: f"{_WRONG_PATH}, or let it take POST",
    406: "so its framework minds the Accept header: let it answer any caller",
    411: "so something in front minds how long the body is: let it pass a Content-Length on",
    413: "so something in front finds a body of 200 bytes too large: raise its limit",
    415: "so its framework does not read application/json there: let the route take that content type",
    429: "so it, or something in front, limits requests: let the limit pass webhooks over",
    502: "so the gateway in front finds no receiver behind it: start it, or correct where the gateway looks for it",
    503: "so the gateway in front finds no receiver that is ready: start it, or wait until it is up",
    504: "so the gateway in front waits for the receiver in vain: look why it does not answer",
}
"""Statuses that speak of the way to the receiver, not of a signature."""
_BY_ALL = {
    401: "most likely something in front asks for a login",
    403: "most likely something in front of it refuses: a login, a firewall, or protection from cross-site requests, "
    "which in Django, for one, asks every POST for a token",
    422: "most likely its framework refuses the call before it is verified: by a model of body or headers that this "
    "call does not fit, or, as Rails does, for want of a token against cross-site requests",
}

_LET_THROUGH = "let POST to this path through without it"


def on_the_way(answer: Answer) -> str:
    """Return what a status says of the way to the receiver, nothing where it may speak of the signature."""
    if 300 <= answer.status < 400:
        return f"the receiver redirects{_target(answer)}, and webhooks follow no redirects: give the URL that answers"
    meaning = _AT_ONCE.get(answer.status)
    return f"the receiver answers {answer.status}, {meaning}" if meaning else ""


def before_everything(answer: Answer) -> str:
    """Return who most likely gives an answer that is given to every call, however it is signed; nothing if unknown."""
    got = f"the receiver answers {answer.status} to everything, signed in any way or not at all"
    if _speaks_of_csrf(answer):
        return f"{got}: its protection from cross-site requests (CSRF) refuses, {_LET_THROUGH}"
    if answer.status not in _BY_ALL or (answer.status == 401 and not answer.header("www-authenticate")):
        return ""
    return f"{got}: {_BY_ALL[answer.status]}; {_LET_THROUGH}, or, if the receiver itself says so, look at its secret"


def _speaks_of_csrf(answer: Answer) -> bool:
    """Return whether an answer says outright what Django and Rails refuse by."""
    body = answer.body.lower()
    return b"csrf" in body or b"authenticitytoken" in body


def _target(answer: Answer) -> str:
    """Return where a redirect leads to, without a query: programs put tokens there."""
    location = answer.header("location")
    parts = location.partition("?")[0].partition("#")[0]
    try:
        shown = urlsplit(parts)._replace(netloc=urlsplit(parts).netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return ""
    return f" to {echoed(shown)}" if shown else ""
