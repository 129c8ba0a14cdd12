"""Environment: what a program inherits, so that it comes to the fake when it asks for the service. Pure.

Each ecosystem reads something else: most clients a proxy and a file of authorities, Python's aiohttp and Node before
24 neither, and so a module of ours is loaded by their interpreter. What a program has there already stays.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kling3_mockserver.http.hosts import HOSTS, LOOPBACK
from kling3_mockserver.proxy.upstream import domain_of, entries_of
from kling3_mockserver.running.reached import Reached
from kling3_mockserver.tls.bundle import VARIABLES
from kling3_mockserver.tls.certificates import TRUST_STORE_PASSWORD

_HERE = Path(__file__).parent
_SHOWN_BY_JAVA = "JAVA_TOOL_OPTIONS"


def environment(reached: Reached, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return what is set for a program beside, or in the place of, what it inherits."""
    return {
        **_proxies(reached, inherited),
        **dict.fromkeys((*VARIABLES, "GIT_SSL_CAINFO", "AWS_CA_BUNDLE", "DENO_CERT", "PIP_CERT"), str(reached.bundle)),
        **_python(inherited),
        **_node(inherited),
        **_java(reached, inherited),
        "KLING3_RUN_HOSTS": " ".join(sorted(HOSTS)),
        "KLING3_RUN_HTTP": str(reached.http),
        "KLING3_RUN_HTTPS": str(reached.https),
        "KLING3_RUN_URL": f"http://127.0.0.1:{reached.http}",
    }


def _proxies(reached: Reached, inherited: Mapping[str, str]) -> dict[str, str]:
    names = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
    past = _past_proxies(inherited.get("no_proxy") or inherited.get("NO_PROXY", ""))
    return {**dict.fromkeys(names, reached.proxy), "NO_PROXY": past, "no_proxy": past}


def _past_proxies(no_proxy: str) -> str:
    """Return the hosts that need no proxy: this machine, and those named before but for what leads to the service."""
    # Whoever passes our proxy by comes to the service itself, and pays.
    kept = [each for each in entries_of(no_proxy) if not _names_service(each)]
    return ",".join([*kept, *(each for each in LOOPBACK if each not in kept)])


def _names_service(entry: str) -> bool:
    # Some clients take any end of a name, and not whole domains alone.
    return any(host.endswith(domain_of(entry)) for host in HOSTS)


def _python(inherited: Mapping[str, str]) -> dict[str, str]:
    path = inherited.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(_HERE / "python"), path)))}


def _node(inherited: Mapping[str, str]) -> dict[str, str]:
    preload = str(_HERE / "node" / "preload.cjs").replace("\\", "\\\\").replace('"', '\\"')
    options = " ".join(filter(None, (inherited.get("NODE_OPTIONS", ""), f'--require "{preload}"')))
    return {"NODE_OPTIONS": options, "NODE_USE_ENV_PROXY": "1"}


def _java(reached: Reached, inherited: Mapping[str, str]) -> dict[str, str]:
    options = {
        "https.proxyHost": "127.0.0.1",
        "https.proxyPort": str(reached.open_proxy),
        "http.proxyHost": "127.0.0.1",
        "http.proxyPort": str(reached.open_proxy),
        "http.nonProxyHosts": "localhost|127.*|[::1]",
        "javax.net.ssl.trustStore": str(reached.trust_store),
        "javax.net.ssl.trustStoreType": "PKCS12",
        "javax.net.ssl.trustStorePassword": TRUST_STORE_PASSWORD,
    }
    words = [f'"-D{name}={value}"' if " " in value else f"-D{name}={value}" for name, value in options.items()]
    return {_SHOWN_BY_JAVA: " ".join(filter(None, (inherited.get(_SHOWN_BY_JAVA, ""), *words)))}
