"""Forms: what remembered requests can be exported as, written bit by bit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from kling3_mockserver.exports.har import har_begin, har_end, har_entry
from kling3_mockserver.exports.repetition import written_test
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.views import exchange_view


class Form(Enum):
    """The form of an export, by the end of its file's name."""

    HAR = "har"
    NDJSON = "ndjson"
    PYTEST = "py"

    @property
    def media_type(self) -> str:
        """What it is called in HTTP."""
        return {"har": "application/json", "ndjson": "application/x-ndjson", "py": "text/x-python"}[self.value]

    @property
    def file_name(self) -> str:
        """What a browser calls the file."""
        return "test_remembered.py" if self is Form.PYTEST else f"kling3-mock.{self.value}"


def written(
    form: Form, exchanges: Sequence[Exchange], known: tuple[str, ...], settings: Mapping[str, object]
) -> Iterator[str]:
    """Yield an export in parts that each take about as long as one exchange.

    `known` are secrets that are masked wherever they stand; `settings` are those of the fake that are not as they are
    by themselves, by option name.
    """
    if form is Form.HAR:
        yield har_begin()
        for place, each in enumerate(exchanges):
            yield (",\n" if place else "") + json.dumps(har_entry(exchange_view(each, known)))
        yield har_end()
    elif form is Form.NDJSON:
        for each in exchanges:
            yield json.dumps(exchange_view(each, known)) + "\n"
    else:
        yield from written_test(exchanges, known, settings)
