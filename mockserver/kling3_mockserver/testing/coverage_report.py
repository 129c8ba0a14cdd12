"""CoverageReport: what a run wants to be told of its coverage, in which forms, and how much of it is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.suggestion import suggestion
from kling3_openapi.coverage.forms import json_form, markdown
from kling3_openapi.coverage.summary import CoverageSummary, Dimension
from kling3_openapi.coverage.thresholds import ThresholdError, below, parse_thresholds


class Form(Enum):
    """One way to show the coverage; the value is its word in options."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


_FILES: Mapping[Form, str] = {Form.JSON: "kling3-coverage.json", Form.MARKDOWN: "kling3-coverage.md"}
"""Where a form goes that is named without a file."""
_WRITERS: Mapping[Form, Callable[[CoverageSummary], str]] = {Form.JSON: json_form, Form.MARKDOWN: markdown}


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Whether the terminal shows the whole coverage, which files hold it, and the least of it that is enough."""

    in_terminal: bool
    files: tuple[tuple[Form, Path], ...]
    thresholds: Mapping[Dimension, float]

    @classmethod
    def of(cls, forms: Iterable[str], least: str) -> CoverageReport:
        """Return what `terminal`, `json:FILE`, `markdown` and `operations=100` ask for; raise SettingsError."""
        wanted = [_form(word) for word in forms]
        files = tuple((form, path) for form, path in wanted if path is not None)
        return cls(any(form is Form.TERMINAL for form, _ in wanted), files, _thresholds(least))

    def write(self, summary: CoverageSummary, folder: Path) -> list[str]:
        """Write the files, relative to a folder; return a sentence for each that can't be written."""
        return [trouble for form, path in self.files if (trouble := _written(folder / path, _WRITERS[form](summary)))]

    def missed(self, summary: CoverageSummary) -> list[str]:
        """Return a sentence for each dimension of which too little was exercised."""
        return below(summary, self.thresholds)


def _form(word: str) -> tuple[Form, Path | None]:
    name, colon, file = word.partition(":")
    known = {each.value: each for each in Form}
    form = known.get(name)
    if form is None:
        hint = "; before the path of a test write --kling3-coverage=terminal"
        message = f"got '{word}'{suggestion(name, known)}, expected terminal, json[:FILE] or markdown[:FILE]{hint}"
        raise SettingsError("kling3_coverage", message)
    if form is Form.TERMINAL:
        if colon:
            raise SettingsError("kling3_coverage", f"got '{word}': the terminal takes no file, json and markdown do")
        return form, None
    return form, Path(file or _FILES[form])


def _thresholds(least: str) -> Mapping[Dimension, float]:
    try:
        return parse_thresholds(least) if least else {}
    except ThresholdError as error:
        raise SettingsError("kling3_coverage_fail_under", str(error)) from error


def _written(path: Path, text: str) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"can't write {path}: {reason}; name a file in a folder that can be written to"
    return ""
