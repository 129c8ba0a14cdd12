"""Forms: the kinds of files that a report can be written to."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from kling3_contracts.errors import OptionError
from kling3_contracts.reports.atomic import write_whole
from kling3_contracts.reports.html import html
from kling3_contracts.reports.json_form import json_report
from kling3_contracts.reports.junit import junit
from kling3_contracts.reports.markdown import markdown
from kling3_contracts.verdicts.report import Report


class Form(Enum):
    """A kind of file; the value is the name of its option without the dashes."""

    JUNIT = "junit"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


_MADE_BY: dict[Form, Callable[[Report], str]] = {
    Form.JUNIT: junit,
    Form.JSON: json_report,
    Form.MARKDOWN: markdown,
    Form.HTML: html,
}


def rendered(report: Report, form: Form) -> str:
    """Return a report in a form."""
    return _MADE_BY[form](report)


def write(report: Report, form: Form, path: Path) -> None:
    """Write a report to a file, whole or not at all; raise OptionError when the file can't be written."""
    try:
        write_whole(path, rendered(report, form))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"can't write {path}: {reason}; name a file in a folder that can be written to"
        raise OptionError(f"--{form.value}", message) from error
