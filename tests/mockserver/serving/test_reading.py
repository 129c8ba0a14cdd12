"""What comes over a connection is bounded, and what is no request is refused in a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kling3_mockserver.faults.fault import DocumentedError, Latency
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import Settings
from tests.mockserver.asking import KEY
from tests.mockserver.faulting import fail
from tests.mockserver.lines import ORDER, Served, chunked, head, listening, listing, ordering
from tests.mockserver.wire import KLING3, KLING3_PRO

KIB = 1024
LONG_URL = f"{KLING3}?q={'x' * 100}"
MANY = 4_096
"""Pieces of 1 KiB, many times of what may be."""
TOO_LONG = "came with more than 64 KiB of head or trailers: send a shorter URL, and fewer or shorter headers"


@pytest.fixture
def served(mock: Mock) -> Iterator[Served]:
    with listening(mock) as made:
        yield made


@pytest.mark.parametrize(
    ("begin", "piece", "name"),
    [
        (f"GET {KLING3} HTTP/1.1\r\nhost: a\r\nx-long: ".encode(), b"x" * KIB, f"GET {KLING3}"),
        (f"GET {LONG_URL}".encode(), b"x" * KIB, f"GET {LONG_URL[:100]}..."),
        (f"GET {KLING3} HTTP/1.1\r\n".encode(), b"x-a: 1\r\n" * 128, f"GET {KLING3}"),
        (chunked(ORDER)[:-2], b"x-trailer: 1\r\n" * 64, f"POST {KLING3_PRO}"),
        (chunked(ORDER)[:-5] + b"1;e=", b"x" * KIB, f"POST {KLING3_PRO}"),
        (b"", b"\r\n" * 512, "a request"),
    ],
    ids=["header", "url", "headers", "trailers", "chunk extension", "empty lines"],
)
def test_a_head_without_an_end_is_refused_and_its_connection_ended(
    served: Served, begin: bytes, piece: bytes, name: str
) -> None:
    line = served.line()
    line.send(begin)
    for _ in range(96):
        line.send(piece)
    said = line.answer()
    assert (said.status, said.reason) == (431, "Request Header Fields Too Large")
    assert said.message == f"{name} {TOO_LONG}"
    assert (said.headers["connection"], said.headers["content-type"]) == ("close", "application/json")
    assert served.told() == f"not served, 431: {name} {TOO_LONG}"
    assert line.rest() == b""


@pytest.mark.parametrize("blanks", ["{}", " {}", "\t{}", "{} ", "{}\t", " \t {} \t "])
def test_blanks_around_the_value_of_a_header_are_no_part_of_it(blanks: str) -> None:
    with closing(Mock(Settings(api_keys=(KEY,)))) as mock, listening(mock) as served:
        line = served.line()
        line.send(f"GET {KLING3} HTTP/1.1\r\nhost: a\r\nx-freepik-api-key:{blanks.format(KEY)}\r\n\r\n".encode())
        assert line.answer().status == 200


def test_what_comes_after_a_refusal_takes_the_answer_from_nobody(served: Served) -> None:
    """Who closes on a client that still sends makes its system throw away what it was sent."""
    line = served.line()
    line.send(f"GET {KLING3} HTTP/1.1\r\nx-long: ".encode())
    for _ in range(MANY):
        line.send(b"x" * KIB)
    assert line.answer().status == 431
    line.send(b"x" * KIB)
    assert line.rest() == b""
    assert served.notices.get().text.startswith("not served, 431 ")
    assert served.notices.empty()


@pytest.mark.parametrize("pieces", [1, 64])
def test_a_head_of_just_under_64_kib_is_served(served: Served, pieces: int) -> None:
    request = listing("x-long: " + "x" * (63 * KIB + 800))
    assert 64 * KIB - 200 < len(request) < 64 * KIB
    line = served.line()
    step = -(-len(request) // pieces)
    for start in range(0, len(request), step):
        line.send(request[start : start + step])
    assert line.answer().status == 200


def test_a_head_that_comes_whole_is_measured_too(served: Served) -> None:
    line = served.line()
    line.send(listing("x-long: " + "x" * (96 * KIB)))
    assert line.answer().status == 431


def test_long_bodies_are_not_taken_for_heads(served: Served) -> None:
    line = served.line()
    body = b'{"prompt": "A fox", "x": "%b"}' % (b"x" * (512 * KIB))
    line.send(ordering(body=body))
    assert line.answer().status == 200
    line.send(chunked(*(body[start : start + 7] for start in range(0, len(body), 7))))
    assert line.answer().status == 200


def test_an_answer_to_a_body_that_still_comes_arrives(served: Served) -> None:
    """A body that is too large is refused at its first bytes, while its client goes on to send it."""
    line = served.line()
    line.send(ordering(length=8 * KIB * KIB))
    for _ in range(MANY):
        line.send(b"x" * KIB)
    assert line.answer().status == 413
    assert line.rest() == b""


def test_trailers_are_no_headers(served: Served) -> None:
    """Else one who may only send bodies could send a key."""
    line = served.line()
    trailers = f"x-magnific-api-key: {KEY}\r\n".encode()
    line.send(chunked(ORDER, trailers=trailers).replace(f"x-freepik-api-key: {KEY}\r\n".encode(), b""))
    assert line.answer().status == 401


NO_REQUEST = "expected a first line such as GET /v1/ai/video/kling-v3 HTTP/1.1"
TLS = "a TLS handshake came, and this port speaks plain http: use http:// in the base URL (got https://)"
HTTP_2 = (
    "HTTP/2 came, and the fake speaks HTTP/1.1: let the client begin with HTTP/1.1 (curl: without"
    " --http2-prior-knowledge)"
)
NO_PROXY = (
    "CONNECT api.freepik.com:443 asks for a proxy, and the fake is a server: use its URL as the base URL, not as"
    " HTTP_PROXY or HTTPS_PROXY"
)
NO_METHOD = "(Invalid method encountered)"
NO_URL = "begin the URL with / and percent-encode all but plain ASCII"


@pytest.mark.parametrize(
    ("request_bytes", "status", "message"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, TLS),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, HTTP_2),
        (b"CONNECT api.freepik.com:443 HTTP/1.1\r\nHost: api.freepik.com:443\r\n\r\n", 501, NO_PROXY),
        (b"HELLO WORLD\r\n\r\n", 400, f"'HELLO WORLD' is no HTTP request {NO_METHOD}: {NO_REQUEST}"),
        (b"\x1b[2J\xffHELLO\r\n", 400, f"'\ufffd[2J\ufffdHELLO' is no HTTP request {NO_METHOD}: {NO_REQUEST}"),
        (b"x" * 200, 400, f"'{'x' * 100}...' is no HTTP request {NO_METHOD}: {NO_REQUEST}"),
        (
            f"GET {KLING3}?api_key=key-of-somebody HTTP/1.1\r\nx y: 1\r\n\r\n".encode(), 400,
            f"GET {KLING3}?api_key=key-... can't be read (Invalid header token): send it as RFC 9112 has it",
        ),
        (
            head("GET", "/caf\xe9"), 400,
            f"'GET /caf\ufffd HTTP/1.1' is no HTTP request (Invalid char in url path): {NO_URL}",
        ),
        (
            head("GET", "nowhere"), 400,
            f"'GET nowhere HTTP/1.1' is no HTTP request (Invalid characters in url): {NO_URL}",
        ),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_with_what_came_and_what_to_do(
    served: Served, request_bytes: bytes, status: int, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    line = served.line()
    line.send(request_bytes)
    said = line.answer()
    assert (said.status, said.message) == (status, message)
    assert line.rest() == b""
    assert served.told() == f"not served, {status}: {message}"
    assert caplog.records == []


def test_the_phrase_of_the_status_tells_clients_that_show_no_more_of_a_proxy(served: Served) -> None:
    line = served.line()
    line.send(b"CONNECT api.freepik.com:443 HTTP/1.1\r\n\r\n")
    assert line.answer().reason == "Not a proxy (set it as the base URL)"


OFTEN = "such bytes are often a body that is longer than its content-length"


def test_bytes_behind_a_request_are_told_by_what_they_often_are(served: Served) -> None:
    line = served.line()
    line.send(ordering(length=len(ORDER) - 5))
    assert line.answer().status == 400
    assert served.told() == f"not served, 400: what came behind a request is no HTTP request {NO_METHOD}: {OFTEN}"
    line = served.line()
    line.send(ordering())
    assert line.answer().status == 200
    line.send(b'w"}\r\n')
    assert line.answer().message == f"'w\"}}' is no HTTP request {NO_METHOD}: {OFTEN}"


@pytest.mark.parametrize("broken", [b"HELLO WORLD\r\n\r\n", chunked(ORDER).replace(b"1f\r\n", b"zz\r\n")])
def test_answers_that_are_due_are_given_before_the_connection_ends(served: Served, mock: Mock, broken: bytes) -> None:
    line = served.line()
    line.send(listing() + listing() + broken)
    assert (line.answer().status, line.answer().status) == (200, 200)
    assert line.rest() == b""
    assert served.told().startswith("not served, 400: ")
    assert len(mock.journal.exchanges()) == 2


def test_a_body_that_breaks_is_refused_in_the_place_of_its_request(served: Served, mock: Mock) -> None:
    line = served.line()
    whole = chunked(ORDER)
    line.send(whole[:-7])
    line.send(b"\r\nzz\r\n")
    said = line.answer()
    assert (said.status, line.rest()) == (400, b"")
    broken = f"POST {KLING3_PRO} can't be read (Invalid character in chunk size): send it as RFC 9112 has it"
    assert said.message == broken
    assert mock.journal.exchanges() == []


def test_a_whole_url_is_served_as_a_proxy_gets_it(served: Served, mock: Mock) -> None:
    line = served.line()
    for url in (f"http://elsewhere.test:99{KLING3}?page=1", f"HTTP://u:p@elsewhere.test{KLING3}"):
        line.send(head("GET", url))
        assert line.answer().status == 200
    line.send(head("GET", "http://elsewhere.test"))
    assert line.answer().status == 404
    asked = [each.request for each in mock.journal.exchanges()]
    assert [(each.path, each.query, each.header(b"host")) for each in asked] == [
        (KLING3, "page=1", "elsewhere.test:99"), (KLING3, "", "elsewhere.test"), ("/", "", "elsewhere.test"),
    ]  # fmt: skip


def test_http_1_1_without_a_host_is_refused_and_http_1_0_is_not(served: Served) -> None:
    line = served.line()
    line.send(f"GET {KLING3} HTTP/1.0\r\nx-freepik-api-key: k\r\n\r\n".encode())
    assert line.answer().status == 200
    assert line.rest() == b""
    line = served.line()
    line.send(f"GET {KLING3} HTTP/1.1\r\nx-freepik-api-key: k\r\n\r\n".encode())
    without = f"GET {KLING3} came without a Host header, which HTTP/1.1 demands: send Host: {served.address}"
    said = line.answer()
    assert (said.status, said.message) == (400, without)


def test_an_order_without_a_host_gets_a_link_that_it_can_follow(served: Served) -> None:
    """An HTTP/1.0 client need not name the host; its result must not be at the real service."""
    line = served.line()
    line.send(ordering("x-kling3-scenario: at-once").replace(b"Host: mock.test\r\n", b"").replace(b"/1.1", b"/1.0"))
    task_id = line.answer().body.partition(b'"task_id":"')[2].partition(b'"')[0].decode()
    line = served.line()
    line.send(head("GET", f"{KLING3}/{task_id}", version="1.0"))
    assert f'["{served.url}/kling_{task_id}.mp4?'.encode() in line.answer().body


def test_faults_are_no_refusals(served: Served, mock: Mock) -> None:
    fail(mock, DocumentedError(status=503))
    line = served.line()
    line.send(listing())
    assert line.answer().status == 503
    fail(mock, Latency(0.05))
    line.send(listing())
    assert line.answer().status == 200
    assert served.notices.empty()
