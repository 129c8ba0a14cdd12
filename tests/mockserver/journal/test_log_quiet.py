"""A quiet log says what went wrong, and each thing once, however often it is done."""

from __future__ import annotations

import pytest

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_quiet import Quiet
from kling3_mockserver.journal.notices import Notice
from tests.mockserver.samples import a_delivery, a_finding, a_message, an_exchange

FIRST, SECOND = a_finding("K001"), a_finding("K002")


def said(*records: Exchange | Delivery | Notice) -> list[Exchange | Delivery | Notice]:
    quiet = Quiet()
    return [rest for each in records if (rest := quiet.rest(each)) is not None]


@pytest.mark.parametrize("record", [an_exchange(), an_exchange(status=302), a_delivery(status=204)])
def test_nothing_is_said_of_what_went_well(record: Exchange | Delivery) -> None:
    assert said(record) == []


@pytest.mark.parametrize(
    "record",
    [
        an_exchange(findings=(FIRST,)),
        an_exchange(status=400, reason="unknown scenario"),
        an_exchange(status=503),
        an_exchange(status=0),
        an_exchange()._replace(fault="latency 2"),
        a_delivery(status=500),
        a_delivery(status=None, error="refused"),
        a_delivery()._replace(fault="webhook-duplicated"),
    ],
)
def test_what_went_wrong_is_said_once(record: Exchange | Delivery) -> None:
    assert said(record, record) == [record]


def test_of_several_findings_those_are_said_that_were_not_said_yet() -> None:
    both = an_exchange(findings=(FIRST, SECOND))
    assert said(an_exchange(findings=(FIRST,)), both) == [
        an_exchange(findings=(FIRST,)),
        an_exchange(findings=(SECOND,)),
    ]


def test_the_same_mistake_in_another_field_is_another_thing() -> None:
    records = [an_exchange(findings=(a_finding("K060", pointer=pointer),)) for pointer in ("/duration", "/prompt")]
    assert said(*records, *records) == records


def test_other_reasons_and_other_receivers_are_other_things() -> None:
    records = [
        an_exchange(status=400, reason="one"),
        an_exchange(status=400, reason="two"),
        a_delivery(status=500),
        a_delivery(1, a_message(url="https://other.example"), status=500),
    ]
    assert said(*records) == records


def test_what_came_and_was_no_request_is_always_said() -> None:
    assert said(Notice(1.0, "not served"), Notice(1.0, "not served")) == [Notice(1.0, "not served")] * 2
