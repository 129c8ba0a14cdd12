"""Fakes that keep an edition but for one thing that it changed: there they still do as the edition before."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Phase
from kling3_mockserver.mock import Mock
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.rules.orders import OrderRules
from tests.contracts.broken.fake import KEY, OTHER_KEY, FakeTarget, a_mock
from tests.contracts.broken.gate import Lenient, freepik_alone, reading
from tests.contracts.broken.kinds import Broken
from tests.contracts.generated.broken import changed

APRIL, AUGUST = Edition.APRIL_2026, Edition.AUGUST_2026
_KLING3, _OMNI = "kling-v3-request", "kling-v3-omni-request"
_REFERENCE = "kling-v3-omni-video-reference-request"

Properties = dict[str, dict[str, object]]


def a_mock_of(edition: Edition) -> Mock:
    """Start a fake of an edition that knows its keys."""
    return a_mock(api_keys=(KEY, OTHER_KEY), edition=edition)


@dataclass(frozen=True)
class _Field:
    """Makes a fake of an edition in which one field is another one, and rules that would tell are dropped."""

    edition: Edition
    schema: str
    name: str
    field: dict[str, object]
    lenient: tuple[str, ...] = ()

    def __call__(self) -> FakeTarget:
        content = copy.deepcopy(dict(load(Strictness.PUBLISHED, self.edition).content))
        components = content["components"]
        assert isinstance(components, dict)
        properties: Properties = components["schemas"][self.schema]["properties"]
        properties[self.name] = self.field
        rules = OrderRules(Document(Strictness.PUBLISHED, content, self.edition))
        mock = a_mock_of(self.edition)
        vars(mock.validation)["_rules"] = Lenient(rules, frozenset(self.lenient))
        return FakeTarget(mock)


def _empty(request: Request, answer: Answer) -> Answer:
    return answer._replace(body=b"{}") if request.method == "POST" and answer.status == 200 else answer


def _without_answer() -> FakeTarget:
    mock = a_mock_of(AUGUST)
    return FakeTarget(mock, changed(mock, _empty))


def _former_header_alone() -> FakeTarget:
    mock = a_mock_of(AUGUST)
    return FakeTarget(mock, reading(mock, freepik_alone))


_SCALE: dict[str, object] = {"type": "number", "minimum": 0, "maximum": 2}
_LIST: dict[str, object] = {"type": "array"}
_SWITCH: dict[str, object] = {"type": "boolean", "enum": [False]}

_DEFECTS: tuple[tuple[str, str, Edition, Callable[[], FakeTarget], Phase], ...] = (
    ("multi_shot may be a text", "K060", APRIL, _Field(APRIL, _KLING3, "multi_shot", {}), Phase.RULES),
    ("multi_shot may not be on", "K106", APRIL, _Field(APRIL, _KLING3, "multi_shot", _SWITCH), Phase.RULES),
    ("the scale of Kling 3 ends at 2 in April", "K068", APRIL,
     _Field(APRIL, _KLING3, "cfg_scale", _SCALE, ("K068",)), Phase.RULES),
    ("the scale of reference-to-video ends at 2 in April", "K068", APRIL,
     _Field(APRIL, _REFERENCE, "cfg_scale", _SCALE, ("K068",)), Phase.RULES),
    ("voices are still read on Kling 3 in April", "K183", APRIL,
     _Field(APRIL, _KLING3, "voice_ids", _LIST), Phase.RULES),
    ("voices are still read on Omni in April", "K183", APRIL,
     _Field(APRIL, _OMNI, "voice_ids", _LIST), Phase.RULES),
    ("elements are still read on Kling 3 in August", "K183", AUGUST,
     _Field(AUGUST, _KLING3, "elements", _LIST), Phase.RULES),
    ("elements are still read on Omni in August", "K183", AUGUST,
     _Field(AUGUST, _OMNI, "elements", _LIST), Phase.RULES),
    ("the former header alone is read in August", "K114", AUGUST, _former_header_alone, Phase.KEYS),
)  # fmt: skip

EDITIONS: tuple[Broken, ...] = (
    *(Broken(name, code, make, (phase,), edition=edition) for name, code, edition, make, phase in _DEFECTS),
    # The strict document describes the answer in every edition.
    Broken(
        "the answer to an order is empty in August", "K102", _without_answer, (Phase.COVERAGE,), edition=AUGUST,
        strictness=Strictness.PUBLISHED,
    ),
)  # fmt: skip
"""One or more for each change of the table of editions, but for the host, which is no server's to keep."""
