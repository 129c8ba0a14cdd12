"""Reader: a document with all that reads its parts, and its operations by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kling3_contracts.drift.operation import Operation, Operations
from kling3_contracts.drift.parts import mapping
from kling3_contracts.drift.paths import Key, Known, Located, hosts, located
from kling3_contracts.drift.references import References
from kling3_contracts.drift.schemas import Schemas

_BEFORE_SIBLINGS = "3.0"
"""Up to this version what stands beside a `$ref` does not count."""


class Reader:
    """Reads one document; `known` are the methods and paths of the operations that are looked for."""

    def __init__(self, content: Mapping[str, object], known: Iterable[Key]) -> None:
        self.references = References(content)
        self.schemas = Schemas(self.references, siblings=not str(content.get("openapi")).startswith(_BEFORE_SIBLINGS))
        self.hosts = hosts(content)
        self._content, self._operations = content, Operations(content, self.references)
        self.known: dict[Key, Operation] = {}
        """The operations that are among the known ones, by the method and path of these."""
        self.strangers: list[Key] = []
        """Those of Kling 3, by their paths, that are not."""
        self.others = 0
        """How many are of other APIs."""
        sought = Known(known)
        for each in located(content, self.references):
            self._sort(each, sought.find(each))

    def webhooks(self, operation: Operation) -> tuple[object, ...]:
        """Return the bodies of the calls that follow an operation, of the operation's own or of the whole document.

        Of several for the whole those count that name Kling, or that tell of a task.
        """
        if operation.webhooks:
            return operation.webhooks
        named = mapping(self._content.get("webhooks"))
        found = [(name, body) for name, item in named.items() for body in self._operations.called(item)]
        kling = [body for name, body in found if "kling" in name.lower()]
        return tuple(kling or (body for _, body in found if "task_id" in self.schemas.shape(body).properties))[:1]

    def _sort(self, found: Located, key: Key | None) -> None:
        if key is not None:
            # The first of several spellings counts.
            self.known.setdefault(key, self._operations.read(*key, found.item))
        elif found.is_kling3:
            self.strangers.append((found.method, found.path))
        else:
            self.others += 1
