"""Troubles: what is told of a server that can't be reached or won't do as it is asked, without what is secret."""

from __future__ import annotations

from redis import exceptions
from redis.exceptions import RedisError, ResponseError

from kling3_mockserver.stores.location import RedisServer, words

_MEND = "give user and password in the address, as in redis://USER:PASSWORD@HOST:6379/0"


def trouble_of(error: RedisError | OSError, server: RedisServer) -> str:
    """Return a sentence, which begins with the server's address, on an error of its client."""
    return f"{words(server)} {_told(error)}"


def _told(error: RedisError | OSError) -> str:
    told = " ".join(str(error).split())[:200]
    match error:
        case exceptions.AuthenticationError() | exceptions.AuthorizationError():
            return f"does not let this program in (wrong or missing password): {_MEND}"
        case exceptions.NoPermissionError():
            return f"does not let this user do what the fake needs ({told}): allow it by its ACL"
        case exceptions.BusyLoadingError():
            return "is still loading what it holds: it goes on by itself"
        case exceptions.TimeoutError() | TimeoutError():
            return "did not answer in time: look after the server, and it goes on by itself"
        case ResponseError():
            return _refused(told)
    return f"can't be reached ({told}): start the server, or name another address"


def _refused(told: str) -> str:
    if told.startswith(("NOAUTH", "WRONGPASS", "invalid username-password", "Authentication required")):
        return f"does not let this program in (wrong or missing password): {_MEND}"
    if told.startswith(("OOM", "MISCONF")):
        return f"can't be written ({told}): make room there, and it goes on by itself"
    if told.startswith("READONLY"):
        return "is a replica, which can't be written: name the primary's address"
    if "DB index" in told:
        return "has no database of that number: name a lower one"
    return f"refused what it was asked ({told}): it has to be Redis 6.2, Valkey 7.2 or newer"
