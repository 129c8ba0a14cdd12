"""Lives: fakes that are asked in process, each of which begins with what another has left in a store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kling3_contracts.messages import Answer, Request
from kling3_contracts.target import AsgiTarget
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.stores.location import InMemory, SqliteFile, StoreLocation
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import BODIES, KEY
from tests.mockserver.posting import ScriptedSender

HOOK = "http://receiver.test/hook"


class Life(AsgiTarget):
    """One process's worth of a fake; what it posts goes to its `sender`."""

    def __init__(self, store: StoreLocation, sender: ScriptedSender | None = None, **settings: Any) -> None:
        self.sender = sender or ScriptedSender()
        chosen = {"clock": ClockKind.MANUAL, "store": store, **settings}
        self.mock = Mock(Settings(**chosen), new_sender=lambda: self.sender)
        super().__init__(self.mock, self.mock.clock.advance)
        self.mock.resume()

    def ask(self, method: str, path: str, body: object = None, key: str = KEY) -> Answer:
        """Ask it anything."""
        headers = (("host", "localhost"), ("x-freepik-api-key", key), ("content-type", "application/json"))
        return self.send(Request(method, path, headers, b"" if body is None else json.dumps(body).encode()))

    def order(self, family: Family = Family.KLING3, key: str = KEY, **fields: object) -> str:
        """Order a video; return the id of its task."""
        path = next(iter(family.tiers.values()))
        answer = self.ask("POST", path, {**BODIES[family], **fields}, key)
        assert answer.status == 200, answer.body
        return str(json.loads(answer.body)["data"]["task_id"])

    def read(self, task_id: str, family: Family = Family.KLING3, key: str = KEY) -> Answer:
        """Read a task."""
        return self.ask("GET", f"{family.path}/{task_id}", key=key)

    def tasks(self, family: Family = Family.KLING3, key: str = KEY) -> list[str]:
        """List a key's tasks, as ids and statuses."""
        found = json.loads(self.ask("GET", family.path, key=key).body)["data"]
        return [f"{each['task_id']} {each['status']}" for each in found]

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Ask the control API; return what it answers."""
        answer = self.ask(method, f"/_mock{path}", body)
        assert answer.status < 300, answer.body
        return json.loads(answer.body) if answer.body else None

    def pass_(self, seconds: float) -> None:
        """Let time pass, and all that falls due in it be sent."""
        self.mock.clock.advance(seconds)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing more is due."""
        assert self.mock.courier.settle()

    @property
    def posts(self) -> list[str]:
        """The statuses of which it told, each with the `webhook-id`."""
        return [f"{json.loads(each.body)['status']} {each.headers['webhook-id']}" for each in self.sender.posts]

    def end(self) -> None:
        """End it as a signal would."""
        self.mock.close()
        self.close()


@contextmanager
def life(store: StoreLocation, sender: ScriptedSender | None = None, **settings: Any) -> Iterator[Life]:
    """Begin a fake, and end it."""
    one = Life(store, sender, **settings)
    try:
        yield one
    finally:
        one.end()


def left_by(store: SqliteFile, folder: Path) -> SqliteFile:
    """Return a store with what a process would leave of this one that was killed at this moment."""
    folder.mkdir()
    for each in Path(store.path).parent.glob(f"{Path(store.path).name}*"):
        shutil.copy(each, folder / each.name)
    return SqliteFile(str(folder / Path(store.path).name))


IN_MEMORY = InMemory()
