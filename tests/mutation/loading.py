"""Loading: a mutant in the place of its module, for this process alone, by the import system: no file changes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import PurePosixPath
from types import CodeType, ModuleType

from tests.mutation.mutant import Mutant
from tests.mutation.source import ROOT

_FOLDERS = frozenset({"openapi", "mockserver", "contracts"})
"""Of the packages, whose names begin below them."""


def put_in_place(mutant: Mutant) -> None:
    """Have the next import of the mutant's module find the mutant; raises RuntimeError once the module is there."""
    name = module_of(mutant.key.file)
    if name in sys.modules:
        raise RuntimeError(f"{name} is loaded already, so its mutant would change nothing: start a process of its own")
    sys.meta_path.insert(0, _Finder(name, mutant))


def module_of(file: str) -> str:
    """Return the name under which a file of the repository is imported."""
    parts = PurePosixPath(file).with_suffix("").parts
    return ".".join(parts[1:] if parts[0] in _FOLDERS else parts)


class _Finder(MetaPathFinder):
    def __init__(self, name: str, mutant: Mutant) -> None:
        self._name, self._mutant = name, mutant

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        place = ROOT / self._mutant.key.file
        return spec_from_file_location(fullname, place, loader=_Loader(fullname, str(place), self._mutant.source))


class _Loader(SourceFileLoader):
    """Compiles what it was given, where others look for compiled files."""

    def __init__(self, fullname: str, path: str, source: bytes) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)
