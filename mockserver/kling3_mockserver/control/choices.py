"""Choices: what a person may choose from, as the closed types have it, and the codes explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any, ClassVar, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kling3_mockserver.faults import text
from kling3_mockserver.faults.fault import PAGE_STATUSES, Fault, HtmlPage
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.journal.views import JsonObject
from kling3_mockserver.settings.options import OPTIONS, Option
from kling3_mockserver.tasks import scenario
from kling3_mockserver.tasks.models import model_names
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.by_hand import is_by_hand
from kling3_openapi.endpoints import Kind
from kling3_openapi.rules.catalogue import CATALOGUE

_KINDS = {"float": "number", "int": "integer", "str": "text"}


class _DataClass(Protocol):
    """A scenario or a fault."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


async def choices(_request: Request) -> Response:
    """Show what scenarios, faults, models and settings there are, each with its fields."""
    return JSONResponse(
        {
            "scenarios": [
                _choice(name, each, scenario.words(each), takes_words=True) for name, each in scenario.EXAMPLES.items()
            ],
            "faults": [
                {
                    **_choice(name, each, text.words(each), takes_words=name in text.TAKE_WORDS),
                    "group": _group(each),
                    "by_hand": is_by_hand(each),
                }
                for name, each in text.EXAMPLES.items()
            ],
            "models": [each for each in model_names() if "/" not in each],
            "kinds": [each.value for each in Kind],
            "statuses": [each.value for each in Status],
            "settings": [_setting(each) for each in OPTIONS if each.live],
        }
    )


async def codes(_request: Request) -> Response:
    """Show each code of the fake with what `kling3-mock explain` tells of it."""
    return JSONResponse(
        [
            {
                "code": each.code,
                "severity": each.severity.value,
                "title": each.title,
                "explanation": each.explanation,
                "source": each.source,
            }
            for each in CATALOGUE
        ]
    )


def _choice(name: str, example: _DataClass, words: str, *, takes_words: bool) -> JsonObject:
    told = (type(example).__doc__ or "").partition("\n")[0]
    return {"name": name, "help": told, "example": words, "fields": list(_fields(example)) if takes_words else []}


def _fields(example: _DataClass) -> Iterator[JsonObject]:
    """Yield the fields, which stand behind the name in their order."""
    for each in fields(example):
        yield {
            "name": each.name,
            "kind": _KINDS[str(each.type).partition(" ")[0]],
            "required": each.default is MISSING,
            "choices": list(PAGE_STATUSES) if isinstance(example, HtmlPage) else [],
        }


def _group(fault: Fault) -> str:
    return PlannedFault(fault).group.value.lower()


def _setting(option: Option) -> JsonObject:
    return {
        "name": option.name,
        "help": option.help,
        "kind": _kind(option),
        "choices": list(option.choices),
        "many": option.many,
        "secret": option.secret,
    }


def _kind(option: Option) -> str:
    if option.flag:
        return "boolean"
    if option.choices:
        return "choice"
    return option.kind.lower() if option.kind in {"INTEGER", "NUMBER", "SCENARIO"} else "text"
