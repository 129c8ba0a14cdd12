"""What is written as text is read again as the same value, whatever stands in it."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.http.messages import Request, Response
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.stores.forms import delivery_of, delivery_text, exchange_of, exchange_text, task_of, task_text
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.scenario import EXAMPLES
from kling3_mockserver.tasks.task import Plan, Status, Task, Video
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding, Location, Severity

text, some_bytes = st.text(max_size=20), st.binary(max_size=20)
moments = st.floats(0, 2e9) | st.just(math.inf)
fields = st.lists(st.tuples(some_bytes, some_bytes), max_size=3)

videos = st.builds(Video, st.integers(3, 15), text, st.booleans())
tasks = st.builds(
    Task, text, text, st.sampled_from(Family), st.sampled_from(Tier), st.floats(0, 2e9),
    st.builds(Plan, moments, moments, st.sampled_from(Status), st.booleans(), st.integers(0, 9)),
    videos, text, st.none() | text,
    st.sampled_from(list(EXAMPLES.values())),
)  # fmt: skip
findings = st.builds(Finding, text, st.sampled_from(Severity), st.sampled_from(Location), text, text)
exchanges = st.builds(
    Exchange, st.integers(1, 9), st.floats(0, 2e9),
    st.builds(Request, text, text, text, st.dictionaries(some_bytes, some_bytes, max_size=3), some_bytes),
    st.builds(Response, st.integers(0, 599), fields, some_bytes), text, text,
    st.lists(findings, max_size=2).map(tuple), st.floats(0, 9), st.booleans(), text, st.booleans(), text,
    st.none() | videos,
)  # fmt: skip
deliveries = st.builds(
    Delivery, st.integers(1, 9), st.floats(0, 2e9),
    st.builds(Message, text, text, text, st.sampled_from(Status), some_bytes), st.integers(1, 9), st.integers(0, 2**31),
    text, st.none() | st.integers(100, 599), text, st.floats(0, 9), st.none() | st.floats(0, 9), text,
    st.none() | some_bytes,
)  # fmt: skip


@given(tasks)
def test_a_task_is_read_as_it_was_written(task: Task) -> None:
    assert task_of(task.id, task_text(task)) == task


@given(exchanges)
def test_an_exchange_is_read_as_it_was_written(exchange: Exchange) -> None:
    assert exchange_of(exchange.number, exchange_text(exchange)) == exchange


@given(exchanges)
def test_an_exchange_of_before_there_were_prices_is_read_without_a_video(exchange: Exchange) -> None:
    before = json.dumps(json.loads(exchange_text(exchange))[:-1])
    assert exchange_of(exchange.number, before) == exchange._replace(video=None)


@given(deliveries)
def test_a_delivery_is_read_as_it_was_written(delivery: Delivery) -> None:
    assert delivery_of(delivery.number, delivery_text(delivery)) == delivery
