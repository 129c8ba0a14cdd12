"""Control guard: whether a request may use the control API, and in a sentence why not.

With a token set the token alone decides. Without one a request must come from this machine, without a proxy, to one of
this machine's names, and from no page of another origin: what a browser, or a name that was made to point here (DNS
rebinding), can't do. No header opens anything but the token's. A webhook is never let in.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from kling3_mockserver.http.addresses import Authority, are_same, host_of, is_loopback, is_loopback_name
from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.webhook_fields import USER_AGENT
from kling3_openapi.signature import SIGNATURE_HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from kling3_mockserver.settings.settings import Settings

_STARLETTE_CLIENT = "http.response.debug"
"""The extension by which Starlette's TestClient asks in process."""
_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""What proxies add. Behind one on this machine every stranger has a loopback address."""
_OWN_SITE = frozenset({"same-origin", "none"})
_PORTS = {"http": 80, "https": 443}
_MOST_SHOWN = 60
_WEBHOOK = "a webhook of kling3-mock may not use a control API: give the webhook_url of a receiver of your own"
_TOKEN = "the control API asks for its token: send it in the header x-kling3-control-token"  # noqa: S105  (a sentence)
_LOCAL = "the control API answers to programs on this machine only"
_OPEN = "set --control-token to open it to others"
_PAGES = "pages of another origin may not use the control API, unless they show a token set by --control-token"


def refusal(scope: Scope, settings: Settings) -> str | None:
    """Return why a request may not use the control API, or None when it may."""
    if _is_webhook(scope):
        return _WEBHOOK
    if settings.control_token is not None:
        return None if _shows(scope, settings.control_token) else _TOKEN
    if is_in_process(scope):
        return None
    checks: tuple[Callable[[Scope, Settings], str | None], ...] = (_of_client, _of_proxy, _of_host, _of_page)
    return next((words for check in checks if (words := check(scope, settings)) is not None), None)


def _is_webhook(scope: Scope) -> bool:
    # What forwards a call may write its agent anew; the signature it passes on, or the receiver could not verify it.
    agents = _values(scope, "user-agent")
    return any(each.strip().lower().startswith(USER_AGENT) for each in agents) or bool(_values(scope, SIGNATURE_HEADER))


def is_in_process(scope: Scope) -> bool:
    """Return whether a request came by no server: by a door, or by Starlette's test client."""
    # Extensions are written by the server or the door: nothing that a client sends becomes one.
    extensions = scope.get("extensions") or {}
    return IN_PROCESS in extensions or _STARLETTE_CLIENT in extensions


def _shows(scope: Scope, token: str) -> bool:
    shown = _values(scope, "x-kling3-control-token")
    return len(shown) == 1 and hmac.compare_digest(shown[0], token.encode())


def _of_client(scope: Scope, _settings: Settings) -> str | None:
    client = scope.get("client")
    # Who comes by a Unix socket has no address, and is on this machine.
    if client is None or is_loopback(client[0]) or are_same(client[0], _reached(scope)):
        return None
    return f"{_LOCAL}, and got a request from {_shown(client[0])}: {_OPEN}"


def _of_proxy(scope: Scope, _settings: Settings) -> str | None:
    found = next((name for name in _FORWARDING if _values(scope, name)), None)
    if found is None:
        return None
    return f"{_LOCAL}, and got a request through a proxy, as its header {found} tells: {_OPEN}"


def _of_host(scope: Scope, settings: Settings) -> str | None:
    got = _values(scope, "host")
    asked = _asked(scope)
    if asked is not None and _is_this_machine(asked.host, scope, settings):
        return None
    words = f"got Host: {_shown(b', '.join(got).decode('latin-1'))}" if got else "got no Host"
    return (
        f"the control API answers to names of this machine only: {words}, expected localhost, 127.0.0.1 or a name "
        "set by --control-host"
    )


def _of_page(scope: Scope, _settings: Settings) -> str | None:
    origins = [each.decode("latin-1") for each in _values(scope, "origin")]
    if any(_origin(each) != _own_origin(scope) for each in origins):
        expected = f"{scope['scheme']}://{_values(scope, 'host')[0].decode('latin-1')}"
        return f"{_PAGES}: got Origin: {_shown(', '.join(origins))}, expected none or {_shown(expected)}"
    pages = [each.decode("latin-1") for each in _values(scope, "referer")]
    if not origins and any(_origin_of(each) != _own_origin(scope) for each in pages):
        # A browser of old days names the page alone.
        return f"{_PAGES}: got Referer: {_shown(', '.join(pages))}, expected none or a page of this server"
    sites = [each.decode("latin-1") for each in _values(scope, "sec-fetch-site")]
    if _OWN_SITE.issuperset(sites):
        return None
    return f"{_PAGES}: got Sec-Fetch-Site: {_shown(', '.join(sites))}, expected none of it, 'same-origin' or 'none'"


def _is_this_machine(host: str, scope: Scope, settings: Settings) -> bool:
    # An address can't be made to point elsewhere, so the one that the client reached is as good as loopback.
    if is_loopback_name(host) or are_same(host, _reached(scope)):
        return True
    names = (host_of(each) for each in (settings.host, *settings.control_hosts))
    return any(host == each or are_same(host, each) for each in names if each)


def _asked(scope: Scope) -> Authority | None:
    """Return what the one Host header names; None when there is none, or several, or no lawful one."""
    got = _values(scope, "host")
    return Authority.parse(got[0].decode("latin-1")) if len(got) == 1 else None


def _own_origin(scope: Scope) -> tuple[str, str, int] | None:
    return _normal(scope["scheme"], _asked(scope))


def _origin(text: str) -> tuple[str, str, int] | None:
    scheme, _, rest = text.partition("://")
    return _normal(scheme, Authority.parse(rest)) or ("", text, 0)


def _origin_of(page: str) -> tuple[str, str, int] | None:
    scheme, mark, rest = page.partition("://")
    return _origin(f"{scheme}{mark}{rest.partition('/')[0]}")


def _normal(scheme: str, authority: Authority | None) -> tuple[str, str, int] | None:
    if authority is None or scheme not in _PORTS:
        return None
    port = _PORTS[scheme] if authority.port is None else authority.port
    return scheme, authority.host, port


def _reached(scope: Scope) -> str:
    """Return the address of ours by which the client came, or nothing."""
    server = scope.get("server")
    return "" if server is None else str(server[0])


def _values(scope: Scope, name: str) -> list[bytes]:
    return [value for each, value in scope["headers"] if each == name.encode()]


def _shown(text: str) -> str:
    return f"'{text[:_MOST_SHOWN]}'"
