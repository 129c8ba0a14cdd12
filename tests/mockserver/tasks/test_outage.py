"""Which orders fail while a model is out: those of its family or of its tier."""

from __future__ import annotations

import pytest

from kling3_mockserver.tasks.outage import outage_of
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_openapi.endpoints import ENDPOINTS

OMNI_PRO = next(each for each in ENDPOINTS if each.path == "/v1/ai/video/kling-v3-omni-pro")


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ((), None),
        (("kling-v3-omni",), FailAfter(4.0)),
        (("kling-v3-omni-pro",), FailAfter(4.0)),
        (("video/kling-v3-omni-pro",), FailAfter(4.0)),
        (("kling-v3-pro", "kling-v3-omni"), FailAfter(4.0)),
        (("kling-v3-omni-std",), None),
        (("reference-to-video/kling-v3-omni-pro",), None),
        (("kling-v3",), None),
    ],
)
def test_an_order_of_a_model_that_is_out_fails(models: tuple[str, ...], expected: FailAfter | None) -> None:
    assert outage_of(OMNI_PRO, models) == expected
