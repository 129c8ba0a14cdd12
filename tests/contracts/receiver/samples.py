"""Receivers with the habits of the provider's four samples, each written anew in Python.

None looks at the clock or keeps ids; all compare plainly and pass over the version.
"""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod

from tests.contracts.receiver.careful import OK, SECRET, Careful, base64_of, header
from tests.contracts.receiver.servers import Came


class Sample(Careful, ABC):
    """What the provider's four samples have in common: one secret, any version, no freshness, a plain compare."""

    def __init__(self, secret: str = SECRET) -> None:
        super().__init__({"v1": secret})

    def complete(self, _came: Came) -> bool:
        return True

    def fresh(self, _timestamp: str) -> bool:
        return True

    def trusted(self, came: Came) -> bool:
        right = self.right(came)
        return any(got == right for got in self.signatures(header(came, "signature")))

    def right(self, came: Came) -> str:
        return base64_of(self.key(self.secrets["v1"]), self.content(came))

    def content(self, came: Came) -> bytes:
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.{came.body.decode()}".encode()

    @abstractmethod
    def signatures(self, text: str) -> list[str]:
        """Return the signatures of a list; each habit reads it in its own way."""

    def act(self, came: Came, _told: str) -> int:
        self.acted.append(header(came, "id"))
        return OK


class PythonHabits(Sample):
    """Unpacks each entry into exactly two; formats the body as text."""

    def signatures(self, text: str) -> list[str]:
        pairs = []
        for entry in text.split():
            _version, signature = entry.split(",")
            pairs.append(signature)
        return pairs


class JavaScriptHabits(Sample):
    """Takes the part after the first comma, which may not be there; its text never fails to decode."""

    def signatures(self, text: str) -> list[str]:
        return [([*entry.split(","), "undefined"])[1] for entry in text.split(" ")]

    def content(self, came: Came) -> bytes:
        text = came.body.decode("utf-8", "replace")
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.{text}".encode()


class PhpHabits(JavaScriptHabits):
    """Decodes the secret from base64; works on bytes."""

    def key(self, secret: str) -> bytes:
        return base64.b64decode(secret)

    def content(self, came: Came) -> bytes:
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.".encode() + came.body


class JavaHabits(JavaScriptHabits):
    """Reads the second part of each entry, and fails where there is none; empty parts at the end are dropped."""

    def trusted(self, came: Came) -> bool:
        right = self.right(came)
        return any(entry.rstrip(",").split(",")[1] == right for entry in header(came, "signature").split(" "))
