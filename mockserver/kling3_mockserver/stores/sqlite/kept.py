"""SqliteKept: everything of a fake that a file holds, taken up when it starts and followed while it runs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

from kling3_mockserver.errors import MockError, StoreError
from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.stores.forms import task_of
from kling3_mockserver.stores.identity import other_seed
from kling3_mockserver.stores.kept import Whole
from kling3_mockserver.stores.parts import Documents, counts, documents, take_up
from kling3_mockserver.stores.sharing import Shared
from kling3_mockserver.stores.sqlite.changes import Changes, Table
from kling3_mockserver.stores.sqlite.database import Database
from kling3_mockserver.stores.sqlite.journal_rows import JournalRows
from kling3_mockserver.stores.sqlite.kept_store import KeptStore
from kling3_mockserver.stores.sqlite.writer import Writer
from kling3_mockserver.stores.telling import told_of_trouble
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.task import Status, Task

_IDENTIFIERS = "identifiers"
_SEED_BITS = 64
_SLOWLY = 1.0
"""Seconds between two looks at what changes with every request: counters, and the journal."""


class _Due(NamedTuple):
    """What is to be told of a task, at which moment, and the attempt, counted from 1, that is made next."""

    status: Status
    moment: float
    attempt: int
    attempt_at: float


class SqliteKept:
    """Holds a fake in an SQLite file; raises StoreError for one that can't be had."""

    def __init__(self, path: str) -> None:
        self._database = Database(path)
        self._held = {str(name): str(text) for name, text in self._database.rows(Table.DOCUMENT)}
        self._writer = Writer(self._database, self._look)
        self.store = self.progress = KeptStore(self._writer)
        self._whole: Whole | None = None
        self._rows: JournalRows | None = None
        self._path = path
        self._slowly_at, self._ending = 0.0, False
        self.shared: Shared | None = None
        self.tasks_before = 0
        """How many tasks the file held when it was opened."""

    def identifiers(self, seed: int | None) -> Identifiers:
        """Return what makes ids: by the seed that the file was begun with, and none of those that were made before.

        Raises StoreError where another seed is wanted.
        """
        with self._read():
            before = json.loads(self._held.get(_IDENTIFIERS, "{}"))
            own = before.get("seed", secrets.randbits(_SEED_BITS) if seed is None else seed)
            life = before.get("life", -1) + 1
            if seed not in (None, own):
                raise other_seed(self._path, "name a new file")
        self._held[_IDENTIFIERS] = json.dumps({"seed": own, "life": life})
        self._writer.note(lambda changes: _put_document(changes, _IDENTIFIERS, self._held[_IDENTIFIERS]))
        return Identifiers(own, life)

    def begin(self, whole: Whole, journal_size: int) -> None:
        """Take up what the file holds, and follow what comes of it; raise StoreError where it can't be read."""
        self._rows = JournalRows(whole.journal, journal_size)
        with self._read():
            take_up(whole, {name: text for name, text in self._held.items() if name != _IDENTIFIERS})
            self._rows.resume([*self._database.rows(Table.RECORD)])
            self._take_up_tasks(whole)
        self._whole = whole
        self._writer.start()

    def tell(self, tell: Tell) -> None:
        """Have it told when nothing can be written, and when it can again; `tell` is called in any thread."""
        self._writer.on_trouble = told_of_trouble(tell)

    async def written(self) -> None:
        """Wait until all that was changed before is in the file; raise StoreError where it can't be."""
        await self._writer.written()

    def close(self) -> None:
        """Write what is left and close the file."""
        self._ending = True
        self._writer.stop()
        if not self._writer.is_stuck:
            self._database.close()

    @property
    def trouble(self) -> str:
        """Why nothing can be written at the moment, or could be at the end; or nothing."""
        return self._writer.trouble

    @contextmanager
    def _read(self) -> Iterator[None]:
        """Close a file that can't be taken up, and say why."""
        try:
            yield
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            self._database.close()
            why = f"{type(error).__name__}: {error}"
            raise StoreError(f"{self._path} holds what can't be read ({why}): move it away to begin anew") from error
        except MockError:
            self._database.close()
            raise

    def _take_up_tasks(self, whole: Whole) -> None:
        due = self._due()
        for number, task_id, text in self._database.rows(Table.TASK):
            task = task_of(str(task_id), str(text))
            self.store.take_up(task, int(number))
            self.tasks_before += 1
            if int(number) in due:
                self._take_up_due(whole, task, due[int(number)])

    def _take_up_due(self, whole: Whole, task: Task, held: list[_Due]) -> None:
        due = [(each.moment, each.status) for each in held]
        self.store.resume(task, due)
        happening = whole.lifecycle.resume(task, due)
        for each in held:
            if (each.moment, each.status) not in happening:
                self.store.told(task.id, each.status)
            elif each.attempt > 1:
                message_id = whole.identifiers.message_id(task.id, each.status.value)
                whole.courier.resume(message_id, each.attempt, each.attempt_at)

    def _due(self) -> dict[int, list[_Due]]:
        found: dict[int, list[_Due]] = {}
        for number, name, moment, attempt, attempt_at in self._database.rows(Table.DUE):
            each = _Due(Status[str(name)], float(moment), int(attempt), float(attempt_at))
            found.setdefault(int(number), []).append(each)
        return found

    def _look(self, changes: Changes) -> None:
        """Add what is looked up when something is written: queues, counters, and what is new in the journal."""
        if self._whole is None or self._rows is None:
            return
        self._note(changes, documents(self._whole))
        if self._ending or monotonic() >= self._slowly_at:
            self._slowly_at = monotonic() + _SLOWLY
            self._note(changes, counts(self._whole))
            self._rows.note(changes)

    def _note(self, changes: Changes, found: Documents) -> None:
        for name, text in found.items():
            if self._held.get(name) != text:
                self._held[name] = text
                _put_document(changes, name, text)


def _put_document(changes: Changes, name: str, text: str) -> None:
    changes.put(Table.DOCUMENT, (name,), (text,))
