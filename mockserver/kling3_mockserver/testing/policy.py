"""Policy: what becomes of a finding in a test: it fails the test, it is shown, or it is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.suggestion import suggestion
from kling3_openapi import rules
from kling3_openapi.findings import Finding, Severity


class Verdict(Enum):
    """What a finding does to the test that caused it."""

    FAIL = "fail"
    """The test fails when it ends."""
    WARN = "warn"
    """It is shown with a failure of the test, and in the summary."""
    OFF = "off"
    """Nothing is said of it."""


_DEFAULTS: Mapping[str, Verdict] = {
    Severity.ERROR.value: Verdict.WARN,
    Severity.IGNORED.value: Verdict.FAIL,
    Severity.ADVICE.value: Verdict.WARN,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """A verdict for each severity, and for single codes, which go before their severity."""

    verdicts: Mapping[str, Verdict] = field(default_factory=lambda: dict(_DEFAULTS))

    def verdict(self, finding: Finding, *, refused: bool = False) -> Verdict:
        """Return what a finding does to its test; one for which its request was `refused` counts as an error.

        The program has seen that answer: to fail its test as well would tell the mistake twice.
        """
        severity = Severity.ERROR if refused else finding.severity
        return self.verdicts.get(finding.code, self.verdicts[severity.value])

    def having(self, verdict: Verdict, findings: Iterable[Finding], *, refused: bool = False) -> list[Finding]:
        """Return the findings of this verdict, of a request that was `refused` for them or not."""
        return [each for each in findings if self.verdict(each, refused=refused) is verdict]

    def changed(self, words: Iterable[str], name: str = "kling3_findings") -> Policy:
        """Return this policy with changes such as `ignored=warn` or `K014=off`; raise SettingsError.

        `name` is where the words stand. Raises CatalogueError for a code that there is not.
        """
        return Policy({**self.verdicts, **dict(_change(word, name) for word in words)})


def check_code(code: str) -> str:
    """Return a code of the catalogue as the catalogue writes it; raise CatalogueError for any other."""
    rules.explain(str(code))
    return code.strip().upper()


def _change(word: str, setting: str) -> tuple[str, Verdict]:
    name, _, verdict = word.partition("=")
    known = {each.value: each for each in Verdict}
    is_code = name[:1] == "K" and name[1:].isdigit()
    if (name not in _DEFAULTS and not is_code) or verdict not in known:
        meant = suggestion(name, _DEFAULTS) if verdict in known else suggestion(verdict, known)
        raise SettingsError(
            setting,
            f"got '{word}'{meant}, expected a severity or a code with =fail, =warn or =off, "
            'such as "ignored=warn" or "K014=off"',
        )
    return check_code(name) if is_code else name, known[verdict]
