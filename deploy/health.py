"""Ends with 0 when the fake of this container answers, and its store can be asked; else with 1 and why not."""

import os
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping

PATIENCE = 4.0
"""Seconds: longer than the fake gives its store."""
DEFAULT_PORT = "8333"
_TRUE = frozenset({"true", "1", "yes", "on"})


def request_by(variables: Mapping[str, str]) -> urllib.request.Request:
    """Return what asks the fake that has these variables."""
    secure = variables.get("KLING3_MOCK_TLS_CERT") or variables.get("KLING3_MOCK_TLS", "").lower() in _TRUE
    port = variables.get("KLING3_MOCK_PORT", "")
    if not port.isdecimal():  # Orchestrators set it to the address of a service, which the fake passes over too.
        port = DEFAULT_PORT
    token = variables.get("KLING3_MOCK_CONTROL_TOKEN")
    address = f"{'https' if secure else 'http'}://127.0.0.1:{port}/_mock/health"
    return urllib.request.Request(address, headers={"x-kling3-control-token": token} if token else {})  # noqa: S310


def main() -> None:
    """Ask the fake by the settings that it has from the environment."""
    request = request_by(os.environ)
    try:
        _opener().open(request, timeout=PATIENCE).close()
    except urllib.error.HTTPError as refused:
        sys.exit(f"{refused.code}: {refused.read().decode()}")
    except OSError as error:
        sys.exit(f"{request.full_url} does not answer: {error}")


def _opener() -> urllib.request.OpenerDirector:
    # Many engines give every container HTTP_PROXY, and a proxy's loopback is another machine's.
    tls = ssl.create_default_context()
    tls.check_hostname = False  # Whose certificate it is says nothing of how the fake does.
    tls.verify_mode = ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls))


if __name__ == "__main__":
    main()
