"""Build context: which files of the checkout the builder of an image is sent."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tests.deploy.dockerfile import DOCKERFILE

ROOT = DOCKERFILE.parents[1]
_ANYWHERE = "**/"


class Context:
    """What is left of a checkout when the lines of a .dockerignore are left out."""

    def __init__(self, text: str) -> None:
        self.rules = [line for line in text.splitlines() if line and not line.startswith("#")]
        beyond = [each for each in self.rules if each.startswith("!") or "/" in each.removeprefix(_ANYWHERE)]
        assert beyond == [], f"got {beyond}, which this reader would take for something else: teach it, or say less"

    def has(self, path: PurePosixPath) -> bool:
        """Return whether a file, by its path from the root, is sent."""
        return not any(self._leaves_out(name, depth) for depth, name in enumerate(path.parts))

    def copy_to(self, folder: Path) -> None:
        """Copy what is sent into a folder that there is not yet."""
        shutil.copytree(ROOT, folder, ignore=self._left_out)

    def _left_out(self, folder: str, names: Sequence[str]) -> Collection[str]:
        depth = len(Path(folder).relative_to(ROOT).parts)
        return {name for name in names if self._leaves_out(name, depth)}

    def _leaves_out(self, name: str, depth: int) -> bool:
        # A name without a folder before it stands for one at the root alone, other than in a .gitignore.
        return any(
            fnmatchcase(name, rule.removeprefix(_ANYWHERE))
            for rule in self.rules
            if depth == 0 or rule.startswith(_ANYWHERE)
        )


def read() -> Context:
    """Return the project's own."""
    return Context((ROOT / ".dockerignore").read_text("utf-8"))
