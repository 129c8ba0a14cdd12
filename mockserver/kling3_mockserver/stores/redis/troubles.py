"""Troubles: what is told of a server that can't be reached or won't do as it is asked, without what is secret."""

from __future__ import annotations

from collections.abc import Mapping

from redis import exceptions
from redis.exceptions import RedisError, ResponseError

from kling3_mockserver.stores.location import RedisServer, words

_MEND = "give user and password in the address, as in redis://USER:PASSWORD@HOST:6379/0"
_LET_IN = f"does not let this program in (wrong or missing password): {_MEND}"
_FULL = "can't be written ({told}): make room there, and it goes on by itself"
_BY_KIND: Mapping[type[Exception], str] = {
    exceptions.AuthenticationError: _LET_IN,
    exceptions.AuthorizationError: _LET_IN,
    exceptions.NoPermissionError: "does not let this user do what the fake needs ({told}): allow it by its ACL",
    exceptions.BusyLoadingError: "is still loading what it holds: it goes on by itself",
    exceptions.InvalidResponse: "answers as no Redis or Valkey server does: name another address",
    exceptions.OutOfMemoryError: _FULL,
    exceptions.ReadOnlyError: "is a replica, which can't be written: name the primary's address",
    exceptions.TimeoutError: "did not answer in time: look after the server, and it goes on by itself",
    TimeoutError: "did not answer in time: look after the server, and it goes on by itself",
}
_BY_BEGINNING: Mapping[str, str] = {
    "NOAUTH": _LET_IN,
    "WRONGPASS": _LET_IN,
    "invalid username-password": _LET_IN,
    "Authentication required": _LET_IN,
    "MISCONF": _FULL,
    "DB index": "has no database of that number: name a lower one",
    "": "refused what it was asked ({told}): it has to be Redis 6.2, Valkey 7.2 or newer",
}
"""What a refusal begins with, the last one whatever it is."""


def trouble_of(error: RedisError | OSError, server: RedisServer) -> str:
    """Return a sentence, which begins with the server's address, on an error of its client."""
    return f"{words(server)} {_told(error)}"


def _told(error: RedisError | OSError) -> str:
    # Where in a script it was refused concerns nobody.
    told = " ".join(str(error).split()).partition(" script: ")[0][:200].rstrip(".")
    for kind, sentence in _BY_KIND.items():
        if isinstance(error, kind):
            return sentence.format(told=told)
    if isinstance(error, ResponseError):
        return next(sentence for begin, sentence in _BY_BEGINNING.items() if told.startswith(begin)).format(told=told)
    return f"can't be reached ({told}): start the server, or name another address"
