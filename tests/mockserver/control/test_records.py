"""One request and one attempt to deliver are shown by their numbers, as the lists show them."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, created
from tests.mockserver.samples import a_delivery
from tests.mockserver.wire import message


@pytest.mark.parametrize("kind", ["requests", "deliveries"])
def test_one_is_shown_as_in_the_list(mock: Mock, kind: str) -> None:
    created(mock)
    created(mock)
    mock.journal.add_delivery(a_delivery(mock.journal.next_number()))
    mock.journal.add_delivery(a_delivery(mock.journal.next_number()))
    for each in json.loads(control(mock, "GET", f"/{kind}").body):
        assert json.loads(control(mock, "GET", f"/{kind}/{each['number']}").body) == each


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "1.0", "9" * 5_000, "%D9%A3"])
@pytest.mark.parametrize(("kind", "one"), [("requests", "request"), ("deliveries", "delivery")])
def test_what_is_not_remembered_is_404_with_the_next_step(mock: Mock, kind: str, one: str, number: str) -> None:
    created(mock)
    answer = control(mock, "GET", f"/{kind}/{number}")
    assert answer.status == 404
    assert message(answer).startswith(f"no {one} ")
    assert message(answer).endswith(f" is remembered: see GET /_mock/{kind}")
    assert len(message(answer)) < 100
