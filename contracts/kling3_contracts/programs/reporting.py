"""What every judging command offers to say of its report: files in four forms, a baseline, and how much is printed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from kling3_contracts import extra
from kling3_contracts.errors import OptionError

Command = Callable[..., None]

_FORMS = {
    "junit": "Write JUnit XML, which CI systems show as tests.",
    "json": "Write JSON; its schema comes with the package.",
    "markdown": "Write Markdown, for the summary of a CI job.",
    "html": "Write one HTML page that needs no other file.",
}
_NO_TOML = (".json", ".yaml", ".yml")
_FLAGS = ("update_baseline", "prune_baseline", "quiet", "coverage")
_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where a report goes, besides the terminal; `files` by the name of their form."""

    files: tuple[tuple[str, Path], ...] = ()
    baseline: Path | None = None
    update_baseline: bool = False
    prune_baseline: bool = False
    quiet: bool = False
    coverage: bool = False


def with_report_options(*libraries: str, covers: bool = True) -> Callable[[Command], Command]:
    """Give a command the options on its report; it receives them as one `reporting`.

    `libraries` are those of the extra that the command needs besides what prints a report: without one it does not
    begin. `covers` says whether its reports have coverage.
    """

    def with_options(command: Command) -> Command:
        @functools.wraps(command)
        def called(**values: object) -> None:
            extra.require(*libraries, *extra.PRINTER)
            command(reporting=_reporting(values), **values)

        return _with_forms(_with_baseline(_with_quiet(_with_coverage(called) if covers else called)))

    return with_options


def _reporting(values: dict[str, object]) -> Reporting:
    """Return the options on reports, and take them out of all that were given."""
    files = tuple((name, path) for name in _FORMS if isinstance(path := values.pop(name), Path))
    given = values.pop("baseline")
    baseline = given if isinstance(given, Path) else None
    flags = {name: bool(values.pop(name, False)) for name in _FLAGS}
    _check_baseline(baseline, update=flags["update_baseline"], prune=flags["prune_baseline"])
    return Reporting(files, baseline, **flags)


def _check_baseline(path: Path | None, *, update: bool, prune: bool) -> None:
    """Return when there is nothing wrong with a baseline: it should not be found out after a long or paid run."""
    if path is None:
        if update or prune:
            raise click.UsageError("--update-baseline and --prune-baseline change the file of --baseline FILE: name it")
        return
    if path.suffix.lower() in _NO_TOML:
        raise OptionError("--baseline", f"got {path}, and a baseline is TOML: name it {path.with_suffix('.toml')}")
    if path.exists() or not update:
        from kling3_contracts.history import baseline_file  # most runs have none, and all rules come with it

        baseline_file.read(path)


def _with_forms(command: Command) -> Command:
    for name, words in reversed(_FORMS.items()):
        command = click.option(f"--{name}", name, type=_FILE, metavar="PATH", help=words)(command)
    return command


def _with_baseline(command: Command) -> Command:
    prune = click.option("--prune-baseline", is_flag=True, help="Take out of the baseline what was not found any more.")
    update = click.option("--update-baseline", is_flag=True, help="Write what was found to the baseline.")
    name = click.option(
        "--baseline",
        type=_FILE,
        metavar="FILE",
        help="TOML with the violations that are accepted, each with its reason; none, if left out.",
    )
    return name(update(prune(command)))


def _with_quiet(command: Command) -> Command:
    return click.option("--quiet", is_flag=True, help="Print one line in place of the report.")(command)


def _with_coverage(command: Command) -> Command:
    words = "Print what of the contract was never tried, in place of one line on it."
    return click.option("--coverage", is_flag=True, help=words)(command)
