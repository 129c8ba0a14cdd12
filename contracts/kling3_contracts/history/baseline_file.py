"""Baseline file: a baseline as TOML, read and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from kling3_contracts.catalogue import explain, known
from kling3_contracts.errors import OptionError
from kling3_contracts.history.baseline import Accepted, Baseline
from kling3_contracts.reports.atomic import write_whole
from kling3_openapi.rules.echo import echoed

_OPTION = "--baseline"
_TABLE = "accepted"
_FIELDS = ("id", "code", "place", "reason")
_HEAD = """\
# Violations that kling3-contracts accepts, each with its reason. `kling3-contracts explain CODE` explains a code.
# Written anew by an update or a prune: reasons stay, comments do not.
"""


def read(path: Path) -> Baseline:
    """Return the baseline in a file; raise OptionError, with the entry and the mend, when it can't be used."""
    entries = _entries(path, _document(path))
    accepted: dict[str, Accepted] = {}
    for number, entry in enumerate(entries, 1):
        each = _accepted(f"{path}, entry {number}", entry)
        if each.identity in accepted:
            message = f"{path}, entry {number}: {each.identity} is accepted twice; take one of the two entries out"
            raise OptionError(_OPTION, message)
        accepted[each.identity] = each
    return Baseline(tuple(accepted.values()))


def write(baseline: Baseline, path: Path) -> None:
    """Write a baseline to a file, whole or not at all; raise OptionError when the file can't be written."""
    try:
        write_whole(path, toml(baseline))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"can't write {path}: {reason}; name a file in a folder that can be written to"
        raise OptionError(_OPTION, message) from error


def toml(baseline: Baseline) -> str:
    """Return a baseline as TOML."""
    return _HEAD + "".join(map(_table, baseline.accepted))


def _table(accepted: Accepted) -> str:
    values = (accepted.identity, accepted.code, accepted.place, accepted.reason)
    rows = (f"{name} = {_quoted(value)}\n" for name, value in zip(_FIELDS, values, strict=True))
    return f"\n[[{_TABLE}]]\n{''.join(rows)}"


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's too, but TOML wants DEL escaped and has no word for a lone surrogate.
    carried = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(carried, ensure_ascii=False).replace("\x7f", "\\u007f")


def _document(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"can't read {path}: {reason}; name a file, or have one made by an update of the baseline"
        raise OptionError(_OPTION, message) from error
    except (ValueError, RecursionError) as error:  # not TOML, or not UTF-8
        message = f"{path} is not TOML: {echoed(str(error) or type(error).__name__)}; correct it there"
        raise OptionError(_OPTION, message) from error


def _entries(path: Path, document: Mapping[str, object]) -> list[object]:
    unknown = sorted(set(document) - {_TABLE})
    if unknown:
        message = f"{path} has '{echoed(unknown[0])}', expected [[{_TABLE}]] alone; take it out or correct its name"
        raise OptionError(_OPTION, message)
    entries = document.get(_TABLE, [])
    if not isinstance(entries, list):
        message = f"{path} has one '{_TABLE}', expected a list of them; write [[{_TABLE}]] above each entry"
        raise OptionError(_OPTION, message)
    return entries


def _accepted(where: str, entry: object) -> Accepted:
    texts = _texts(where, entry)
    identity, code = texts["id"], texts["code"]
    _hold_code(where, code)
    if not identity.startswith(f"{code}-"):
        message = f"{where}: the id '{echoed(identity)}' is not one of {code}; copy both from one violation of a report"
        raise OptionError(_OPTION, message)
    return Accepted(identity, code, texts["place"], texts["reason"])


def _texts(where: str, entry: object) -> dict[str, str]:
    given = entry if isinstance(entry, dict) else {}
    named = f"{where} ({echoed(str(given['id']))})" if "id" in given else where
    unknown = sorted(set(given) - set(_FIELDS))
    if unknown:
        message = f"{named} has '{echoed(unknown[0])}', expected {', '.join(_FIELDS)}; take it out or correct its name"
        raise OptionError(_OPTION, message)
    return {name: _text(named, name, given.get(name)) for name in _FIELDS}


def _text(where: str, name: str, value: object) -> str:
    if isinstance(value, str) and (value.strip() or name == "place"):
        return value
    got = "has no" if value is None else "has an empty" if isinstance(value, str) else "has no text as"
    mend = "say why it is accepted" if name == "reason" else "copy it from the report"
    raise OptionError(_OPTION, f"{where} {got} {name}; {mend}")


def _hold_code(where: str, code: str) -> None:
    if known(code):
        return
    try:
        explain(code)
    except OptionError as error:
        raise OptionError(_OPTION, f"{where}: {str(error).removeprefix('CODE: ')}; correct the code") from error
    raise OptionError(_OPTION, f"{where}: the code '{echoed(code)}' is written {code.strip().upper()}; correct it")
