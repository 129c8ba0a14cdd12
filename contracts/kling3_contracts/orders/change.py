"""Change: the one thing that sets an order apart from a good one, and the code of the rule that it meets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import NamedTuple

from kling3_contracts.orders.places import Place
from kling3_contracts.orders.samples import IMAGE, PROMPT, holding
from kling3_openapi.endpoints import Family
from kling3_openapi.findings import pointer_to
from kling3_openapi.rules.order import START_IMAGES

_LONGEST = 40

_Company = tuple[Mapping[str, object], tuple[str, ...]]
"""Fields to set and fields to leave out, so that nothing else of an order speaks against a change."""

_WITH_PROMPT: Mapping[str, object] = {"prompt": PROMPT}
_OMNI: Mapping[str, _Company] = {
    "prompt": ({}, ("multi_prompt",)),
    "multi_prompt": (_WITH_PROMPT, (*START_IMAGES, "aspect_ratio")),
    "aspect_ratio": ({**_WITH_PROMPT, "image_url": IMAGE}, ("multi_prompt",)),
    "elements": ({}, ("image_urls",)),
    "image_urls": ({}, ("elements",)),
    **dict.fromkeys(START_IMAGES, (_WITH_PROMPT, ("multi_prompt",))),
}
_COMPANY: Mapping[Family, Mapping[str, _Company]] = {
    Family.KLING3: {"prompt": ({}, ("multi_prompt",)), "multi_prompt": (_WITH_PROMPT, ())},
    Family.OMNI: _OMNI,
}
"""Of the families that are not named here no field needs company."""


class Change(NamedTuple):
    """Fields to set in an order, and fields to leave out.

    `code` is the rule that the changed order meets, empty when it is still a good one. `places` are pointers of which
    a refusal names at least one. `label` says it in short: `duration "16"`.
    """

    code: str
    label: str
    sets: Mapping[str, object]
    drops: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def over(self, order: Mapping[str, object]) -> dict[str, object]:
        """Return an order with this change made; neither is changed by what becomes of the result."""
        kept = {name: value for name, value in order.items() if name not in self.drops}
        return {**kept, **deepcopy(dict(self.sets))}


def change_at(family: Family, place: Place, value: object, code: str = "", label: str = "") -> Change:
    """Return the change that puts a value at a place of an order that is good otherwise."""
    company, drops = _company(family, place.field)
    sets = {**company, **holding(family, place, value)}
    return Change(code, label or f"{_dotted(place)} {told(value)}", sets, drops, (place.pointer,))


def fields_changed(family: Family, code: str, label: str, **fields: object) -> Change:
    """Return the change that sets whole fields; the first one is the place that a refusal names."""
    companies = [_company(family, name) for name in fields]
    company = {name: value for sets, _ in companies for name, value in sets.items()}
    drops = tuple(name for _, names in companies for name in names if name not in fields)
    return Change(code, label, {**company, **fields}, drops, tuple(map(pointer_to, fields)))


def told(value: object) -> str:
    """Return a JSON value as labels show it, a long text by its length."""
    if isinstance(value, str) and len(value) > _LONGEST:
        kind = "" if value.isascii() else " beyond ASCII"
        return f"of {len(value)} characters{kind}"
    if isinstance(value, list) and len(value) > 1:
        return f"of {len(value)} items"
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _company(family: Family, field: str) -> _Company:
    return _COMPANY.get(family, {}).get(field, ({}, ()))


def _dotted(place: Place) -> str:
    return ".".join(map(str, place.steps))
