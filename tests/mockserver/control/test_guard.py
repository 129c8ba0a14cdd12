"""Who may ask the control API: programs on this machine, or whoever shows the token when one is set."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import httpx
import pytest
import yaml
from starlette.testclient import TestClient
from starlette.types import Message

from kling3_mockserver.http.extensions import IN_PROCESS
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.webhooks.headers import headers as webhook_headers
from tests.mockserver.asking import control, created, get
from tests.mockserver.posting import PATIENCE, SECRET
from tests.mockserver.samples import NOW, a_message
from tests.mockserver.wire import header, message, scope, send

NewMock = Callable[..., Mock]
Header = tuple[str, str]

TOKEN = "open sesame"
HOST = "127.0.0.1:8333"
LOCAL = "the control API answers to programs on this machine only, and got a request "
OPEN = ": set --control-token to open it to others"
NAMES = "the control API answers to names of this machine only: "
NAMES_EXPECTED = ", expected localhost, 127.0.0.1 or a name set by --control-host"
PAGES = "pages of another origin may not use the control API, unless they show a token set by --control-token: got "
TOKEN_ASKED = "the control API asks for its token: send it in the header x-kling3-control-token"
A_WEBHOOK = "a webhook of kling3-mock may not use a control API: give the webhook_url of a receiver of your own"


def asked_from(
    mock: Mock,
    client: str | None,
    *headers: Header,
    path: str = "/health",
    method: str = "GET",
    host: str | None = HOST,
    server: str = "127.0.0.1",
) -> Response:
    """Ask as a server asks for a client at an address, which is None for a server that does not know it."""
    sent: list[Message] = []
    asked = scope(method, f"/_mock{path}", client=client or "")
    given = headers if host is None else (("host", host), *headers)
    asked["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in given]
    asked["server"] = (server, 8333)
    if client is None:
        asked["client"] = None

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send_back(part: Message) -> None:
        sent.append(part)

    asyncio.run(mock(asked, receive, send_back))
    return Response(sent[0]["status"], list(sent[0]["headers"]), sent[1]["body"])


def refused(response: Response) -> str:
    """Return the sentence of a refusal."""
    assert (response.status, header(response, "content-type")) == (403, "application/json")
    return message(response)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", None])
def test_without_a_token_this_machine_is_answered(mock: Mock, client: str | None) -> None:
    assert asked_from(mock, client).status == 200


@pytest.mark.parametrize(
    "client",
    [
        "192.168.0.7",
        "10.0.0.1",
        "203.0.113.7",
        "::ffff:203.0.113.7",
        "2001:db8::1",
        "localhost.evil.example",
        "127.evil.example",
        "testclient",
        "testserver",
    ],
)
def test_without_a_token_nobody_else_is_answered(mock: Mock, client: str) -> None:
    assert refused(asked_from(mock, client)) == f"{LOCAL}from '{client}'{OPEN}"


@pytest.mark.parametrize(
    ("client", "server", "expected"),
    [("192.168.0.5", "192.168.0.5", 200), ("192.168.0.6", "192.168.0.5", 403), ("fe80::1", "FE80:0::1", 200)],
)
def test_who_comes_from_the_address_that_was_asked_is_on_this_machine(
    mock: Mock, client: str, server: str, expected: int
) -> None:
    assert asked_from(mock, client, server=server).status == expected


@pytest.mark.parametrize("path", ["/health", "/tasks", "/requests", "/settings", "/openapi.yaml", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT"])
def test_a_stranger_learns_nothing_by_any_path_and_method(mock: Mock, path: str, method: str) -> None:
    assert asked_from(mock, "203.0.113.7", path=path, method=method) == asked_from(mock, "203.0.113.7")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8333",
        "127.1.2.3:80",
        "127.0.0.1.",
        "localhost",
        "localhost:8333",
        "LOCALHOST.:8333",
        "mock.localhost:8333",
        "a.b.localhost",
        "[::1]",
        "[::1]:8333",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]:8333",
        "[::FFFF:7f00:1]",
    ],
)
def test_this_machine_has_these_names(mock: Mock, host: str) -> None:
    assert asked_from(mock, "127.0.0.1", host=host).status == 200


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "curl/8.0", "python-requests/2.32"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example.",
        "EVIL.example:8333",
        "evil",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example",
        "127.evil.example",
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost/.evil.example",
        "localhost:evil",
        "localhost:99999",
        "localhost..",
        "localhost, evil.example",
        "::1",
        "[::1",
        "[127.0.0.1]",
        "[2001:db8::1]",
        "203.0.113.7",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.01",
        "0.0.0.0",
        "mock.test",
        "loc\xe4lhost",
        "",
    ],
)
def test_a_host_by_any_other_name_is_refused_whatever_the_agent(mock: Mock, host: str, agent: str) -> None:
    """By DNS rebinding a page asks for its own name, which was made to point here; its requests have no origin then."""
    response = asked_from(mock, "127.0.0.1", ("user-agent", agent), host=host)
    assert refused(response) == f"{NAMES}got Host: '{host}'{NAMES_EXPECTED}"


def test_a_request_without_a_host_is_refused(mock: Mock) -> None:
    assert refused(asked_from(mock, "127.0.0.1", host=None)) == f"{NAMES}got no Host{NAMES_EXPECTED}"


def test_a_request_for_two_hosts_is_refused(mock: Mock) -> None:
    response = asked_from(mock, "127.0.0.1", ("host", "localhost"))
    assert refused(response) == f"{NAMES}got Host: '{HOST}, localhost'{NAMES_EXPECTED}"


def test_a_long_host_is_shown_in_part(mock: Mock) -> None:
    assert f"'{'x' * 60}', expected" in refused(asked_from(mock, "127.0.0.1", host="x" * 5_000))


@pytest.mark.parametrize(
    ("settings", "host", "expected"),
    [
        ({"host": "mybox.lan"}, "MyBox.lan.:8333", 200),
        ({"host": "192.168.0.5"}, "192.168.0.5:8333", 200),
        ({"host": "0.0.0.0"}, "0.0.0.0:8333", 200),
        ({"host": "0.0.0.0"}, "localhost:8333", 200),
        ({"host": "0.0.0.0"}, "evil.example", 403),
        ({"host": "::"}, "[::]:8333", 200),
        ({"control_hosts": ("fake", "Mock.Test.")}, "mock.test:8333", 200),
        ({"control_hosts": ("fake", "Mock.Test.")}, "fake", 200),
        ({"control_hosts": ("fake",)}, "sub.fake", 403),
        ({"control_hosts": ("[fd00::5]",)}, "[fd00:0::5]:8333", 200),
        ({"control_hosts": ("fd00::5",)}, "[fd00::5]", 200),
    ],
)
def test_the_host_that_is_listened_on_and_those_that_are_set_are_names_of_this_machine(
    new_mock: NewMock, settings: dict[str, object], host: str, expected: int
) -> None:
    assert asked_from(new_mock(**settings), "127.0.0.1", host=host).status == expected


def test_the_address_that_was_reached_is_a_name_of_this_machine(new_mock: NewMock) -> None:
    """A server for all addresses has them all, and no page can make an address point elsewhere."""
    mock = new_mock(host="0.0.0.0")
    answers = [asked_from(mock, "192.168.0.5", host=f"192.168.0.{n}:8333", server="192.168.0.5") for n in (5, 6)]
    assert [each.status for each in answers] == [200, 403]


def test_a_host_that_is_set_opens_nothing_to_a_stranger(new_mock: NewMock) -> None:
    mock = new_mock(control_hosts=("fake",))
    assert refused(asked_from(mock, "172.17.0.3", host="fake:8333")) == f"{LOCAL}from '172.17.0.3'{OPEN}"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (HOST, "http://127.0.0.1:8333"),
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
        ("[::1]:8333", "http://[::1]:8333"),
        ("Mock.Localhost:8333", "http://mock.localhost:8333"),
    ],
)
@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_a_page_of_the_fake_itself_is_answered(mock: Mock, host: str, origin: str, site: str | None) -> None:
    headers = [("origin", origin), *([] if site is None else [("sec-fetch-site", site)])]
    assert asked_from(mock, "127.0.0.1", *headers, host=host).status == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", None])
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:8333",
        "http://127.0.0.1:9000",
        "http://127.0.0.1",
        "https://127.0.0.1:8333",
        "http://127.0.0.1:8333/",
        "http://evil.example@127.0.0.1:8333",
        "127.0.0.1:8333",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused_whatever_it_sends(mock: Mock, origin: str, kind: str | None) -> None:
    headers = [("origin", origin), *([] if kind is None else [("content-type", kind)])]
    response = asked_from(mock, "127.0.0.1", *headers, path="/reset", method="POST")
    assert refused(response) == f"{PAGES}Origin: '{origin}', expected none or 'http://{HOST}'"


def test_an_origin_beside_ones_own_is_refused(mock: Mock) -> None:
    origins = [("origin", f"http://{HOST}"), ("origin", "https://evil.example")]
    assert "https://evil.example" in refused(asked_from(mock, "127.0.0.1", *origins))


@pytest.mark.parametrize("sites", [["cross-site"], ["same-site"], ["anything"], [""], ["none", "cross-site"]])
def test_what_a_browser_sends_for_another_site_is_refused_without_an_origin_too(mock: Mock, sites: list[str]) -> None:
    response = asked_from(mock, "127.0.0.1", *(("sec-fetch-site", each) for each in sites))
    words = f"Sec-Fetch-Site: '{', '.join(sites)}', expected none of it, 'same-origin' or 'none'"
    assert refused(response) == f"{PAGES}{words}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("forwarded", "for=127.0.0.1"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "localhost"),
        ("x-real-ip", "127.0.0.1"),
        ("via", "1.1 proxy"),
    ],
)
def test_a_proxy_on_this_machine_makes_nobody_local(mock: Mock, name: str, value: str) -> None:
    words = f"{LOCAL}through a proxy, as its header {name} tells{OPEN}"
    assert refused(asked_from(mock, "127.0.0.1", (name, value))) == words
    assert asked_from(mock, "203.0.113.7", (name, value)).status == 403


@pytest.mark.parametrize("client", ["127.0.0.1", "203.0.113.7"])
@pytest.mark.parametrize(
    ("shown", "expected"),
    [(TOKEN, 200), ("open sesam", 403), ("Open Sesame", 403), ("", 403), (None, 403), ("\xe9", 403)],
)
def test_with_a_token_everybody_needs_it(new_mock: NewMock, client: str, shown: str | None, expected: int) -> None:
    mock = new_mock(control_token=TOKEN)
    headers = [] if shown is None else [("x-kling3-control-token", shown)]
    response = asked_from(mock, client, *headers)
    assert response.status == expected
    if expected == 403:
        assert message(response) == TOKEN_ASKED


def test_a_token_beside_others_is_none(new_mock: NewMock) -> None:
    """Else one could try as many as a request holds."""
    tokens = [("x-kling3-control-token", each) for each in ("guess", TOKEN)]
    assert asked_from(new_mock(control_token=TOKEN), "127.0.0.1", *tokens).status == 403


@pytest.mark.parametrize(
    "header",
    [
        ("origin", "https://dashboard.example"),
        ("sec-fetch-site", "cross-site"),
        ("x-forwarded-for", "203.0.113.7"),
    ],
)
def test_the_token_is_enough(new_mock: NewMock, header: Header) -> None:
    """A page must have been given it, and a browser asks before it sends it to another origin: we say no."""
    headers = [header, ("x-kling3-control-token", TOKEN)]
    mock = new_mock(control_token=TOKEN)
    assert asked_from(mock, "203.0.113.7", *headers, host="fake.example").status == 200
    preflight = [header, ("access-control-request-headers", "x-kling3-control-token")]
    assert asked_from(mock, "203.0.113.7", *preflight, method="OPTIONS").status == 403


@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_webhook_is_refused_from_whatever_fake_it_comes(new_mock: NewMock, token: str | None) -> None:
    """Another fake on this machine, or this one by a way around, does for strangers what they may not do."""
    sent = webhook_headers(a_message(), [SECRET], int(NOW))
    headers = [(name.decode(), value.decode()) for name, value in sent]
    response = asked_from(new_mock(control_token=token), "127.0.0.1", *headers, path="/reset", method="POST")
    assert refused(response) == A_WEBHOOK


def test_in_process_any_host_and_origin_is_good(mock: Mock) -> None:
    """Doors are asked for the paid service's hosts; what tells them is what a client can't send."""
    assert control(mock, "GET", "/health").status == 200
    assert send(mock, "GET", "/_mock/health", ("origin", "https://app.example"), ("host", "any.example")).status == 200
    assert TestClient(mock).get("/_mock/health").status_code == 200


@pytest.mark.parametrize("name", [IN_PROCESS, "http.response.debug", "extensions"])
def test_a_header_puts_nobody_in_process(mock: Mock, name: str) -> None:
    assert asked_from(mock, "203.0.113.7", (name, "1")).status == 403


def test_over_a_socket_the_host_counts(mock: Mock) -> None:
    """The whole way: the server sees the bytes that a client sends."""
    task_id = created(mock)
    with ThreadedServer(mock) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE) as client:
        statuses = [
            client.post("/_mock/reset", headers=each).status_code
            for each in ({"host": "evil.example."}, {"sec-fetch-site": "cross-site"}, {"origin": "null"})
        ]
        assert (statuses, get(mock, f"/_mock/tasks/{task_id}").status) == ([403] * 3, 200)
        assert client.post("/_mock/reset").status_code == 204


def test_http_1_0_without_a_host_is_refused(mock: Mock) -> None:
    with ThreadedServer(mock) as server, socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as to:
        to.settimeout(PATIENCE)
        to.sendall(b"POST /_mock/reset HTTP/1.0\r\n\r\n")
        assert to.recv(1_000).startswith(b"HTTP/1.1 403 ")


def test_the_service_itself_is_open_to_everyone(new_mock: NewMock) -> None:
    """The guard stands before the control API alone."""
    mock = new_mock(control_token=TOKEN)
    assert send(mock, "GET", "/v1/ai/video/kling-v3", ("origin", "https://page.example")).status == 200


def test_nobody_may_read_an_answer_across_origins(mock: Mock) -> None:
    response = asked_from(mock, "127.0.0.1", ("origin", f"http://{HOST}"))
    assert not [name for name, _ in response.headers if name.startswith(b"access-control-")]


def test_the_document_names_the_token_header_and_the_setting_of_hosts(mock: Mock) -> None:
    description = yaml.safe_load(asked_from(mock, "127.0.0.1", path="/openapi.yaml").body)["info"]["description"]
    assert "x-kling3-control-token" in description
    assert "--control-host" in description


def test_a_fake_that_is_told_nothing_has_no_further_hosts() -> None:
    assert Settings().control_hosts == ()


@pytest.mark.parametrize(
    "given",
    [
        ("user-agent", "kling3-mock "),
        ("user-agent", "kling3-mock via-proxy"),
        ("user-agent", "KLING3-MOCK"),
        ("webhook-signature", "v1,AAAA"),
    ],
)
def test_a_webhook_is_known_behind_whatever_forwards_it(given: Header, mock: Mock) -> None:
    response = asked_from(mock, "127.0.0.1", given, path="/reset", method="POST")
    assert (response.status, message(response)) == (403, A_WEBHOOK)


@pytest.mark.parametrize(
    ("referer", "expected"),
    [(f"http://{HOST}/_mock/", 200), ("http://evil.test/page", 403), ("http://127.0.0.1:9/", 403), ("nonsense", 403)],
)
def test_a_page_that_a_browser_names_by_its_address_alone_must_be_ours(referer: str, expected: int, mock: Mock) -> None:
    response = asked_from(mock, "127.0.0.1", ("referer", referer))
    assert response.status == expected
    if expected == 403:
        assert message(response).startswith(f"{PAGES}Referer: '{referer}', expected none")
