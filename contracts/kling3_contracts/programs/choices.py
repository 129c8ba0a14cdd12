"""Choices: words of the command line -> what they choose; OptionError with what there is to choose from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from kling3_contracts.errors import OptionError
from kling3_contracts.options import Phase
from kling3_contracts.programs.own_document import read_document
from kling3_contracts.verifying.judged import JUDGED, LEFT_OUT
from kling3_openapi.document import Document, Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.echo import echoed

UPLOADS = "uploads"
"""What uploads are called beside families."""
_MOST_SHOWN = 20
"""Characters of a word that is not known."""


def phases_of(words: Iterable[str]) -> tuple[Phase, ...]:
    """Return the phases that lists with commas name; all without a word."""
    known = {each.value: each for each in Phase}
    named = [word.lower() for word in _listed(words)]
    for word in named:
        if word not in known:
            raise OptionError(
                "--phases", f"no phase '{echoed(word, _MOST_SHOWN)}', expected some of {', '.join(known)}"
            )
    return tuple(known[word] for word in named) or tuple(Phase)


def uploads_of(words: Iterable[str]) -> bool | None:
    """Return whether the lists that name families name uploads too; None without a word."""
    named = _named(words)
    return UPLOADS in named if named else None


def families_of(words: Iterable[str]) -> tuple[Family, ...]:
    """Return the families that lists with commas name, by a model or by the end of a path; none without a word.

    A name that two families share, as `kling-v3-omni`, stands for both; a longer end of the path for one. `uploads` may
    stand beside them, and is no family.
    """
    asked = _named(words)
    named = [word for word in asked if word != UPLOADS]
    if asked and not named:
        raise OptionError("--family", "uploads are no family: name one beside them, or use --phases uploads")
    for word in named:
        if not any(_is_called(each, word) for each in Family):
            known = ", ".join((*(each.path.removeprefix("/v1/ai/") for each in Family), UPLOADS))
            raise OptionError("--family", f"no family '{echoed(word, _MOST_SHOWN)}', expected some of {known}")
    return tuple(each for each in Family if any(_is_called(each, word) for word in named))


def _named(words: Iterable[str]) -> list[str]:
    return [word.lower().strip("/") for word in _listed(words)]


def _is_called(family: Family, word: str) -> bool:
    return any(path.endswith(f"/{word}") for path in (family.path, *family.tiers.values()))


def judged_codes(only: Iterable[str], skip: Iterable[str]) -> frozenset[str]:
    """Return the codes to judge by, given some and some to leave out; none stands for all."""
    chosen, left_out = codes_of(only), codes_of(skip, "--skip")
    if not left_out:
        return chosen
    kept = (chosen or frozenset(each.code for each in JUDGED)) - left_out
    if not kept:
        raise OptionError("--skip", "leaves nothing to judge: name fewer codes, or more with --only")
    return kept


def codes_of(words: Iterable[str], option: str = "--only") -> frozenset[str]:
    """Return the codes that lists with commas name, each of which a server can be judged by."""
    known = [each.code for each in JUDGED]
    named = [word.upper() for word in _listed(words)]
    for word in named:
        if word in LEFT_OUT:
            raise OptionError(option, f"no server is judged by {word}: {LEFT_OUT[word]}")
        if word not in known:
            near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
            hint = f", did you mean {near[0]}?" if near else ";"
            message = (
                f"no server is judged by '{echoed(word, _MOST_SHOWN)}'{hint} kling3-contracts explain lists all codes"
            )
            raise OptionError(option, message)
    return frozenset(named)


def document_of(word: str, edition: Edition = FIRST) -> tuple[Strictness, Document | None]:
    """Return the strictness that a word names, or the document in the file that it names, held to be of an edition."""
    named = {each.value: each for each in Strictness}
    if word in named:
        return named[word], None
    if not Path(word).exists():
        message = f"got '{echoed(word)}', expected {' or '.join(named)}, or a file with an OpenAPI document"
        raise OptionError("--document", message)
    return Strictness.PUBLISHED, read_document(Path(word), edition)


def _listed(words: Iterable[str]) -> list[str]:
    return [part.strip() for word in words for part in word.split(",") if part.strip()]
