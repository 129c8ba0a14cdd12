"""A run through all phases, as each Python makes it: of the whole fake it tells nothing, and it leaves nothing out."""

from __future__ import annotations

from contextlib import closing

import pytest

from kling3_contracts.options import Options
from kling3_contracts.verdicts.report import Verdict
from kling3_contracts.verifying.verify import verify
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET, FakeTarget
from tests.contracts.broken.gate import WRONG_KEY, strict_about_keys

pytestmark = pytest.mark.one_python

NEEDS_A_SOCKET = {"K147"}


def test_every_promise_and_every_rule_is_tried_and_nothing_is_told() -> None:
    options = Options(KEY, OTHER_KEY, WRONG_KEY, seed=1, max_examples=5, webhook_secret=SECRET)
    with closing(FakeTarget(strict_about_keys())) as target:
        report = verify(target, options)
    assert [f"{each.code} {each.place}: {each.message}" for each in report.violations] == []
    assert report.trouble == ""
    assert {each.code for each in report.checks if each.verdict is Verdict.NOT_TRIED} == NEEDS_A_SOCKET
