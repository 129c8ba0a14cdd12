"""Refusals: what the proxy answers where it lets nobody through, in words that say what to do."""

from __future__ import annotations

import json

from kling3_mockserver.proxy.head import Destination

_MOST_SHOWN = 200


def unreadable() -> bytes:
    """Return the answer to what is no request to a proxy."""
    return _answer(400, "Not a proxy request", "expected CONNECT host:port, or a whole URL as a proxy gets it")


def stranger() -> bytes:
    """Return the answer to a program that does not say the password of the run."""
    message = (
        "this proxy serves the programs that kling3-mock started alone: take its URL, with user and password, from "
        "HTTPS_PROXY in their environment"
    )
    return _answer(407, "Not of this run", message, 'proxy-authenticate: Basic realm="kling3-mock"')


def offline(destination: Destination) -> bytes:
    """Return the answer for a host that is none of the service's, where no other may be reached."""
    message = f"{destination.words} is not reached: kling3-mock runs with --offline, which lets nothing out"
    return _answer(403, "Offline (kling3-mock --offline)", message)


def unreached(destination: Destination, reason: str) -> bytes:
    """Return the answer for a host to which no connection comes about."""
    return _answer(502, "No connection", f"{destination.words} can't be reached: {reason[:_MOST_SHOWN]}")


def _answer(status: int, phrase: str, message: str, *headers: str) -> bytes:
    body = json.dumps({"message": message}, ensure_ascii=True).encode()
    lines = [
        # Many clients show the phrase of a proxy's refusal, and nothing else of it.
        f"HTTP/1.1 {status} {phrase}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
