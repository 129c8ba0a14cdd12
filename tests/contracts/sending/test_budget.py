"""Nothing is sent that could create a task which nobody allowed, however it is spelt."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.orders.models import CREATING as ENDPOINTS_OF_ORDERS
from kling3_contracts.orders.samples import plain_order
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import AsgiTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_openapi.endpoints import Endpoint, Family
from tests.contracts.sending.counting import CREATED, REFUSED, CountingTarget

GOOD, BAD = "good-key", "bad-key"
CREATE = "/v1/ai/video/kling-v3-pro"
LIST = "/v1/ai/video/kling-v3"
ORDER = b'{"prompt": "A fox in the snow", "duration": "5"}'
WRONG = b'{"prompt": "A fox in the snow", "duration": "16"}'
CREATING = Creating([GOOD], [BAD])


def request(
    method: str = "POST", target: str = CREATE, body: bytes = ORDER, key: str = GOOD, **headers: str
) -> Request:
    named = {"x-freepik-api-key": key, "content-type": "application/json", **headers}
    return Request(method, target, tuple((name.replace("_", "-"), value) for name, value in named.items()), body)


def limited(spend: int) -> Budget:
    return Budget(MemoryAccount(spend), CREATING)


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("POST", CREATE, True),
        ("post", CREATE, True),
        ("PUT", CREATE, True),
        ("BREW", CREATE, True),
        ("GET", CREATE, False),
        ("HEAD", CREATE, False),
        ("OPTIONS", CREATE, False),
        ("POST", LIST, False),
        ("POST", f"{LIST}/3f9a1c07", False),
        ("DELETE", f"{LIST}/3f9a1c07", False),
        ("POST", "/v1/ai/video/kling-v3-standard", False),
        ("POST", f"{CREATE}/", True),
        ("POST", f"{CREATE}?x=1", True),
        ("POST", f"{CREATE}#x", True),
        ("POST", f"{CREATE};a=b", True),
        ("POST", "/v1;a=b/ai/video/kling-v3-pro", True),
        ("POST", "//v1//ai/video///kling-v3-pro", True),
        ("POST", "/v1/ai/video/./x/../kling-v3-pro", True),
        ("POST", "/v1/ai/video/%6bling-v3-pro", True),
        ("POST", "/v1/ai/video/%256bling-v3-pro", True),
        ("POST", "/v1/ai%2fvideo/kling-v3-pro%20", True),
        ("POST", "/v1\\ai\\video\\kling-v3-pro", True),
        ("POST", "/V1/AI/Video/Kling-V3-Pro", True),
        ("POST", f"https://elsewhere.example.com{CREATE}", True),
    ],
)
def test_method_and_path_decide_in_whatever_spelling(method: str, target: str, *, expected: bool) -> None:
    body = json.dumps({"prompt": "@Video1 in snow", "video_url": "https://example.com/a.mp4"}).encode()
    assert CREATING.could(request(method, target, body)) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ORDER, True),
        (WRONG, False),
        (b"", False),
        (b"  \n", False),
        (b"[1]", False),
        (b"{}", False),
        (b'{"prompt": "a"', False),
        # What strict JSON refuses is read by many a server.
        (b'{"prompt": "a", "duration": "5", "duration": "16"}', True),
        (b'{"prompt": "a", "duration": "16", "duration": "5"}', True),
        (b'{"prompt": "a", "duration": "16", "duration": "17"}', False),
        (b'{"prompt": "a", "cfg_scale": NaN}', True),
        (b'{"prompt": "\\ud800"}', True),
        (b'{"prompt": "\xff"}', True),
        (b'\xef\xbb\xbf{"prompt": "a"}', True),
        ('{"prompt": "a"}'.encode("utf-16"), True),
        (b'{"prompt": "a", "x": ' + b"[" * 70 + b"]" * 70 + b"}", True),
        (b'{"prompt": "a", "x": "' + b"x" * 1_100_000 + b'"}', True),
        (b'{"prompt": "a", "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", True),
        (b'{"prompt": "a", "x": ' + b"1" * 5_000 + b"}", True),
        (b'{"prompt": "a", "cfg_scale": ' + b"1" * 5_000 + b"}", True),
        (b'{"prompt": "a", "cfg_scale": 1e999}', True),
        # Rules that a server may well not keep.
        (b'{"prompt": "a", "duration": 5}', True),
        (b'{"prompt": "a", "negative_prompt": null}', True),
        (b'{"prompt": "a", "start_image_url": "data:image/png;base64,AAAA"}', True),
    ],
)
def test_a_body_is_free_only_when_no_server_would_take_it(body: bytes, *, expected: bool) -> None:
    assert CREATING.could(request(body=body)) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"x-freepik-api-key": GOOD}, True),
        ({"X-Magnific-API-Key": GOOD}, True),
        ({"x-freepik-api-key": "one that nobody knows"}, True),
        ({"x-freepik-api-key": ""}, False),
        ({"x-freepik-api-key": BAD}, False),
        ({"x-freepik-api-key": f" {BAD} "}, False),
        ({"x-freepik-api-key": BAD, "x-magnific-api-key": GOOD}, True),
        ({"authorization": f"Bearer {GOOD}"}, True),
        ({"authorization": "Bearer other"}, False),
        ({"cookie": f"key={GOOD}"}, True),
    ],
)
def test_a_good_key_counts_wherever_it_stands(headers: dict[str, str], *, expected: bool) -> None:
    assert CREATING.could(Request("POST", CREATE, tuple(headers.items()), ORDER)) is expected


def test_a_good_key_in_the_query_counts() -> None:
    assert CREATING.could(Request("POST", f"{CREATE}?api_key=good%2Dkey", (), ORDER))


@pytest.mark.parametrize("name", ["x_http_method_override", "X-Method-Override", "Content-Encoding"])
def test_a_request_in_disguise_counts_whatever_it_looks_like(name: str) -> None:
    assert CREATING.could(request("GET", **{name: "POST"}))
    assert CREATING.could(request(body=b"\x1f\x8b", **{name: "gzip"}))


def test_a_content_type_protects_nobody() -> None:
    """Known frameworks read a body without one."""
    assert CREATING.could(request(content_type=""))
    assert CREATING.could(request(content_type="text/plain"))


def test_the_path_of_the_servers_own_url_belongs_to_the_path() -> None:
    mounted = Creating([GOOD], base="/v1")
    assert mounted.could(request(target="/ai/video/kling-v3-pro"))
    assert mounted.could(request(target=CREATE))


def test_without_an_account_everything_may_be_sent_and_creations_are_counted() -> None:
    sender = Sender(CountingTarget(), Budget(), Pace())
    for _ in range(3):
        sender.send(request())
    assert (sender.sent, sender.budget.created, sender.budget.notes) == (3, 3, [])


def test_an_order_is_refused_before_it_is_sent_and_told_what_allows_it() -> None:
    target = CountingTarget()
    with pytest.raises(
        SpendError, match=r"POST /v1/ai/video/kling-v3-pro was not sent.*allow creations with --spend N"
    ):
        Sender(target, limited(0), Pace()).send(request())
    assert target.requests == []


def test_the_allowance_is_used_up_and_not_exceeded() -> None:
    target = CountingTarget()
    sender = Sender(target, limited(2), Pace())
    sender.send(request())
    sender.send(request())
    with pytest.raises(SpendError, match="all of --spend 2 is used up; allow more with a larger N"):
        sender.send(request())
    assert (len(target.requests), sender.budget.created) == (2, 2)


def test_what_is_kept_for_later_is_not_spent_before() -> None:
    sender = Sender(CountingTarget(), limited(2), Pace())
    sender.budget.kept = 1
    sender.send(request())
    with pytest.raises(SpendError, match="all of --spend 2 is used up, or kept for later phases; allow more"):
        sender.send(request())
    sender.budget.kept = 0
    sender.send(request())


@pytest.mark.parametrize("answer", [Answer(0), Answer(400), Answer(429), Answer(500)])
def test_an_order_counts_whatever_is_answered(answer: Answer) -> None:
    sender = Sender(CountingTarget(lambda _request: answer), limited(1), Pace())
    sender.send(request())
    with pytest.raises(SpendError):
        sender.send(request())


def test_a_server_that_takes_what_it_must_refuse_is_trusted_no_more() -> None:
    sender = Sender(CountingTarget(), limited(1), Pace())
    sender.send(request(body=WRONG))
    assert sender.budget.created == 1
    [note] = sender.budget.notes
    assert note == (
        "POST /v1/ai/video/kling-v3-pro was answered 200 although it had to be refused: a task was probably created "
        "and billed; no more such requests are sent beyond --spend"
    )
    for not_sent in (request(), request(body=WRONG), request(key=BAD), request(target=LIST), request("GET")):
        with pytest.raises(SpendError):
            sender.send(not_sent)
    sender.send(request("GET", LIST))


@pytest.mark.parametrize("endpoint", ENDPOINTS_OF_ORDERS, ids=lambda each: each.path)
def test_an_order_counts_wherever_there_are_orders(endpoint: Endpoint) -> None:
    body = json.dumps(plain_order(endpoint.family)).encode()
    assert CREATING.could(request(target=endpoint.path, body=body))
    assert not CREATING.could(request("GET", endpoint.path))


@pytest.mark.parametrize("family", Family)
def test_lists_are_read_even_where_nothing_is_trusted_any_more(family: Family) -> None:
    budget = limited(0)
    budget.notes.append("a promise was broken")
    assert not budget.could_create(request("GET", family.path))


@pytest.mark.parametrize(
    ("sent", "answer", "expected"),
    [
        (request(), CREATED, True),
        (request(target=LIST), CREATED, True),
        (request(), Answer(204), True),
        (request("GET"), CREATED, True),
        (request("GET"), Answer(200), False),
        (request("GET", LIST), CREATED, False),
        (request("GET", Family.UHD_TEXT.path), CREATED, False),
        (request(target=Family.UHD_TEXT.path), CREATED, True),
        (request(target=LIST), Answer(200), False),
        (request(), REFUSED, False),
        (request(), Answer(302), False),
    ],
)
def test_an_answer_reads_as_a_creation_or_not(sent: Request, answer: Answer, *, expected: bool) -> None:
    assert CREATING.did(Exchange(sent, answer)) is expected


requests = st.builds(
    request,
    st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "HEAD"]),
    st.sampled_from(
        [CREATE, CREATE, f"{CREATE}/", f"{CREATE}?page=1", "/v1/ai/video//kling-v3-std", LIST, f"{LIST}/1"]
    ),
    st.one_of(
        st.sampled_from([ORDER, ORDER, WRONG, b"", b'{"prompt": NaN}']),
        st.dictionaries(
            st.sampled_from(["prompt", "duration", "cfg_scale", "aspect_ratio", "elements", "x"]),
            st.sampled_from(["5", "16:9", "a", 1, 0.5, 3, None, [], {}, "x" * 2501]),
        ).map(lambda body: json.dumps(body).encode()),
    ),
    st.sampled_from([GOOD, GOOD, BAD, "", "other"]),
    content_type=st.sampled_from(["application/json", "application/json", "text/plain", ""]),
)


@given(st.lists(requests, max_size=30), st.integers(0, 4), st.randoms(use_true_random=False))
def test_a_server_that_does_as_it_likes_gets_no_more_orders_than_allowed(
    sent: list[Request], spend: int, random: Random
) -> None:
    """At most N requests that could create reach a server, at --spend 0 none, and after a breach no order at all."""
    target = CountingTarget(lambda _request: random.choice([CREATED, REFUSED, Answer(0), Answer(500)]))
    sender = Sender(target, limited(spend), Pace())
    for each in sent:
        with suppress(SpendError):
            sender.send(each)
    assert sum(map(CREATING.could, target.requests)) <= spend
    assert sender.budget.created <= spend + len(sender.budget.notes)
    assert len(sender.budget.notes) <= 1


@given(st.lists(requests, max_size=30), st.integers(0, 4))
def test_a_server_that_keeps_its_promises_never_creates_more_than_allowed(sent: list[Request], spend: int) -> None:
    settings = Settings(clock=ClockKind.MANUAL, seed=1, api_keys=(GOOD,))
    with closing(Mock(settings)) as mock, closing(AsgiTarget(mock, mock.clock.advance)) as target:
        sender = Sender(target, limited(spend), Pace())
        for each in sent:
            with suppress(SpendError):
                sender.send(each)
        assert (sender.budget.created <= spend, sender.budget.notes) == (True, [])
        assert created_in(mock) == sender.budget.created


def created_in(mock: Mock) -> int:
    return sum(each.request.method == "POST" and each.response.status == 200 for each in mock.journal.exchanges())
