"""Ends with 0 when the fake of this container answers, and its store can be asked; else with 1 and why not."""

import os
import sys
import urllib.error
import urllib.request

PATIENCE = 4.0
"""Seconds: longer than the fake gives its store."""


def main() -> None:
    """Ask the fake by the settings that it has from the environment."""
    port = os.environ.get("KLING3_MOCK_PORT") or "8333"
    token = os.environ.get("KLING3_MOCK_CONTROL_TOKEN")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_mock/health")
    if token:
        request.add_header("x-kling3-control-token", token)
    try:
        urllib.request.urlopen(request, timeout=PATIENCE).close()  # noqa: S310  (an address of ours)
    except urllib.error.HTTPError as refused:
        sys.exit(f"{refused.code}: {refused.read().decode()}")
    except OSError as error:
        sys.exit(f"port {port} does not answer: {error}")


main()
