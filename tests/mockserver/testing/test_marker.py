"""What a marker sets is read one marker after the other, the nearest last, and refused with the name that was meant."""

from __future__ import annotations

import pytest

from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import FailAfter, NeverEnd
from kling3_mockserver.testing.marker import Marked
from kling3_mockserver.testing.policy import Policy, Verdict
from kling3_openapi.errors import Kling3Error
from tests.mockserver.samples import a_finding

RUN = Policy()
PLAIN = Marked(Settings(seed=5), RUN)


def test_a_nearer_marker_adds_to_settings_and_replaces_findings_and_allowed_codes() -> None:
    outer = PLAIN.changed({"scenario": "fail", "strict": True, "findings": ["K001=off"], "allow": "k014"}, RUN)
    assert (outer.settings.seed, outer.settings.scenario, outer.settings.strict) == (5, FailAfter(), True)
    assert outer.allowed == ("K014",)
    inner = outer.changed({"scenario": "never", "findings": "ignored=warn", "allow": ["K009"]}, RUN)
    assert (inner.settings.scenario, inner.settings.strict, inner.allowed) == (NeverEnd(), True, ("K009",))
    assert inner.policy.verdict(a_finding("K001")) is not Verdict.OFF
    assert outer.changed({}, RUN) == outer


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"scenarioo": "fail"},
            "scenarioo: no such setting (did you mean scenario?): expected one of findings, allow, ",
        ),
        ({"finding": "K001=off"}, "finding: no such setting (did you mean findings?): expected one of "),
        ({"host": "0.0.0.0"}, "host: can't be set for one test, because all tests share one server: override the "),
        (
            {"port": 99},
            "port: can't be set for one test, because all tests share one server: it takes any free port, and",
        ),
        ({"scenario": "fial"}, "scenario: unknown scenario 'fial' (did you mean fail?): expected complete "),
        ({"findings": ["ignored=wran"]}, "findings: got 'ignored=wran' (did you mean warn?), expected a severity "),
        ({"findings": ["ignord=warn"]}, "findings: got 'ignord=warn' (did you mean ignored?), expected a severity "),
        ({"findings": 5}, "findings: got '5', expected a severity or a code "),
        ({"allow": ["K999"]}, "there is no code 'K999': "),
        ({"speed": -1}, "speed: got -1: choose a number above 0"),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_was_meant(values: dict[str, object], expected: str) -> None:
    with pytest.raises(Kling3Error) as refused:
        PLAIN.changed(values, RUN)
    assert str(refused.value).startswith(expected)
