"""StoreLocation: where what the fake holds lies. Closed types; text like `sqlite:kling3.db` stands for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from kling3_mockserver.errors import StoreError
from kling3_mockserver.suggestion import suggestion

STORE_WORDS = "memory, sqlite:FILE or redis://HOST:PORT/NUMBER"
DEFAULT_TENANT = "default"
_SQLITE = "sqlite"
_SERVERS = {"redis": False, "valkey": False, "rediss": True, "valkeys": True}
"""The schemes of servers, and whether each stands for TLS."""
_REDIS_EXAMPLE = "redis://127.0.0.1:6379/0, or redis://:PASSWORD@HOST:6379/0?tenant=team-a&expiry=86400"
_PORT = 6379
_PARAMETERS = ("tenant", "expiry")
_TENANT = re.compile(r"[A-Za-z0-9._-]{1,60}", re.ASCII)
_DATABASE = re.compile("[0-9]{1,4}", re.ASCII)
_MOST_EXPIRY = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class InMemory:
    """In the memory of the process, which takes it along when it ends."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """In an SQLite database, which is one file at `path` (and one beside it while it is open)."""

    path: str


@dataclass(frozen=True, slots=True)
class RedisServer:
    """On a Redis or Valkey server, which several processes and hosts share.

    Fakes of one `tenant` are one fake. Tasks are forgotten `expiry` seconds after they were ordered, if one is given.
    """

    host: str
    port: int = _PORT
    database: int = 0
    username: str | None = None
    password: str | None = None
    tls: bool = False
    tenant: str = DEFAULT_TENANT
    expiry: int | None = None

    def __repr__(self) -> str:
        """Return what may be shown of it."""
        return f"RedisServer({words(self)!r})"


StoreLocation = InMemory | SqliteFile | RedisServer


def parse(text: str) -> StoreLocation:
    """Return the location that a text stands for; raise StoreError, which shows no password, for anything else."""
    scheme, colon, rest = text.partition(":")
    if text.lower() == "memory":
        return InMemory()
    if colon and scheme.lower() in _SERVERS:
        return _server(text, tls=_SERVERS[scheme.lower()])
    if scheme.lower() != _SQLITE or not colon:
        # What stands behind another scheme may be a password.
        raise StoreError(f"got a store {_shown(scheme, colon)}, expected {STORE_WORDS}")
    # With slashes it would be the URL of another library, where their number says what the path begins with.
    if not rest or rest.startswith("//") or rest == ":memory:":
        raise StoreError(
            f"got a store 'sqlite:{rest[:60]}', expected a file: sqlite:kling3.db, or sqlite:/var/lib/kling3.db"
        )
    return SqliteFile(rest)


def words(location: StoreLocation) -> str:
    """Return the text that `parse` reads as this location, without a password and a user's name."""
    match location:
        case InMemory():
            return "memory"
        case SqliteFile(path):
            return f"{_SQLITE}:{path}"
    host = f"[{location.host}]" if ":" in location.host else location.host
    given = {"tenant": location.tenant, "expiry": location.expiry}
    usual = {"tenant": DEFAULT_TENANT, "expiry": None}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value != usual[name])
    address = f"redis{'s' if location.tls else ''}://{host}:{location.port}/{location.database}"
    return f"{address}?{query}" if query else address


def _server(text: str, *, tls: bool) -> RedisServer:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _no_address("an address that can't be read") from None
    if not host or not text.partition(":")[2].startswith("//") or parts.fragment:
        raise _no_address("no host" if not host else "more than an address")
    database = parts.path.strip("/") or "0"
    if _DATABASE.fullmatch(database) is None:
        raise _no_address("no number of a database behind the host")
    tenant, expiry = _parameters(parts.query)
    username, password = (None if each is None else unquote(each) for each in (parts.username, parts.password))
    return RedisServer(
        host, _PORT if port is None else port, int(database), username or None, password, tls, tenant, expiry
    )


def _parameters(query: str) -> tuple[str, int | None]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    for name in given:
        if name not in _PARAMETERS:
            raise _no_address(f"a parameter {name[:20]!r}{suggestion(name, _PARAMETERS)}")
    tenant, expiry = given.get("tenant", DEFAULT_TENANT), given.get("expiry")
    if _TENANT.fullmatch(tenant) is None:
        raise _no_address("a tenant that is no name of at most 60 letters, digits, dots, hyphens and underlines")
    if expiry is not None and not (expiry.isascii() and expiry.isdigit() and 0 < int(expiry[:12]) <= _MOST_EXPIRY):
        raise _no_address(f"an expiry that is no whole number of seconds from 1 to {_MOST_EXPIRY}")
    return tenant, None if expiry is None else int(expiry)


def _no_address(lack: str) -> StoreError:
    return StoreError(f"got a store on a server with {lack}, expected {_REDIS_EXAMPLE}")


def _shown(scheme: str, colon: str) -> str:
    return f"'{scheme[:20]}:...'" if colon else f"'{scheme[:60]}'"
