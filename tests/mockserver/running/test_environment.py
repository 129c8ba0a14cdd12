"""What a program inherits beside what it has: each ecosystem's way to the fake, and nobody's way past it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from kling3_mockserver.running.environment import environment
from kling3_mockserver.running.reached import Reached

PROXY = "http://kling3:secret@127.0.0.1:3128"
REACHED = Reached(8080, 8443, PROXY, 3129, Path("/run dir/authorities.pem"), Path("/run dir/authorities.p12"))
MINE = "localhost,127.0.0.1,::1"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"])
def test_each_name_of_a_proxy_is_ours(name: str) -> None:
    assert environment(REACHED, {name: "http://corporate:3128"})[name] == PROXY


@pytest.mark.parametrize(
    "name",
    [
        "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO",
        "AWS_CA_BUNDLE", "PIP_CERT",
    ],
)  # fmt: skip
def test_each_name_of_a_file_of_authorities_is_the_bundle(name: str) -> None:
    assert environment(REACHED, {name: "/etc/corporate.pem"})[name] == "/run dir/authorities.pem"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", MINE),
        ("intern.example", f"intern.example,{MINE}"),
        ("intern.example, .corp ,10.0.0.0/8", f"intern.example,.corp,10.0.0.0/8,{MINE}"),
        ("intern.example other.example", f"intern.example,other.example,{MINE}"),
        ("127.0.0.1,localhost", "127.0.0.1,localhost,::1"),
        ("*", MINE),
        ("api.freepik.com", MINE),
        ("API.Freepik.com.", MINE),
        ("api.magnific.com:443", MINE),
        (".freepik.com", MINE),
        ("*.freepik.com", MINE),
        ("*freepik.com", MINE),
        ("freepik.com,intern.example", f"intern.example,{MINE}"),
        ("com", MINE),
        ("pik.com", MINE),
        ("www.freepik.com", f"www.freepik.com,{MINE}"),
        ("freepik.com.example", f"freepik.com.example,{MINE}"),
    ],
)
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_who_passes_the_proxy_by_still_does_but_not_to_the_service(name: str, before: str, expected: str) -> None:
    made = environment(REACHED, {name: before})
    assert (made["NO_PROXY"], made["no_proxy"]) == (expected, expected)


def test_the_small_spelling_wins_as_it_does_for_most_programs() -> None:
    assert environment(REACHED, {"no_proxy": "a.example", "NO_PROXY": "b.example"})["NO_PROXY"] == f"a.example,{MINE}"


def test_python_finds_our_module_first_and_its_own_path_behind() -> None:
    ours, _, theirs = environment(REACHED, {"PYTHONPATH": "/a:/b c"})["PYTHONPATH"].partition(":")
    assert theirs == "/a:/b c"
    assert Path(ours, "sitecustomize.py").is_file()
    assert ":" not in environment(REACHED, {})["PYTHONPATH"]


def test_node_loads_our_module_behind_what_the_user_has_there() -> None:
    options = shlex.split(environment(REACHED, {"NODE_OPTIONS": "--max-old-space-size=64"})["NODE_OPTIONS"])
    assert options[:2] == ["--max-old-space-size=64", "--require"]
    assert Path(options[2]).name == "preload.cjs"
    assert Path(options[2]).is_file()
    assert environment(REACHED, {})["NODE_USE_ENV_PROXY"] == "1"


def test_java_has_the_open_proxy_and_its_own_options_before() -> None:
    options = shlex.split(environment(REACHED, {"JAVA_TOOL_OPTIONS": "-Xmx64m"})["JAVA_TOOL_OPTIONS"])
    assert options[0] == "-Xmx64m"
    assert {"-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=3129", "-Dhttp.proxyPort=3129"} < {*options}
    assert "-Djavax.net.ssl.trustStore=/run dir/authorities.p12" in options
    assert "secret" not in " ".join(options)


def test_our_own_modules_and_programs_are_told_of_the_ports() -> None:
    made = environment(REACHED, {})
    assert made["KLING3_RUN_HOSTS"].split() == ["api.freepik.com", "api.magnific.com", "cdn-magnific.freepik.com"]
    assert (made["KLING3_RUN_HTTP"], made["KLING3_RUN_HTTPS"]) == ("8080", "8443")
    assert made["KLING3_RUN_URL"] == "http://127.0.0.1:8080"


def test_nothing_else_is_touched() -> None:
    assert not {"PATH", "HOME", "SSL_CERT_DIR", "ALL_PROXY"} & environment(REACHED, {"ALL_PROXY": "x"}).keys()
