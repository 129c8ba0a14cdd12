"""Records of the journal count as what they exercise of the contract."""

from __future__ import annotations

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.covering import cover
from kling3_mockserver.journal.delivery import Delivery
from kling3_openapi.coverage.counter import Coverage
from tests.mockserver.samples import a_delivery, a_finding, a_request, an_exchange


def test_a_request_touches_its_operation_its_fields_its_answer_and_its_rules() -> None:
    coverage = Coverage()
    asked = a_request(body=b'{"prompt": "A fox"}')
    answer = Response(400, [(b"content-type", b"application/json")], b"{}")
    cover(coverage, an_exchange(request=asked, findings=(a_finding("K001"),))._replace(response=answer))
    touched = coverage.to_json()
    assert touched["operations"] == ["POST /v1/ai/video/kling-v3-pro"]
    assert touched["rules"] == ["K001 image_list has no effect on Kling 3"]
    assert any("prompt" in each for each in touched["parameters"])
    assert any("400" in each for each in touched["responses"])


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (a_delivery(), "COMPLETED taken"),
        (a_delivery(status=500, retry_in=5.0), "COMPLETED tried again"),
        (a_delivery(status=500), "COMPLETED given up"),
    ],
)
def test_an_attempt_to_deliver_touches_its_outcome(delivery: Delivery, expected: str) -> None:
    coverage = Coverage()
    cover(coverage, delivery)
    (touched,) = coverage.to_json()["webhooks"]
    assert touched == expected
