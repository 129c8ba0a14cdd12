"""Last run: the violations of a run in a small file, with all that it takes to look for each of them again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kling3_contracts.errors import OptionError
from kling3_contracts.messages import Request
from kling3_contracts.options import Options, Phase
from kling3_contracts.reports.atomic import write_whole
from kling3_contracts.reports.reproduce import curl_of
from kling3_contracts.verdicts.masking import Masker
from kling3_contracts.verdicts.report import Violation
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.echo import echoed

DEFAULT_PATH = Path(".kling3-contracts/last-run.json")

_OPTION = "--replay"
_VERSION = 1
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Remembered:
    """One violation of a run, and what that run was told: the phase that found it, its seed, and how it searched."""

    identity: str
    code: str
    place: str
    message: str
    phase: Phase
    seed: int
    max_examples: int
    only: frozenset[str]
    curl: str
    families: tuple[Family, ...] = ()
    edition: Edition = FIRST


class LastRun:
    """Writes the violations of a run to a file, anew after each phase, so that a run that is stopped leaves them too.

    Keys and secrets are masked. Raises OptionError for a file that can't be written.
    """

    def __init__(self, path: Path, base_url: str, options: Options) -> None:
        self._path, self._base_url, self._options = path, base_url, options
        self._masker = Masker(options.secrets)
        self._entries: dict[str, Mapping[str, object]] = {}

    def after(self, phase: Phase, violations: Iterable[Violation]) -> None:
        """Remember the violations that a phase has added to those of the phases before it."""
        for each in violations:
            if each.identity not in self._entries:
                self._entries[each.identity] = self._entry(each, phase)
        self._write()

    def _entry(self, violation: Violation, phase: Phase) -> Mapping[str, object]:
        text, request = self._masker.text, violation.request
        curl = curl_of(request, self._base_url, self._options) if request else ""
        return {
            "id": violation.identity,
            "code": violation.code,
            "place": text(violation.place),
            "message": text(violation.message),
            "phase": phase.value,
            "curl": text(curl),
            "request": _written(self._masker.request(request)) if request else None,
        }

    def _write(self) -> None:
        options = self._options
        content = {
            "version": _VERSION,
            "target": self._masker.text(self._base_url),
            "seed": options.seed,
            "max_examples": options.max_examples,
            "only": sorted(options.only),
            "edition": options.edition.value,
            "families": [each.path for each in options.families],
            "violations": list(self._entries.values()),
        }
        try:
            write_whole(self._path, json.dumps(content, indent=1) + "\n")
        except OSError as error:
            message = f"can't write {self._path} ({error.strerror}): run in a folder of yours"
            raise OptionError(_OPTION, message) from error


def recall(path: Path, identity: str) -> Remembered:
    """Return a violation of the last run; raise OptionError without a run, or without such a violation in it."""
    content = _read(path)
    listed = content.get("violations")
    entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    entry = next((each for each in entries if each.get("id") == identity), None)
    if entry is None:
        raise OptionError(_OPTION, _unknown(path, identity, [str(each.get("id")) for each in entries]))
    try:
        return _remembered(content, entry)
    except (KeyError, TypeError, ValueError) as error:
        raise OptionError(_OPTION, f"{path} lacks a part of {identity}: run verify again") from error


def _remembered(content: Mapping[str, object], entry: Mapping[str, object]) -> Remembered:
    return Remembered(
        str(entry["id"]),
        str(entry["code"]),
        str(entry["place"]),
        str(entry["message"]),
        Phase(entry["phase"]),
        int(str(content["seed"])),
        int(str(content["max_examples"])),
        frozenset(_texts(content["only"])),
        str(entry["curl"]),
        tuple(each for each in Family if each.path in _texts(content["families"])),
        Edition(content.get("edition", FIRST.value)),
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _read(path: Path) -> Mapping[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise OptionError(_OPTION, f"there is no {path}: run verify first, in this folder") from error
    except (OSError, ValueError) as error:
        raise OptionError(_OPTION, f"{path} can't be read ({echoed(str(error))}): run verify again") from error
    if not isinstance(content, dict) or content.get("version") != _VERSION:
        raise OptionError(_OPTION, f"{path} is of another version of this program: run verify again")
    return content


def _unknown(path: Path, identity: str, known: list[str]) -> str:
    shown = ", ".join(known[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")
    has = f"it found {shown}" if known else "it found nothing"
    return f"the last run ({path}) did not find {echoed(identity)}: {has}"


def _written(request: Request) -> Mapping[str, object]:
    return {
        "method": request.method,
        "target": request.target,
        "headers": [list(each) for each in request.headers],
        "body_base64": base64.b64encode(request.body).decode(),
    }
