"""Sentences: what a probe was answered, what was expected, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_contracts.enforcement.probe import FORM_CODE, ITEMS_CODE, PATH_CODE, TAKEN_CODE, WHATEVER_CODE, Probe
from kling3_contracts.enforcement.refusals import words
from kling3_contracts.messages import Answer
from kling3_openapi.rules.catalogue import CATALOGUE
from kling3_openapi.rules.echo import echoed

_TITLES = {each.code: each.title.rstrip(".") for each in CATALOGUE}
_MENDS: Mapping[str, str] = {
    TAKEN_CODE: "the order is good, widen the check that refuses it",
    FORM_CODE: "the order is good, read its form by a library",
    ITEMS_CODE: "look at each item of the list",
    WHATEVER_CODE: "look at each field, whatever else the order has",
    PATH_CODE: "compare the path letter by letter",
}


def sentence_of(probe: Probe, answer: Answer) -> str:
    """Return the sentence for an answer that a probe must not get."""
    request = f"{probe.method} {probe.target.partition('?')[0]}"
    got = f"{request} with {probe.label} was answered {answer.status}"
    said = f" ({echoed(str(words(answer)[0]))})" if 200 in probe.allowed else ""
    return f"{got}{said}, expected {probe.expected}: {_mend(probe.code)}"


def _mend(code: str) -> str:
    if code in _MENDS:
        return _MENDS[code]
    title = _TITLES[code]
    return f"{title[0].lower()}{title[1:]}, refuse it"
